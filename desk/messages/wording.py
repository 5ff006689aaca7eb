"""What a message says: one plain line for each kind of event, and the whole letter around it."""

from dataclasses import dataclass
from typing import Final

from models.domain.text import Words


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


LINES: Final[dict[str, Words]] = {
    "notice-issued": _words("新的抄告单，请签收", "a notice has come: sign for it"),
    "corrections-requested": _words("材料需要补正", "corrections are asked for"),
    "case-accepted": _words("申请已受理", "the application is accepted"),
    "case-declined": _words("申请不予受理", "the application is not accepted"),
    "case-deemed-accepted": _words("逾期未答复，视为受理", "no answer in time: it counts as accepted"),
    "corrections-lapsed": _words(
        "逾期未补正，申请终止", "no corrections in time: the application has lapsed"
    ),
    "case-decided": _words("已作出决定", "the decision is made"),
    "case-delivered": _words("结果已送达", "the results are delivered"),
    "case-withdrawn": _words("申请人撤回申请", "the applicant has withdrawn"),
    "item-added": _words("增加了一个事项", "an item was added"),
    "item-dropped": _words("取消了一个事项", "an item was dropped"),
    "item-extended": _words("事项延长办理期限", "an item's limit was extended"),
    "case-extended": _words("办件延长办理期限", "the case's limit was extended"),
    "result-reused": _words("沿用已有审批结果", "a result from before is reused"),
    "notice-returned": _words("部门退回抄告单", "a department has returned its notice"),
    "item-transferred": _words("事项移交本部门", "an item was transferred to your department"),
    "item-sent-back": _words("事项退回承办人", "an item was sent back to its handler"),
    "gap-closed": _words("材料已补齐", "missing materials have come"),
    "gap-overdue": _words("补齐材料已超期", "missing materials are overdue"),
    "department-reminded": _words("牵头部门催办", "the lead reminds you"),
    "opinion-deemed": _words("逾期未回复，视为同意", "no reply in time: it counts as consent"),
    "late-reply-kept": _words("收到逾期回复，已存档", "a late reply was kept"),
    "negative-filed": _words("不同意意见待复核", "a refusal waits to be confirmed"),
    "negative-returned": _words("不同意意见被退回", "a refusal was returned"),
    "stop-overran": _words("停止计时已到期限", "a clock stood still longer than it may"),
    "responsibility-opened": _words("需要说明超期原因", "explain why a limit was missed"),
    "responsibility-answered": _words("部门已说明超期原因", "a department has explained itself"),
    "responsibility-disposed": _words("超期已有处理结论", "a missed limit was dealt with"),
    "acknowledgement-missed": _words("未按时签收", "a notice was not signed for in time"),
    "deadline-approaching": _words("即将到期", "a limit comes near"),
    "escalated": _words("逾期督办", "a limit is missed: escalated"),
    "survey-proposed": _words("建议联合踏勘", "a joint survey is proposed"),
    "survey-scheduled": _words("联合踏勘安排", "a joint survey is arranged"),
    "survey-closed": _words("联合踏勘结束", "a joint survey is closed"),
    "meeting-convened": _words("联审会议通知", "a joint meeting is called"),
    "meeting-closed": _words("联审会议结束", "a joint meeting is closed"),
    "action-overdue": _words("会议议定事项逾期", "what a meeting agreed on is overdue"),
    "action-closed": _words("会议议定事项办结", "what a meeting agreed on is done"),
    "department-reorganised": _words("机构调整，承办部门变更", "departments were reorganised"),
    "service-rated": _words("申请人作出评价", "the applicant has rated the service"),
    "calendar-missing": _words("缺少工作日历，期限待定", "a calendar is missing: limits are provisional"),
    "deadlines-reprojected": _words("日历调整，到期日变更", "a calendar has moved limits"),
}
"""By kind of event; tests/desk/test_messages.py knows whether one is missing."""

OTHER: Final = _words("办件有新进展", "something has changed")


def line_of(kind: str) -> Words:
    """What a message of this kind says in its one line."""
    return LINES.get(kind, OTHER)


@dataclass(frozen=True)
class Letter:
    """A message as it leaves the desk: no person, no content of the case; its number, its project, a link."""

    id: str
    case: str
    project: str
    kind: str
    link: str
    settings: str

    @property
    def subject(self) -> str:
        """One line for the list of a mail program."""
        line = line_of(self.kind)
        return f"[联审 {self.case}] {line.zh} / {line.en}"

    @property
    def text(self) -> str:
        """The letter in both languages."""
        line = line_of(self.kind)
        return (
            f"{line.zh}。\n"
            f"办件：{self.case}（{self.project}）\n"
            f"查看：{self.link}\n"
            "以登记簿和工作台显示的为准。本邮件由系统自动发送，请勿回复；"
            f"不想再收，请在此关闭：{self.settings}\n"
            "\n"
            f"{line.en[:1].upper()}{line.en[1:]}.\n"
            f"Case: {self.case} ({self.project})\n"
            f"See: {self.link}\n"
            "What the desk shows counts. This mail was sent by itself; please do not answer it. "
            f"If you want no more: {self.settings}\n"
        )

    @property
    def brief(self) -> str:
        """For a chat."""
        line = line_of(self.kind)
        return f"【联审】{line.zh} / {line.en}\n{self.case} {self.project}\n{self.link}"
