"""The words in which an applicant is told of a case: plain ones, and what is to be done next."""

from typing import Final, Literal

from models.domain.names import CaseState, ClockName
from models.domain.text import Words

Mark = Literal["done", "busy", "open", "off", "near"]
"""The shape beside a state."""


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


CUT_SHORT: Final[frozenset[CaseState]] = frozenset({"declined", "withdrawn", "terminated"})
CLOCKS_OF: Final[dict[CaseState, tuple[ClockName, ...]]] = {
    "received": ("acceptance",),
    "correcting": ("corrections",),
    "reviewing": ("committed", "statutory"),
    "consolidating": ("committed", "statutory"),
    "decided": ("delivery", "delivery-statutory"),
}
ENDINGS: Final[dict[ClockName, Words]] = {
    "acceptance": _words(
        "最迟这一天告诉您是否受理；到期没有答复的，视为受理",
        "By then you are told whether it is accepted; without an answer it counts as accepted",
    ),
    "corrections": _words(
        "请在这一天之前交齐；过期没有交的，本次申请终止，可以重新申请",
        "Hand everything in by then; otherwise this application ends, and you may apply again",
    ),
    "committed": _words("我们承诺最迟这一天作出决定", "We promise a decision by then"),
    "statutory": _words("法律规定最迟这一天作出决定", "The law asks for a decision by then"),
    "delivery": _words("我们承诺最迟这一天送达结果", "We promise to deliver the results by then"),
    "delivery-statutory": _words("法律规定最迟这一天送达结果", "The law asks for the delivery by then"),
}
MARKS: Final[dict[CaseState, Mark]] = {
    "correcting": "near",
    "delivered": "done",
    "archived": "done",
    "declined": "off",
    "withdrawn": "off",
    "terminated": "off",
}
STATES: Final[dict[CaseState, Words]] = {
    "unfiled": _words("未提交", "not handed in"),
    "received": _words("已收到，正在审查材料", "received, materials under review"),
    "correcting": _words("请补正材料", "corrections needed"),
    "reviewing": _words("审批中", "under review"),
    "consolidating": _words("正在汇总作出决定", "decision being made"),
    "decided": _words("已决定，待送达", "decided, to be delivered"),
    "delivered": _words("结果已送达", "delivered"),
    "archived": _words("已办结归档", "closed"),
    "declined": _words("不予受理", "not accepted"),
    "withdrawn": _words("已撤回", "withdrawn"),
    "terminated": _words("已终止", "ended"),
}
SENTENCES: Final[dict[CaseState, Words]] = {
    "unfiled": _words("还没有收到申请。", "Nothing has been received."),
    "received": _words(
        "您的申请已经收到，窗口正在审查材料是否齐全。",
        "Your application is here; the window is looking whether its materials are complete.",
    ),
    "correcting": _words(
        "材料还不齐全，请按下面列出的内容一次补齐；补齐之后重新计算受理时间。",
        "Something is missing. Hand in what is listed below; the time for acceptance then begins anew.",
    ),
    "consolidating": _words(
        "各部门都已办完，窗口正在汇总并作出决定。",
        "All departments are done; the lead is putting the decision together.",
    ),
    "decided": _words(
        "决定已经作出，结果正在准备，将一次送达给您。",
        "The decision is made; all results are being prepared and reach you at once.",
    ),
    "delivered": _words("全部结果已经一次送达。", "All results have been delivered."),
    "archived": _words("全部结果已经送达，本件已归档。", "Everything was delivered, and the case is closed."),
    "declined": _words(
        "本次申请没有受理。理由、依据和救济途径写在《不予受理决定书》里。",
        "This application was not accepted; the decision states why, on what basis, and the remedies.",
    ),
    "withdrawn": _words("本次申请已经撤回，不再办理。", "This application was withdrawn."),
    "terminated": _words(
        "补正期限已过，材料没有补齐，本次申请已终止；您可以重新申请。",
        "The time for corrections is over, and this application has ended; you may apply again.",
    ),
}
