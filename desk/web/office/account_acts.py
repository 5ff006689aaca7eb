"""What an administrator can do to an account, with what each act does in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desk.accounts.account_list import Account
from desk.web.office.forms import OfficeField, OfficeForm
from desk.web.office.words import w
from models.domain.people import DirectoryEntry
from models.domain.text import Words


@dataclass(frozen=True)
class AccountAct:
    """One act; ``fits`` says whether it makes sense for an account as it stands."""

    title: Words
    effect: Words
    fits: Callable[[Account], bool]


ACTS: Final[Mapping[str, AccountAct]] = {
    "reset": AccountAct(
        w("重设密码", "Set a new password"),
        w(
            "系统生成新密码，只显示一次；现有登录全部结束，锁定解除，本人登录后须先改密码。",
            "A new password is generated and shown once; every session ends, a lock is taken off, and "
            "its owner has to choose another at the first sign-in.",
        ),
        lambda account: account.with_password and account.disabled_at is None,
    ),
    "disable": AccountAct(
        w("停用", "Close"),
        w(
            "立即不能登录，现有登录全部结束。账号和记录保留，可以恢复。",
            "Nobody signs in with it any more and every session ends. It stays and can be opened again.",
        ),
        lambda account: account.disabled_at is None,
    ),
    "enable": AccountAct(
        w("恢复", "Open again"),
        w("可以用原来的密码登录。", "Its old password opens it again."),
        lambda account: account.disabled_at is not None,
    ),
    "sign-out": AccountAct(
        w("结束全部登录", "End every session"),
        w(
            "此账号在所有浏览器退出；密码不变，可以重新登录。",
            "The account is signed out in every browser; the password stays.",
        ),
        lambda account: account.sessions > 0,
    ),
    "unlock": AccountAct(
        w("解除锁定", "Unlock"),
        w(
            "忘记此前的失败次数，可以马上再试登录。",
            "Earlier failures are forgotten; one can try again at once.",
        ),
        lambda account: account.disabled_at is None,
    ),
}


def account_form(account: Account, do: str, mark: str) -> OfficeForm:
    """The summary of an act on an account."""
    act = ACTS[do]
    whom = f"{account.name}（{account.person_name}）"
    return OfficeForm(
        title=w(f"{act.title.zh}：{whom}", f"{act.title.en}: {account.name} ({account.person_name})"),
        effect=act.effect,
        action=f"/admin/accounts/{account.name}/{do}",
        button=act.title,
        back=f"/admin/accounts/{account.name}",
        back_words=w(account.name, account.name),
        hidden={"seen": mark},
    )


def making_form(entry: DirectoryEntry) -> OfficeForm:
    """The form of a new account for a person."""
    person = entry.person
    return OfficeForm(
        title=w(f"建立账号：{person.name}", f"Make an account for {person.name}"),
        effect=w(
            "系统生成密码，只在下一页显示一次；本人第一次登录后须先改成自己的密码。",
            "The password is generated and shown once, on the next page; its owner has to choose another "
            "at the first sign-in.",
        ),
        action="/admin/new-account",
        button=w("建立账号", "Make the account"),
        back=f"/admin/people/{person.id}",
        back_words=w(person.name, person.name),
        fields=(
            OfficeField(
                "account",
                w("账号", "Account"),
                hint=w("小写字母、数字和连字符；建立后不变", "small letters, digits, hyphens; it stays"),
            ),
        ),
        legal=False,
        hidden={"person": person.id},
    )
