"""What each lawful act is called in the office, what it does, and whether it has legal effect."""

from dataclasses import dataclass
from typing import Final

from models.domain.text import Words


@dataclass(frozen=True)
class Act:
    """One act. With ``legal`` effect it shows a summary before it is done."""

    title: Words
    effect: Words
    legal: bool = True


def _act(zh: str, en: str, does_zh: str, does_en: str, *, legal: bool = True) -> Act:
    title = Words.model_construct(zh=zh, en=en)
    return Act(title, Words.model_construct(zh=does_zh, en=does_en), legal)


ACTS: Final[dict[str, Act]] = {
    "accept-case": _act(
        "受理并抄告",
        "Accept and notify",
        "受理办件，并同时向每个没有前置事项的部门发出抄告单；受理、承诺和法定时限自今日起算。",
        "Accepts the case and issues the notice of every item that need not wait; clocks start today.",
    ),
    "request-corrections": _act(
        "一次性告知",
        "One-time notice",
        "把本窗口和各部门提出的缺项合成一份告知书，受理时限停止，补正时限起算；同一材料不得再次要求。",
        "One document asks for every gap, own and reported; no material can be asked for a second time.",
    ),
    "submit-corrections": _act(
        "收取补正材料",
        "Receive corrections",
        "登记申请人补交的材料，受理时限重新起算。",
        "Records what the applicant handed in; a new acceptance clock starts.",
    ),
    "report-gap": _act(
        "反映缺项",
        "Report a gap",
        "把本部门事项缺少的材料告诉牵头部门，由其合并到一次性告知。",
        "Tells the lead what your item lacks, for the one-time notice.",
    ),
    "decline-case": _act(
        "不予受理",
        "Decline",
        "提出不予受理；目录要求时先报备，由督查确认后生效，其间受理时限照走。",
        "Refuses to accept; where required the supervisor confirms first, and the clock runs on.",
    ),
    "withdraw-case": _act(
        "撤回申请",
        "Withdraw",
        "申请人撤回申请；未结事项全部取消，抄告单收回，时限终止。",
        "Takes the application back; open items are cancelled and every clock ends.",
    ),
    "add-item": _act(
        "增加事项",
        "Add an item",
        "为本办件增加一个事项，另发抄告单。",
        "Adds an item with a notice of its own.",
    ),
    "drop-item": _act(
        "取消事项", "Drop the item", "从本办件中取消该事项。", "Takes the item out of this case."
    ),
    "reuse-result": _act(
        "沿用已有结果",
        "Reuse a result",
        "以已有的有效结果代替该事项的办理。",
        "An earlier valid result stands for the item.",
    ),
    "extend-case": _act(
        "延长办件法定时限",
        "Extend the case",
        "延长办件的法定时限，只能一次；承诺时限不变。",
        "Moves the statutory limit of the case, once; the promise stays.",
    ),
    "acknowledge-notice": _act(
        "签收",
        "Sign for the notice",
        "签收抄告单，签收时限终止；承诺和法定时限不受影响。",
        "Signs for the notice; the committed and statutory clocks go on unchanged.",
    ),
    "return-notice": _act(
        "退回抄告单",
        "Return the notice",
        "认为不属于本部门职责，退回牵头部门；时限照走。",
        "Hands the notice back as not your duty; the clocks run on.",
    ),
    "reissue-notice": _act(
        "重新抄告",
        "Reissue the notice",
        "把退回的事项重新抄告原部门或其他部门。",
        "Hands a returned item out again.",
    ),
    "take-item": _act("领办", "Take", "由您承办该事项。", "Puts the item onto your desk.", legal=False),
    "transfer-item": _act(
        "转办",
        "Transfer",
        "把该事项转给本部门的另一位同事。",
        "Puts the item onto a colleague's desk.",
        legal=False,
    ),
    "propose-opinion": _act(
        "拟定意见",
        "Propose the opinion",
        "提出本部门意见，送下一环节；只有一个环节时即为部门意见。",
        "Gives the opinion to the next level; with one level it is the department's opinion itself.",
    ),
    "endorse-opinion": _act(
        "审查通过",
        "Endorse",
        "同意承办人的意见，送审批人。",
        "Signs the proposed opinion and passes it to the approver.",
    ),
    "conclude-item": _act(
        "审批办结",
        "Approve and conclude",
        "签发部门意见，该事项办结；不同意的意见须报备时先送督查确认。",
        "Signs the department's opinion; a disagreement is filed with the supervisor first where required.",
    ),
    "send-back": _act(
        "退回承办",
        "Send back",
        "退回前面的环节重新办理；只影响本事项，时限不重算、不停止。",
        "Returns the item to an earlier level; no clock is reset or stopped.",
    ),
    "confirm-negative": _act(
        "确认否定报备",
        "Confirm the refusal",
        "确认报备的否定意见，使其生效。",
        "Lets the filed refusal stand; it takes effect.",
    ),
    "return-negative": _act(
        "退回否定报备",
        "Return the refusal",
        "退回报备的否定意见，由部门重新审批。",
        "Hands the filed refusal back.",
    ),
    "close-gap": _act(
        "收取容缺材料",
        "Receive a promised material",
        "登记申请人补齐的容缺材料。",
        "Records that a tolerated material has come.",
    ),
    "stop-clock": _act(
        "停止计时",
        "Stop the clock",
        "因特别程序停止计时，须有书面告知文号；今日仍计入，自次日起不计。",
        "A special procedure begins; today still counts, the days after it do not.",
    ),
    "resume-clock": _act(
        "恢复计时",
        "Resume the clock",
        "特别程序结束；今日不计，自次日起继续计算。",
        "The special procedure ends; counting goes on tomorrow.",
    ),
    "extend-item": _act(
        "延长事项法定时限",
        "Extend the item",
        "延长该事项的法定时限，只能一次；承诺时限不变。",
        "Moves the statutory limit of the item, once; the promise stays.",
    ),
    "remind": _act(
        "催办", "Remind", "提醒该部门办理，记入办件经过。", "Reminds the department, on record.", legal=False
    ),
    "schedule-survey": _act(
        "组织联合勘查",
        "Schedule the joint survey",
        "通知各部门同一时间到现场。",
        "Calls the departments to one visit.",
    ),
    "record-finding": _act(
        "记录勘查意见",
        "Record a finding",
        "记录本部门的勘查意见，须有两人署名。",
        "Your department's finding, under two names.",
    ),
    "close-survey": _act(
        "结束联合勘查", "Close the survey", "以纪要结束联合勘查。", "Ends the survey with its minutes."
    ),
    "convene-meeting": _act(
        "召开联审会议",
        "Convene the meeting",
        "通知各部门参加联审会议。",
        "Calls the departments to one meeting.",
    ),
    "state-position": _act(
        "发表会议意见",
        "State the position",
        "记录本部门在联审会议上的意见。",
        "Your department's word at the meeting.",
    ),
    "close-meeting": _act(
        "结束联审会议",
        "Close the meeting",
        "以纪要和议定事项结束会议。",
        "Ends the meeting with its minutes.",
    ),
    "close-action": _act(
        "办结议定事项", "Report an action done", "报告议定事项已办结。", "Reports an agreed action done."
    ),
    "consolidate-case": _act(
        "汇总决定",
        "Consolidate",
        "按汇总规则作出联合审批决定；送达时限起算。",
        "Joins the results into the one decision; the delivery clock starts.",
    ),
    "deliver-case": _act(
        "统一送达",
        "Deliver",
        "把全部结果一次送达申请人，登记送达回证；每个办件只有一次。",
        "Hands over all results at once with the receipt; once for each case.",
    ),
    "rate-service": _act(
        "评价", "Rate", "对本次办理作出评价。", "Rates how the case was handled.", legal=False
    ),
    "answer-responsibility": _act(
        "说明情况",
        "Answer the record",
        "对责任记录说明情况。",
        "Your department explains itself on the record.",
    ),
    "dispose-responsibility": _act(
        "处理责任记录", "Dispose of the record", "对责任记录作出处理。", "Closes the responsibility record."
    ),
}
"""Every act that is done on one case; filing, calendars and reorganisations have pages of their own."""

OWN_WORDS: Final[dict[str, Act]] = {
    "submit-corrections": _act(
        "提交补正材料",
        "Hand in corrections",
        "把所列材料交给受理窗口，窗口重新审查，受理时限重新起算。",
        "Hands these materials in to the window, which looks again; a new acceptance clock starts.",
    ),
}
"""What an applicant's own act is called to the applicant, where the office calls it otherwise."""
