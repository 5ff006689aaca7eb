"""What can stand in the way of signing in at the identity provider: status and words by name."""

from typing import Final

OF_SIGNING_IN: Final[dict[str, tuple[int, str, str]]] = {
    "PasswordsOff": (
        403,
        "本办公室使用统一身份认证登录，本地密码只供管理员应急使用。",
        "This office signs in with the identity provider; local passwords are for administrators only.",
    ),
    "ProviderAway": (
        503,
        "统一身份认证暂时不可用，没有登录。请稍后再试，或使用本地账号。",
        "The identity provider is away; you are not signed in. Try again later, or use a local account.",
    ),
    "ProviderRefused": (
        403,
        "统一身份认证没有同意本次登录（{said}）。请重新登录；如仍不成功，请联系管理员。",
        "The identity provider did not agree to this sign-in ({said}). Try again, or ask the administrator.",
    ),
    "SignInNotOurs": (
        403,
        "这次登录不是从本浏览器的登录页开始的，或已用过，或超过了10分钟。请重新点“统一身份认证登录”。",
        (
            "This sign-in did not begin on the page of this browser, was used before, or took more than ten "
            "minutes. Begin again."
        ),
    ),
    "AnswerNotOurs": (
        403,
        "统一身份认证的答复属于另一次登录，没有采用。请重新登录。",
        "The answer of the identity provider belongs to another sign-in and was not taken. Begin again.",
    ),
    "AnswerForAnother": (
        403,
        "统一身份认证的答复是给另一个系统的，没有采用。请管理员核对客户端编号。",
        (
            "The answer of the identity provider is meant for another system and was not taken. "
            "The administrator should compare the client id."
        ),
    ),
    "AnswerExpired": (
        403,
        "统一身份认证的答复已过期，或两台服务器的时钟不一致，没有采用。请重新登录；如仍不成功，请管理员校对时钟。",
        (
            "The answer of the identity provider has expired, or the clocks of the two servers differ. "
            "Begin again; if that does not help, the administrator should compare the clocks."
        ),
    ),
    "AnswerNotTrusted": (
        403,
        "统一身份认证的答复不能验证（{why}），没有采用。请联系管理员。",
        (
            "The answer of the identity provider cannot be verified ({why}) and was not taken. "
            "Ask the administrator."
        ),
    ),
    "PersonUnknown": (
        403,
        "统一身份认证认得您（{said}），但本系统没有与之对应的可用账号。请管理员关联账号后再登录。",
        (
            "The identity provider knows you ({said}), but no open account here belongs to that identity. "
            "Ask the administrator to link one."
        ),
    ),
}
"""Each becomes a fact of the desk's own (`desk.web.problems.OWN`)."""
