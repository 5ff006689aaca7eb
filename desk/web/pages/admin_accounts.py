"""账号: made with a password that is shown once, closed, opened, unlocked, set anew, signed out."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import TypeAdapter, ValidationError

from desk.accounts.account_list import Account
from desk.accounts.keeping import Keeping
from desk.outcomes import Refused
from desk.web.callers import Caller, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.office.account_acts import ACTS, AccountAct, account_form, making_form
from desk.web.office.administrators import AdministratorHere, by_of, receipt
from desk.web.office.forms import Form, first, form_page, office_page, summary_page, told_fields
from desk.web.office.receipts import line_of, receipt_page
from desk.web.office.words import w
from desk.web.ordering import problem_of
from desk.web.pages.admin_people import entry_here
from desk.web.problems import Problem
from models.domain import words as said
from models.domain.text import Code

WAY: Final = "/admin/accounts"
_NAME: Final[TypeAdapter[str]] = TypeAdapter(Code)

router = APIRouter()


@router.get(WAY)
async def accounts(
    request: Request,
    desk: DeskHere,
    caller: AdministratorHere,
    query: str = "",
    closed: str = "",
    after: str = "",
) -> HTMLResponse:
    """A page of accounts by name."""
    where = caller.sight.jurisdiction
    query, after = (each.strip()[:100].replace("\0", "") for each in (query, after))
    found, cursor = await desk.administration.accounts.page(
        where, desk.now(), desk.today, query=query, closed=closed == "yes", after=after
    )
    return office_page(
        request,
        desk,
        "admin_accounts.html",
        caller,
        accounts=found,
        cursor=cursor,
        query=query,
        closed=closed == "yes",
        departments=await desk.administration.departments.names(where),
        role_names=said.ROLES,
    )


@router.get("/admin/new-account")
async def making(
    request: Request, desk: DeskHere, caller: AdministratorHere, person: str = ""
) -> HTMLResponse:
    """The form: the account's name is proposed as the person's id."""
    entry = await entry_here(desk, caller, person)
    return form_page(request, desk, caller, making_form(entry), {"account": [entry.person.id]})


@router.post("/admin/new-account")
async def make(request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere) -> Response:
    """Make it, and show its password this once."""
    entry = await entry_here(desk, caller, first(fields, "person"))
    form = making_form(entry)
    try:
        name = _NAME.validate_python(first(fields, "account"))
    except ValidationError:
        fault = w(
            "账号由小写字母、数字和连字符组成，以字母开头。",
            "An account is made of small letters, digits and hyphens, and begins with a letter.",
        )
        return form_page(request, desk, caller, form, fields, faults=[fault])
    try:
        number, password = await desk.administration.keeping.make(
            name, entry.person.id, by_of(desk, caller), sample=entry.sample
        )
    except Refused as no:
        return form_page(request, desk, caller, form, fields, problem=problem_of(no))
    return await _with_password(request, desk, caller, number, password)


@router.get("/admin/accounts/{account}")
async def account_page(
    request: Request, desk: DeskHere, caller: AdministratorHere, account: str
) -> HTMLResponse:
    """An account, its sessions, and what can be done to it."""
    found = await _account(desk, caller, account)
    now, where = desk.now(), caller.sight.jurisdiction
    lines, _ = await desk.administration.log.page(where, about=found.name, most=100)
    locked = await desk.administration.accounts.locked_until(found.name, now)
    own = [line for line in lines if line.act not in {"person-entered", "person-planned", "plan-withdrawn"}]
    return office_page(
        request,
        desk,
        "admin_account.html",
        caller,
        account=found,
        locked=locked,
        sessions=await desk.administration.accounts.sessions(found.name, now),
        acts=_acts(found, locked=locked is not None),
        lines=[await line_of(desk, where, line) for line in own],
    )


@router.get("/admin/accounts/{account}/{do}")
async def act_form(
    request: Request, desk: DeskHere, caller: AdministratorHere, account: str, do: str
) -> HTMLResponse:
    """The summary of an act on the account: there is nothing to fill in."""
    found = await _account(desk, caller, account)
    if do not in ACTS:
        raise Problem("NothingHere")
    form = account_form(found, do, found.mark)
    return summary_page(request, desk, caller, form, {}, told_fields(form, {}))


@router.post("/admin/accounts/{account}/{do}")
async def act(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere, account: str, do: str
) -> Response:
    """Do it, once; a second click finds the account changed."""
    found = await _account(desk, caller, account)
    seen, by, keeping = first(fields, "seen"), by_of(desk, caller), desk.administration.keeping
    try:
        if do == "reset":
            number, password = await keeping.reset(found, seen, by)
            return await _with_password(request, desk, caller, number, password)
        if do in {"disable", "enable"}:
            change = keeping.disable if do == "disable" else keeping.enable
            return receipt(await change(found, seen, by))
    except Refused as no:
        return await _refused(request, desk, caller, found, fields, no)
    plain: dict[str, Callable[[Keeping], Awaitable[int]]] = {
        "sign-out": lambda keeping: keeping.end_sessions(found, by),
        "unlock": lambda keeping: keeping.unlock(found, by),
    }
    if do not in plain:
        raise Problem("NothingHere")
    return receipt(await plain[do](keeping))


def _acts(account: Account, *, locked: bool) -> list[tuple[str, AccountAct]]:
    """What makes sense for the account as it stands."""
    return [(do, act) for do, act in ACTS.items() if act.fits(account) and (locked or do != "unlock")]


async def _refused(
    request: Request, desk: Desk, caller: Caller, found: Account, fields: Form, no: Refused
) -> Response:
    """The account as it stands now, below the refusal."""
    problem = problem_of(no)
    fresh = await _account(desk, caller, found.name)
    locked = await desk.administration.accounts.locked_until(fresh.name, desk.now())
    return office_page(
        request,
        desk,
        "admin_account.html",
        caller,
        status=problem.status,
        account=fresh,
        locked=locked,
        sessions=await desk.administration.accounts.sessions(fresh.name, desk.now()),
        acts=_acts(fresh, locked=locked is not None),
        lines=[],
        problem=problem,
        stale=first(fields, "seen") != fresh.mark,
    )


async def _with_password(
    request: Request, desk: Desk, caller: Caller, number: int, password: str
) -> HTMLResponse:
    line = await desk.administration.log.one(caller.sight.jurisdiction, number)
    assert line is not None  # it was written a moment ago
    told = await line_of(desk, caller.sight.jurisdiction, line)
    return receipt_page(
        request,
        desk,
        caller,
        told,
        f"{WAY}/{line.about}",
        w("看此账号", "Look at the account"),
        done=True,
        password=password,
    )


async def _account(desk: Desk, caller: Caller, name: str) -> Account:
    found = None
    if "\0" not in name:
        found = await desk.administration.accounts.one(
            caller.sight.jurisdiction, name[:200], desk.now(), desk.today
        )
    if found is None:
        raise Problem("NothingHere")
    return found
