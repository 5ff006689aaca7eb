"""What can stand in the way of a request, by name, status and words, for pages and programs alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.attachments.refusing import Fact
from desk.web.message_facts import OF_MESSAGES
from desk.web.sign_in_facts import OF_SIGNING_IN
from models.domain.faults import Fault, path_text
from models.domain.refusals import every_refusal
from models.domain.text import Language

CONFLICT: Final = 409
"""The status of a refusal that is a matter of state; every other has its own in ``STATUS``."""

STATUS: Final[dict[str, int]] = {
    **dict.fromkeys(("NotYourDepartment", "NotYourRole", "SameHandOnTwoLevels", "DelegationNotValid"), 403),
    **dict.fromkeys(
        (
            "ItemUnknown",
            "MaterialUnknown",
            "MaterialNotTolerable",
            "PromiseTooLate",
            "OpinionUnknown",
            "ReasonMissing",
            "BasisMissing",
            "ConditionMissing",
            "WrittenNoticeMissing",
            "StopReasonNotAllowed",
            "EndMissing",
            "EndInThePast",
            "ExtensionTooLong",
            "TwoNamesNeeded",
            "LateEntryNotPossible",
            "CommandUnknown",
            "FieldInvalid",
            "KeyTaken",
        ),
        422,
    ),
}
"""403 is about the person, 422 about what was written."""

OF_FILES: Final[dict[Fact, int]] = {
    **dict.fromkeys(
        (
            "FileEmpty",
            "SizeWrong",
            "DigestWrong",
            "TypeNotAllowed",
            "NameMisleads",
            "FileDamaged",
            "FileAmbiguous",
            "ArchiveUnsafe",
            "FileEncrypted",
            "FileInfected",
        ),
        422,
    ),
    **dict.fromkeys(("TooManyFiles", "CaseFull", "TooManyUploads", "OffsetWrong"), CONFLICT),
    "FileTooLarge": 413,
    "UploadUnknown": 404,
    "ScannerAway": 503,
}
"""Why a file is not taken: each has its own words (`desk.attachments.refusing`)."""


@dataclass(frozen=True)
class Own:
    """A fact of the desk's own: its status and its sentence, with facts by keyword."""

    status: int
    zh: str
    en: str


OWN: Final[dict[str, Own]] = {
    "NotSignedIn": Own(401, "尚未登录，或登录已失效。请重新登录。", "You are not signed in. Please sign in."),
    "WrongPassword": Own(
        401,
        "账号或密码不对，或账号已停用。",
        "The account or the password is wrong, or the account is closed.",
    ),
    "FileMissing": Own(422, "没有选择文件。", "No file was chosen."),
    "PreviewStale": Own(
        409,
        "您核对之后情况有变，没有采用。下面是按最新情况重新推算的结果，请重新核对。",
        "Things have changed since you looked, so nothing was adopted. Below it is worked out anew.",
    ),
    "NothingToLend": Own(
        403,
        "只有承办、审查、审批岗位可以委托代理，您没有这些岗位。",
        "Only the levels handling, review and approval can be lent, and you have none of them.",
    ),
    "PasswordMustChange": Own(
        403,
        "当前密码是系统生成的，须先改成自己的密码才能办理。",
        "The password was generated for you; choose one of your own before anything else.",
    ),
    "LockedOut": Own(
        429,
        "尝试次数过多，请于{until}后再试。如忘记密码，请联系管理员。",
        "Too many attempts. Try again after {until}; the administrator can set a new password.",
    ),
    "SampleAccount": Own(
        403,
        "示例账号只能在本机内嵌办公室使用。",
        "Sample accounts work in the embedded office of one machine only.",
    ),
    "FormNotOurs": Own(
        403,
        "这张表单不是本次登录期间由本系统打开的，没有办理。请重新打开页面再办理。",
        "This form was not opened here in this session, so nothing was done. Open the page again.",
    ),
    "HostUnknown": Own(
        421, "本系统不在此地址提供服务：{host}。", "This system does not serve at this address: {host}."
    ),
    "NothingHere": Own(
        404,
        "此处没有内容，或不在您可查看的范围内。",
        "There is nothing here, or it is not yours to see.",
    ),
    "MethodNotAllowed": Own(405, "此地址不支持这种请求方式。", "This address does not take that method."),
    "LengthMissing": Own(411, "请在 Content-Length 中写明长度。", "Say in Content-Length how much is sent."),
    "TooLarge": Own(413, "提交的内容太大，最多{most}。", "What was sent is too large; at most {most}."),
    "NotAForm": Own(415, "请用页面上的表单提交。", "Send the form of the page."),
    "NotJson": Own(415, "请以 application/json 提交。", "Send application/json."),
    "InputInvalid": Own(422, "提交的内容有误：{told}", "What was sent does not fit: {told}"),
    "KeyMissing": Own(
        422,
        "缺少请求头 Idempotency-Key（1–100 个可见字符），它使重复提交只办理一次。",
        "The header Idempotency-Key is missing (1–100 visible characters): it makes a repeat harmless.",
    ),
    "TooManyRows": Own(
        422,
        "要导出的内容超过{most}行，没有生成文件。请先缩小筛选范围（如按部门或日期），再分次导出。",
        "More than {most} rows would have to be exported, so no file was made. Narrow the list down first, "
        "by department or date, and take it in parts.",
    ),
    "TooFast": Own(429, "请求过于频繁，请稍候再试。", "Too many requests; please wait a moment."),
    "Unexpected": Own(
        500,
        "系统出现意外错误，已记录（编号{mark}）。您的操作可能没有完成，请查看办件经过后再试。",
        "Something unexpected happened and was recorded ({mark}). Look at the history before trying again.",
    ),
    "ServerAway": Own(
        503,
        "后台服务暂时不可用，本次没有办理任何事项。请稍后再试。",
        "A server behind the desk is away; nothing was taken. Please try again shortly.",
    ),
    **{name: Own(*told) for name, told in (OF_SIGNING_IN | OF_MESSAGES).items()},
    "NotYoursToAdd": Own(
        403,
        "只有申请人和承办本办件的部门可以提交附件。",
        "Only the applicant and the departments of this case add files to it.",
    ),
    "CodeMistyped": Own(
        422,
        "办件编号没有填写，或查询码抄写有误（查询码共12位，由数字和字母组成，不含字母 I、L、O、U）。"
        "请对照查询单再填一次。",
        "The case number is missing, or the query code was copied wrongly: it has twelve characters, "
        "without the letters I, L, O and U. Compare it with the slip.",
    ),
    "NumberOrCodeWrong": Own(
        404,
        "没有查到：办件编号和查询码不相符。请对照查询单核对；查询单遗失的，请申请人持证件到受理窗口补打。",
        "Nothing was found: the case number and the query code do not belong together. Compare both with "
        "the slip; the window prints a lost one again for the applicant.",
    ),
    "NotYoursToTell": Own(
        403,
        "查询码只告知申请人，由受理窗口打印。",
        "The query code is for the applicant, and the window of the lead department prints it.",
    ),
    "NoIdentity": Own(
        403,
        "您的账号没有登记统一社会信用代码或身份证号码，提交之后您自己会看不到。请带证件请政务服务窗口或系统管理员登记。",
        "Your account has no credit code or identity number, and you would not see your own application. "
        "Ask the service counter or the administrator to enter it.",
    ),
    "OfficeOnly": Own(
        403,
        "这是办理部门内部使用的内容。您的办件进展到哪一步、需要您做什么，请看办件页面。",
        "This is for the departments at work on the case. Its own page tells you how far it has come.",
    ),
    "NotYoursToTake": Own(
        403,
        "统一送达材料由牵头部门和申请人下载。",
        "The delivery package is for the lead department and the applicant.",
    ),
    "NotDelivered": Own(
        409,
        "办件尚未统一送达，送达材料在送达后提供。",
        "The case has not been delivered yet; the package is there after the delivery.",
    ),
    "MissingGlyphs": Own(409, "字体缺字，不能打印。", "No font has these characters; nothing was printed."),
    "NoChineseFont": Own(503, "本机没有中文字体，不能打印。", "No Chinese font; nothing can be printed."),
    "FontUnusable": Own(
        503, "字体文件不能读取，不能打印。", "A font cannot be read; nothing can be printed."
    ),
    "BlobMissing": Own(
        503,
        "附件的登记在，文件却不在存储中（编号{mark}）。请告知管理员从备份恢复。",
        "The file is not in the store ({mark}). Tell the administrator to restore it from the backup.",
    ),
    "OutcomeUnknown": Own(
        503,
        "后台服务在办理途中中断，不能确定本次操作是否已登记。请稍后原样再提交一次：同一操作不会办理两次。",
        "A server went away on the way, and nobody knows whether this was recorded. Send the same again "
        "shortly: it is never done twice.",
    ),
    "EngineLost": Own(
        503,
        "办件{number}的流程丢失，本次没有办理。请管理员执行：{typed}，然后重试。",
        "Case {number} has lost its workflow; nothing was done. "
        "An administrator types: {typed}; then try again.",
    ),
    "RegisterLost": Own(
        503,
        "登记簿缺少办件{number}的记录，本次没有办理。请管理员执行：{typed}，然后重试。",
        "The register lacks lines of case {number}; nothing was done. "
        "An administrator types: {typed}; then try again.",
    ),
    "InHand": Own(
        202,
        "办件{number}的操作已提交，正在登记，尚未得到结果。",
        "The command to case {number} is being recorded; its outcome is not known yet.",
    ),
}


class Problem(Exception):
    """A named fact for the caller. ``retry_after`` is in seconds; ``faults`` are those of an input."""

    def __init__(
        self,
        name: str,
        *,
        zh: str | None = None,
        en: str | None = None,
        retry_after: int | None = None,
        faults: Sequence[Fault] = (),
        **facts: str,
    ) -> None:
        own = OWN.get(name)
        self.name = name
        self.status = own.status if own is not None else _status(name)
        self.retry_after = retry_after
        self.faults = tuple(faults)
        self._said: dict[Language, str] = {
            "zh": (own.zh if own else name).format(**facts) if zh is None else zh,
            "en": (own.en if own else name).format(**facts) if en is None else en,
        }
        super().__init__(name)

    def said(self, language: Language) -> str:
        """The sentence in one language."""
        return self._said[language]


def input_problem(faults: Sequence[Fault]) -> Problem:
    """Everything that is wrong with what was sent, in one problem."""
    zh = "；".join(f"{path_text(fault.path)}：{fault.zh}" for fault in faults[:20])
    en = "; ".join(f"{path_text(fault.path)}: {fault.en}" for fault in faults[:20])
    own = OWN["InputInvalid"]
    return Problem("InputInvalid", zh=own.zh.format(told=zh), en=own.en.format(told=en), faults=faults)


def locked_out(until: datetime, now: datetime) -> Problem:
    """The attempt was not looked at."""
    seconds = max(1, int((until - now).total_seconds()))
    return Problem("LockedOut", retry_after=seconds, until=f"{until:%H:%M}")


def _status(name: str) -> int:
    of_file = {str(fact): status for fact, status in OF_FILES.items()}.get(name)
    return STATUS.get(name, CONFLICT) if of_file is None else of_file


def names_by_status() -> dict[int, list[str]]:
    """Every name that a status can have, for the description of the API."""
    found: dict[int, list[str]] = {}
    for name in every_refusal():
        found.setdefault(STATUS.get(name, CONFLICT), []).append(name)
    for fact, status in OF_FILES.items():
        found.setdefault(status, []).append(fact)
    for name, own in OWN.items():
        found.setdefault(own.status, []).append(name)
    return found
