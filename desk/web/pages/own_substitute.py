"""AB角: who may act for one on a range of days, named by oneself: of the own department, on own levels."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.administration.delegating import Lending, lend, require_lawful
from desk.administration.people import PeopleFaults
from desk.administration.roster import Given
from desk.telling.office_log import told_delegation
from desk.web.callers import Caller, CallerHere, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.office.delegating import (
    end_by_form,
    form_of_delegation,
    form_of_end,
    levels_of,
    read_lending,
    told_lending,
)
from desk.web.office.forms import Form, OfficeForm, first, form_page, in_words, summary_page
from desk.web.office.words import LABELS, w
from desk.web.pages.shell import go
from desk.web.problems import Problem
from models.domain.faults import Fault
from models.domain.names import DepartmentCode
from models.domain.people import DirectoryEntry

LONGEST: Final = timedelta(days=366)
"""One names one's own substitute for an absence; what is meant to last is the administrator's to enter."""

OWN: Final = "/me"
NEW: Final = "/me/substitutes/new"
END: Final = "/me/substitutes/end"

router = APIRouter()


@router.get(NEW)
async def substitute_form(request: Request, desk: DeskHere, caller: CallerHere) -> HTMLResponse:
    """The form, for those who have a level to lend."""
    form = await _form(desk, caller)
    today = desk.today.isoformat()
    given: Form = {"levels": list(levels_of(caller.person)), "valid_from": [today], "valid_until": [today]}
    return form_page(request, desk, caller, form, given)


@router.post(NEW)
async def name_substitute(request: Request, desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """Look at it, show the summary, and when it is confirmed enter it."""
    form = await _form(desk, caller)
    try:
        lending = _read(caller, fields)
        standing: dict[str, DirectoryEntry] = {
            entry.person.id: entry for entry in await desk.directory.entries()
        }
        deputy = require_lawful(standing, lending, desk.today)
        _require_colleague(caller, deputy.person.department, lending)
        if not first(fields, "confirmed"):
            told = told_lending(caller.person, deputy, lending.delegation)
            return summary_page(request, desk, caller, form, fields, told)
        entering = await lend(desk.directory, lending, by=caller.person.id, at=desk.now(), today=desk.today)
    except PeopleFaults as unfit:
        faults = in_words(unfit.faults, LABELS)
        return form_page(request, desk, caller, form, fields, faults=faults)
    return go(f"/me/receipts/{entering.notes[0]}")


@router.get(END)
async def end_form(
    request: Request, desk: DeskHere, caller: CallerHere, deputy: str = "", position: int = 0
) -> HTMLResponse:
    """The form that ends one of the own delegations early."""
    given = await _own(desk, caller, deputy, position)
    return form_page(request, desk, caller, _end_form(given), {"last": [desk.today.isoformat()]})


@router.post(END)
async def end_substitute(request: Request, desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """End it with the day that was written."""
    position = first(fields, "position")
    given = await _own(desk, caller, first(fields, "deputy"), int(position) if position.isdecimal() else 0)
    ended = await end_by_form(request, desk, caller, given, _end_form(given), fields)
    if isinstance(ended, HTMLResponse):
        return ended
    return go(f"/me/receipts/{ended.notes[0]}" if ended.notes else OWN)


async def _form(desk: Desk, caller: Caller) -> OfficeForm:
    person = caller.person
    if not levels_of(person) or person.department is None:
        raise Problem("NothingToLend")
    colleagues = await desk.administration.roster.colleagues(
        caller.sight.jurisdiction, person.department, desk.today
    )
    return await form_of_delegation(
        desk,
        caller.sight.jurisdiction,
        person,
        colleagues,
        action=NEW,
        back=OWN,
        back_words=w("我的账号", "My account"),
    )


def _read(caller: Caller, fields: Form) -> Lending:
    lending = read_lending(caller.person, fields)
    given = lending.delegation
    if given.valid_until - given.valid_from > LONGEST:
        fault = Fault(("valid_until",), "最多一年；更长的由管理员录入", "is more than a year away")
        raise PeopleFaults([fault])
    return lending


def _require_colleague(caller: Caller, department: DepartmentCode | None, lending: Lending) -> None:
    if department != caller.person.department or lending.deputy == caller.person.id:
        fault = Fault(("deputy",), "须是本部门的另一位同事", "must be another person of your department")
        raise PeopleFaults([fault])


async def _own(desk: Desk, caller: Caller, deputy: str, position: int) -> Given:
    given = await desk.administration.roster.delegations(
        caller.sight.jurisdiction, principal=caller.person.id
    )
    for each in given:
        if each.deputy.person.id == deputy and each.position == position and each.over >= desk.today:
            return each
    raise Problem("NothingHere")


def _end_form(given: Given) -> OfficeForm:
    told = told_delegation(given.delegation)
    name = given.deputy.person.name
    return form_of_end(
        END,
        OWN,
        w("我的账号", "My account"),
        w(f"{name}：{told.zh}", f"{name}: {told.en}"),
        {"deputy": given.deputy.person.id, "position": str(given.position)},
    )
