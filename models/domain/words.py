"""How the wire words of the domain are said to people, in both languages."""

from typing import Final

from models.domain.case import Case
from models.domain.catalogue import Catalogue
from models.domain.names import (
    CaseState,
    ClockName,
    DepartmentCode,
    Disposal,
    ItemState,
    Level,
    OpinionWord,
    Outcome,
    Role,
)
from models.domain.text import Words


def _words(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


CASE_STATES: Final[dict[CaseState, Words]] = {
    "unfiled": _words("未收件", "not filed"),
    "received": _words("已收件", "received"),
    "correcting": _words("补正中", "correcting"),
    "reviewing": _words("并联审批中", "reviewing"),
    "consolidating": _words("待汇总", "consolidating"),
    "decided": _words("已决定", "decided"),
    "delivered": _words("已送达", "delivered"),
    "archived": _words("已归档", "archived"),
    "declined": _words("不予受理", "declined"),
    "withdrawn": _words("已撤回", "withdrawn"),
    "terminated": _words("已终止", "terminated"),
}
ITEM_STATES: Final[dict[ItemState, Words]] = {
    "waiting": _words("待前置事项", "waiting"),
    "notified": _words("已抄告", "notified"),
    "acknowledged": _words("已签收", "acknowledged"),
    "handling": _words("承办中", "handling"),
    "reviewing": _words("审查中", "in review"),
    "approving": _words("审批中", "in approval"),
    "negative-filing": _words("否定报备中", "in negative filing"),
    "concluded": _words("已办结", "concluded"),
    "deemed": _words("视为同意", "deemed"),
    "not-involved": _words("不涉及", "not involved"),
    "reused": _words("沿用已有结果", "reused"),
    "cancelled": _words("已取消", "cancelled"),
}
NOTICE_RETURNED: Final = _words(
    "抄告单已退回，待牵头部门重新抄告", "notice returned, the lead must reissue it"
)
OPINIONS: Final[dict[OpinionWord, Words]] = {
    "agree": _words("同意", "agree"),
    "agree-with-conditions": _words("附条件同意", "agree with conditions"),
    "disagree": _words("不同意", "disagree"),
    "not-involved": _words("不涉及", "not involved"),
}
OUTCOMES: Final[dict[Outcome, Words]] = {
    "granted": _words("准予", "granted"),
    "granted-with-conditions": _words("附条件准予", "granted with conditions"),
    "refused": _words("不予许可", "refused"),
}
LEVELS: Final[dict[Level, Words]] = {
    "handler": _words("承办", "handling"),
    "reviewer": _words("审查", "review"),
    "approver": _words("审批", "approval"),
}
ROLES: Final[dict[Role, Words]] = {
    "clerk": _words("窗口人员", "clerk"),
    "handler": _words("承办人", "handler"),
    "reviewer": _words("审查人", "reviewer"),
    "approver": _words("审批人", "approver"),
    "department-head": _words("部门负责人", "department head"),
    "lead-head": _words("牵头部门负责人", "head of the lead department"),
    "supervisor": _words("督查人员", "supervisor"),
    "government-head": _words("政府负责人", "head of government"),
    "administrator": _words("系统管理员", "administrator"),
    "applicant": _words("申请人", "applicant"),
}
DISPOSALS: Final[dict[Disposal, Words]] = {
    "excused": _words("免责", "excused"),
    "corrected": _words("责令整改", "corrected"),
    "pursued": _words("追究责任", "pursued"),
}
CLOCKS: Final[dict[ClockName, Words]] = {
    "acceptance": _words("受理时限", "acceptance limit"),
    "corrections": _words("补正时限", "corrections limit"),
    "acknowledgement": _words("签收时限", "acknowledgement limit"),
    "committed": _words("承诺时限", "committed limit"),
    "statutory": _words("法定时限", "statutory limit"),
    "delivery": _words("送达承诺时限", "committed delivery limit"),
    "delivery-statutory": _words("送达法定时限", "statutory delivery limit"),
}
TELLS: Final[dict[str, Words]] = {
    "handler": _words("承办人", "handler"),
    "department-head": _words("部门负责人", "department head"),
    "supervisor": _words("政务服务中心督查", "service centre's supervisor"),
    "lead-head": _words("牵头部门负责人", "head of the lead department"),
    "government-office": _words("政府办公室", "government office"),
}


NOT_ENDED: Final = _words("尚未结束", "not ended")
DECLINATION: Final = _words("不予受理", "refusal to accept")
DECLINATION_FILED: Final = _words(
    "不予受理已报备，待督查确认", "declined subject to the supervisor's confirmation"
)


def with_code(words: Words, code: str) -> Words:
    """The words with what is typed for them."""
    return _words(f"{words.zh}（{code}）", f"{words.en} ({code})")


def listed(parts: list[Words]) -> Words:
    """Several words as one list."""
    if not parts:
        return _words("无", "none")
    return Words.model_construct(zh="、".join(p.zh for p in parts), en=", ".join(p.en for p in parts))


def department(code: DepartmentCode, case: Case, catalogue: Catalogue) -> Words:
    """A department by its name in the catalogue, else by the one with which it took over in mid-case."""
    known = catalogue.department_by_code.get(code)
    if known is not None:
        return known.name
    return case.successors.get(code) or Words.model_construct(zh=code, en=code)


def party(code: str, case: Case, catalogue: Catalogue) -> Words:
    """Who holds the clock: a department by its name, or one of the parties that are none."""
    return _PARTIES.get(code) or department(DepartmentCode(code), case, catalogue)


_PARTIES: Final[dict[str, Words]] = {
    "applicant": _words("申请人", "applicant"),
    "special-procedure": _words("特别程序", "special procedure"),
    "higher-authority": _words("上级机关", "higher authority"),
}
