"""What can stand in the way of being told: status and words by name."""

from typing import Final

OF_MESSAGES: Final[dict[str, tuple[int, str, str]]] = {
    "OnlyAStream": (
        406,
        "此地址只提供变化通知（text/event-stream），由页面自动使用。",
        "This address gives nothing but the stream of changes that pages listen to.",
    ),
    "CodeWrong": (
        422,
        "确认码不对或已过期。请核对邮件，或再发一次确认码。",
        "The code is wrong or too old. Look at the mail again, or have a new one sent.",
    ),
    "MailNotTaken": (
        503,
        "邮件服务器没有接收确认码。地址已保存，请稍后点“再发一次确认码”，或联系管理员。",
        "The mail server did not take the code. The address is kept; have a new code sent later.",
    ),
}
