"""`lianshen account`: what whoever is at the server does for an administrator who cannot sign in."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from desk.accounts.account_list import AccountList
from desk.accounts.keeping import By, Keeping
from desk.accounts.passwords import Passwords
from desk.cli.reaching import office
from desk.cli.running import BAD_INPUT, fail, finish
from desk.cli.words import Lang, tr

app = typer.Typer(
    name="account",
    help="办事网页的账号 / accounts of the desk",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def account() -> None:
    """办事网页的账号 / accounts of the desk."""


@app.command("reset-password")
def reset_password(
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="账号 / the account")],
    *,
    lang: Lang = None,
) -> None:
    """重设密码，只显示一次；记入管理记录 / a new password, shown once. The desk's log tells of it."""
    finish(_reset(name, lang), lang)


async def _reset(name: str, lang: str | None) -> None:
    async with office() as reached:
        settings, now = reached.settings, datetime.now(UTC)
        accounts = AccountList(reached.engine)
        found = await accounts.one(settings.jurisdiction, name, now, reached.today)
        if found is None:
            fail(f"没有账号“{name}”。", f"There is no account “{name}”.", BAD_INPUT, lang)
        if not found.with_password:
            fail(
                f"账号“{name}”从统一身份登录，没有密码。",
                f"The account “{name}” signs in elsewhere and has no password.",
                BAD_INPUT,
                lang,
            )
        if found.disabled_at is not None:
            fail(
                f"账号“{name}”已停用；请系统管理员在网页上先恢复。",
                f"The account “{name}” is closed: an administrator opens it again on the desk first.",
                BAD_INPUT,
                lang,
            )
        keeping = Keeping(reached.engine, Passwords(), embedded=settings.embedded)
        by = By(None, settings.jurisdiction, now, reached.today)
        number, password = await keeping.reset(found, found.mark, by)
    typer.echo(
        tr(
            f"账号 {name} 的新密码 {password}（只显示这一次；登录后须先改密码）。管理记录 {number}。",
            f"{name}: new password {password} (shown this once, to be changed at once). Log {number}.",
            lang,
        )
    )
