"""代理: who may act for whom, entered by the administrator for anybody, and ended early."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.administration.delegating import lend, require_lawful
from desk.administration.people import PeopleFaults
from desk.administration.roster import Given
from desk.telling.office_log import told_delegation
from desk.web.callers import Caller, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.office.administrators import AdministratorHere, receipt
from desk.web.office.delegating import (
    end_by_form,
    form_of_delegation,
    form_of_end,
    levels_of,
    read_lending,
    told_lending,
)
from desk.web.office.forms import Form, OfficeForm, first, form_page, in_words, office_page, summary_page
from desk.web.office.words import LABELS, w
from desk.web.pages.shell import go
from desk.web.problems import Problem
from models.domain.people import DirectoryEntry, Person

WAY: Final = "/admin/delegations"
NEW: Final = "/admin/new-delegation"
END: Final = "/admin/end-delegation"
_BACK: Final = w("代理", "Delegations")

router = APIRouter()


@router.get(WAY)
async def delegations(
    request: Request, desk: DeskHere, caller: AdministratorHere, over: str = ""
) -> HTMLResponse:
    """What holds today, what is to come, and when it is asked for what is over."""
    given = await desk.administration.roster.delegations(caller.sight.jurisdiction)
    wanted = [each for each in given if (each.over < desk.today) == (over == "yes")]
    return office_page(
        request,
        desk,
        "admin_delegations.html",
        caller,
        given=sorted(wanted, key=lambda each: (each.delegation.valid_from, each.deputy.person.id)),
        over=over == "yes",
        departments=await desk.administration.departments.names(caller.sight.jurisdiction),
        told_delegation=told_delegation,
        today=desk.today,
    )


@router.get(NEW)
async def new_delegation(
    request: Request, desk: DeskHere, caller: AdministratorHere, principal: str = ""
) -> HTMLResponse:
    """First whose, then the form."""
    if not principal:
        where = caller.sight.jurisdiction
        everybody = await desk.administration.roster.colleagues(where, None, desk.today)
        lenders = [each for each in everybody if levels_of(each.person) and each.person.department]
        return office_page(
            request,
            desk,
            "admin_principal.html",
            caller,
            lenders=lenders,
            departments=await desk.administration.departments.names(where),
        )
    person = await _principal(desk, caller, principal)
    today = desk.today.isoformat()
    given: Form = {"levels": list(levels_of(person)), "valid_from": [today], "valid_until": [today]}
    return form_page(request, desk, caller, await _form(desk, caller, person), given)


@router.post(NEW)
async def enter_delegation(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere
) -> Response:
    """Look at it, show the summary, and when it is confirmed enter it."""
    person = await _principal(desk, caller, first(fields, "principal"))
    form = await _form(desk, caller, person)
    try:
        lending = read_lending(person, fields)
        standing: dict[str, DirectoryEntry] = {
            each.person.id: each for each in await desk.directory.entries()
        }
        deputy = require_lawful(standing, lending, desk.today)
        if not first(fields, "confirmed"):
            told = told_lending(person, deputy, lending.delegation)
            return summary_page(request, desk, caller, form, fields, told)
        entering = await lend(desk.directory, lending, by=caller.person.id, at=desk.now(), today=desk.today)
    except PeopleFaults as unfit:
        return form_page(request, desk, caller, form, fields, faults=in_words(unfit.faults, LABELS))
    return receipt(entering.notes[0])


@router.get(END)
async def end_form(
    request: Request, desk: DeskHere, caller: AdministratorHere, deputy: str = "", position: int = 0
) -> HTMLResponse:
    """The form that ends a delegation early."""
    given = await _given(desk, caller, deputy, position)
    return form_page(request, desk, caller, _end_form(given), {"last": [desk.today.isoformat()]})


@router.post(END)
async def end_delegation(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere
) -> Response:
    """End it with the day that was written."""
    position = first(fields, "position")
    given = await _given(desk, caller, first(fields, "deputy"), int(position) if position.isdecimal() else 0)
    ended = await end_by_form(request, desk, caller, given, _end_form(given), fields)
    if isinstance(ended, HTMLResponse):
        return ended
    return receipt(ended.notes[0]) if ended.notes else go(WAY)


async def _principal(desk: Desk, caller: Caller, key: str) -> Person:
    entry = None
    if "\0" not in key:
        entry = await desk.administration.roster.one(caller.sight.jurisdiction, key[:100])
    if entry is None:
        raise Problem("NothingHere")
    if not levels_of(entry.person) or entry.person.department is None:
        raise Problem("NothingToLend")
    return entry.person


async def _form(desk: Desk, caller: Caller, person: Person) -> OfficeForm:
    where = caller.sight.jurisdiction
    colleagues = await desk.administration.roster.colleagues(where, None, desk.today)
    return await form_of_delegation(desk, where, person, colleagues, action=NEW, back=WAY, back_words=_BACK)


async def _given(desk: Desk, caller: Caller, deputy: str, position: int) -> Given:
    for each in await desk.administration.roster.delegations(caller.sight.jurisdiction):
        if each.deputy.person.id == deputy and each.position == position and each.over >= desk.today:
            return each
    raise Problem("NothingHere")


def _end_form(given: Given) -> OfficeForm:
    told, lent = told_delegation(given.delegation), given.delegation
    name = given.deputy.person.name
    return form_of_end(
        END,
        WAY,
        _BACK,
        w(f"{name}代{lent.name}：{told.zh}", f"{name} for {lent.name}: {told.en}"),
        {"deputy": given.deputy.person.id, "position": str(given.position)},
    )
