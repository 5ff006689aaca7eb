"""我的账号: the own account: who one is here, the own sessions, another password, and receipts."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.accounts.lockout import LockedOut
from desk.accounts.passwords import SHORTEST
from desk.accounts.sessions import session_id
from desk.outcomes import Refused
from desk.telling.office_log import told_delegation
from desk.web.callers import WAY_OUT, Caller, CallerHere, FormHere, address_of
from desk.web.desk import Desk, DeskHere
from desk.web.office.administrators import by_of
from desk.web.office.delegating import levels_of
from desk.web.office.forms import Form, OfficeField, OfficeForm, first, form_page, office_page
from desk.web.office.receipts import line_of, receipt_page
from desk.web.office.words import w
from desk.web.ordering import problem_of
from desk.web.pages.shell import go
from desk.web.pages.signing_in import begin_session
from desk.web.problems import Problem, locked_out
from models.domain import words as said

OWN = "/me"

router = APIRouter()


@router.get(OWN)
async def own_account(request: Request, desk: DeskHere, caller: CallerHere) -> HTMLResponse:
    """Everything about the own account on one page."""
    administration, now = desk.administration, desk.now()
    names = await administration.departments.names(caller.sight.jurisdiction)
    account = await administration.accounts.one(
        caller.sight.jurisdiction, caller.session.account, now, desk.today
    )
    given = await administration.roster.delegations(caller.sight.jurisdiction, principal=caller.person.id)
    code = caller.person.department
    return office_page(
        request,
        desk,
        "own.html",
        caller,
        account=account,
        department=None if code is None else names.get(code) or w(code, code),
        role_words=[said.ROLES[role] for role in caller.person.roles],
        sessions=await administration.accounts.sessions(caller.session.account, now),
        this=session_id(caller.session.token),
        given=[each for each in given if each.over >= desk.today],
        held=[each for each in caller.person.delegations if each.valid_until >= desk.today],
        told_delegation=told_delegation,
        may_delegate=bool(levels_of(caller.person)) and caller.person.department is not None,
        today=desk.today,
        shortest=SHORTEST,
    )


@router.get(WAY_OUT)
async def password_page(request: Request, desk: DeskHere, caller: CallerHere) -> HTMLResponse:
    """The form for another password."""
    await _require_password(desk, caller)
    return form_page(request, desk, caller, _form(caller), {"account": [caller.session.account]})


@router.post(WAY_OUT)
async def change_password(request: Request, desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """Change it, sign out everywhere else, and go on in a new session."""
    await _require_password(desk, caller)
    old, new, again = (_secret(fields, name) for name in ("old", "new", "again"))
    if new != again:
        differ = w("两次输入的新密码不同。", "The two new passwords differ.")
        return form_page(
            request, desk, caller, _form(caller), {"account": [caller.session.account]}, faults=[differ]
        )
    try:
        known = (caller.person.id, caller.person.name)
        by = by_of(desk, caller)
        number = await desk.administration.keeping.change_own(
            caller.session.account, old, new, known, address_of(request), by
        )
    except Refused as no:
        return form_page(
            request,
            desk,
            caller,
            _form(caller),
            {"account": [caller.session.account]},
            problem=problem_of(no),
        )
    except LockedOut as locked:
        problem = locked_out(desk.hours.local(locked.until), desk.local_now)
        return form_page(
            request, desk, caller, _form(caller), {"account": [caller.session.account]}, problem=problem
        )
    return await begin_session(request, desk, caller.session.account, f"{OWN}/receipts/{number}")


@router.post("/me/sessions")
async def end_session(desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """End one session of the own account."""
    session = first(fields, "session")
    if session == session_id(caller.session.token):
        raise Problem("NothingHere")  # this one ends by signing out
    number = await desk.administration.keeping.end_own(caller.session.account, session, by_of(desk, caller))
    return go(OWN if number is None else f"{OWN}/receipts/{number}")


@router.get("/me/receipts/{line}")
async def own_receipt(request: Request, desk: DeskHere, caller: CallerHere, line: int) -> HTMLResponse:
    """What one has done oneself; other lines of the log are the administrator's."""
    found = await desk.administration.log.one(caller.sight.jurisdiction, line)
    if found is None or found.by != caller.person.id:
        raise Problem("NothingHere")
    told = await line_of(desk, caller.sight.jurisdiction, found)
    return receipt_page(request, desk, caller, told, OWN, w("我的账号", "My account"), done=True)


async def _require_password(desk: Desk, caller: Caller) -> None:
    """Raises ``NothingHere`` for an account that is opened by the identity provider alone."""
    account = await desk.administration.accounts.one(
        caller.sight.jurisdiction, caller.session.account, desk.now(), desk.today
    )
    if account is None or not account.with_password:
        raise Problem("NothingHere")


def _form(caller: Caller) -> OfficeForm:
    must = caller.session.must_change
    effect = w(
        "新密码立即生效；此账号在别处的登录全部结束。",
        "The new password holds at once; this account is signed out everywhere else.",
    )
    if must:
        effect = w(
            "当前密码由系统生成、别人看到过，须先改成只有您知道的密码才能继续。" + effect.zh,
            "Your password was generated and seen by somebody else: choose one that only you know. "
            + effect.en,
        )
    hint = w(
        f"至少{SHORTEST}个字符；不能是常见密码，不能由账号、姓名和数字拼成。一句只有您知道的话很合适。",
        f"At least {SHORTEST} characters, no common password, not your name with digits. "
        "A sentence that only you know does well.",
    )
    new = "new-password"
    return OfficeForm(
        title=w("修改密码", "Change the password"),
        effect=effect,
        action=WAY_OUT,
        button=w("修改密码", "Change the password"),
        back=OWN,
        back_words=w("我的账号", "My account"),
        fields=(
            OfficeField("account", w("账号", "Account"), fixed=True, autocomplete="username"),
            OfficeField("old", w("原密码", "Old password"), "password", autocomplete="current-password"),
            OfficeField("new", w("新密码", "New password"), "password", hint=hint, autocomplete=new),
            OfficeField("again", w("再输一次新密码", "The new one again"), "password", autocomplete=new),
        ),
        legal=False,
    )


def _secret(fields: Form, name: str) -> str:
    """A password as it was typed: spaces belong to it."""
    return (fields.get(name) or [""])[0]
