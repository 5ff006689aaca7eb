"""Entering a person, changing them from a day on, leaving, coming back: summary first, then receipt."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, NoReturn

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.administration.people import (
    Change,
    PeopleFaults,
    changed,
    enter,
    mark_of,
    read_person,
    require_unchanged,
)
from desk.outcomes import Refused
from desk.web.callers import Caller, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.office.administrators import AdministratorHere, by_of, receipt
from desk.web.office.forms import Form, OfficeForm, first, form_page, in_words, summary_page
from desk.web.office.person_forms import (
    changing_form,
    entering_form,
    given_of,
    leaving_form,
    returning_form,
    told_followers,
    told_person,
    written_person,
)
from desk.web.office.words import LABELS
from desk.web.ordering import problem_of
from desk.web.pages.admin_people import entry_here
from desk.web.pages.shell import go
from models.domain.faults import Fault
from models.domain.people import DirectoryEntry

_ONE_DAY: Final = timedelta(days=1)

router = APIRouter()


@router.get("/admin/new-person")
async def entering(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """The form for somebody new."""
    return form_page(request, desk, caller, await entering_form(desk, caller.sight.jurisdiction), {})


@router.post("/admin/new-person")
async def enter_new(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere
) -> Response:
    """Enter somebody new."""
    form = await entering_form(desk, caller.sight.jurisdiction)
    written = written_person(fields)
    written.setdefault("valid_from", desk.today.isoformat())
    key = first(fields, "id")[:100]

    def read() -> DirectoryEntry:
        return read_person(caller.sight.jurisdiction, key, written, sample=False)

    return await _answer(request, desk, caller, form, fields, _Asked(read))


@router.get("/admin/people/{person}/change")
async def changing(request: Request, desk: DeskHere, caller: AdministratorHere, person: str) -> HTMLResponse:
    """The form for another department or other roles."""
    entry = await entry_here(desk, caller, person)
    form = await changing_form(desk, caller.sight.jurisdiction, entry, mark_of(entry))
    return form_page(request, desk, caller, form, given_of(entry, desk.today))


@router.post("/admin/people/{person}/change")
async def change(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere, person: str
) -> Response:
    """Change a person, at once or from a day to come."""
    entry = await entry_here(desk, caller, person)
    form = await changing_form(desk, caller.sight.jurisdiction, entry, first(fields, "seen"))
    days: list[date] = []

    def read() -> DirectoryEntry:
        days.append(_day(fields, "from", desk.today))
        written = {name: value for name, value in written_person(fields).items() if name != "valid_from"}
        read = read_person(entry.jurisdiction, entry.person.id, written, sample=entry.sample)
        lent = read.person.model_copy(update={"delegations": entry.person.delegations})
        days_of_office = {"valid_from": entry.valid_from, "valid_until": entry.valid_until}
        return read.model_copy(update={"person": lent, **days_of_office})

    return await _answer(request, desk, caller, form, fields, _Asked(read, days, before=entry))


@router.get("/admin/people/{person}/leave")
async def leaving(request: Request, desk: DeskHere, caller: AdministratorHere, person: str) -> HTMLResponse:
    """The form for the last day."""
    entry = await entry_here(desk, caller, person)
    given = {"last": [(entry.valid_until or desk.today).isoformat()]}
    return form_page(request, desk, caller, leaving_form(entry, mark_of(entry)), given)


@router.post("/admin/people/{person}/leave")
async def leave(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere, person: str
) -> Response:
    """Give a person a last day."""
    entry = await entry_here(desk, caller, person)
    form = leaving_form(entry, first(fields, "seen"))

    def read() -> DirectoryEntry:
        return entry.model_copy(update={"valid_until": _day(fields, "last", desk.today - _ONE_DAY)})

    return await _answer(request, desk, caller, form, fields, _Asked(read))


@router.get("/admin/people/{person}/return")
async def returning(request: Request, desk: DeskHere, caller: AdministratorHere, person: str) -> HTMLResponse:
    """The form for staying or coming back."""
    entry = await entry_here(desk, caller, person)
    given = {"valid_from": [desk.today.isoformat()]}
    return form_page(request, desk, caller, returning_form(entry, mark_of(entry)), given)


@router.post("/admin/people/{person}/return")
async def come_back(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere, person: str
) -> Response:
    """Take the last day back; who has left already begins anew."""
    entry = await entry_here(desk, caller, person)
    form = returning_form(entry, first(fields, "seen"))

    def read() -> DirectoryEntry:
        left = entry.valid_until is not None and entry.valid_until < desk.today
        begins = _day(fields, "valid_from", desk.today) if left else entry.valid_from
        return entry.model_copy(update={"valid_from": begins, "valid_until": None})

    return await _answer(request, desk, caller, form, fields, _Asked(read))


Reading = Callable[[], DirectoryEntry]


class _Asked:
    """What a form asks for: ``read`` makes the person of it, ``days`` holds the first day once it has."""

    def __init__(
        self, read: Reading, days: Sequence[date] = (), before: DirectoryEntry | None = None
    ) -> None:
        self.read, self.days, self.before = read, days, before


async def _answer(
    request: Request, desk: Desk, caller: Caller, form: OfficeForm, fields: Form, asked: _Asked
) -> Response:
    """Faults, the summary, or the receipt."""
    try:
        entry = asked.read()
        seen = first(fields, "seen")
        standing: dict[str, DirectoryEntry] = {
            each.person.id: each for each in await desk.directory.entries()
        }
        if not seen and entry.person.id in standing:
            _refuse_taken()
        require_unchanged(standing.get(entry.person.id), seen)
        (change,) = changed(standing, [entry], desk.today, entry.jurisdiction)
        await _require_keeper(desk, caller, change)
        from_day = asked.days[0] if asked.days else None
        if not first(fields, "confirmed"):
            departments = await desk.administration.departments.names(caller.sight.jurisdiction)
            told = told_person(change, departments, from_day)
            return summary_page(request, desk, caller, form, fields, told, follows=told_followers(change))
        by, at = caller.person.id, desk.now()
        if from_day is not None and from_day > desk.today and asked.before is not None:
            number = await desk.administration.plans.plan(asked.before, entry, from_day, by=by, at=at)
            return receipt(number)
        entering = await enter(desk.directory, entry, seen, by=by, at=at, today=desk.today)
    except PeopleFaults as unfit:
        return form_page(request, desk, caller, form, fields, faults=in_words(unfit.faults, LABELS))
    except Refused as no:
        return form_page(request, desk, caller, form, fields, problem=problem_of(no))
    if not entering.notes:
        return go(f"/admin/people/{entry.person.id}")  # it stood like this already
    changed_ids = [*entering.new, *entering.changed]
    return receipt(entering.notes[changed_ids.index(entry.person.id)])


def _refuse_taken() -> NoReturn:
    fault = Fault(
        ("id",),
        "已用于另一位人员，也可能属于别的区划；请换一个",
        "is another person's, maybe of another jurisdiction; choose another",
    )
    raise PeopleFaults([fault])


async def _require_keeper(desk: Desk, caller: Caller, change: Change) -> None:
    """Raises ``Refused`` when nobody who can sign in would be administrator any more."""
    before, after = change.before, change.entry
    if before is None or not before.person.has("administrator"):
        return
    if after.valid_until is None and after.person.has("administrator"):
        return
    await desk.administration.keeping.require_keeper_beside(before.person.id, by_of(desk, caller))


def _day(fields: Form, name: str, earliest: date) -> date:
    """A day that is not over. Raises ``PeopleFaults``."""
    label = {"from": "valid_from", "last": "valid_until"}.get(name, name)
    try:
        day = date.fromisoformat(first(fields, name))
    except ValueError:
        fault = Fault((label,), "应为日期", "must be a day")
        raise PeopleFaults([fault]) from None
    if day < earliest:
        raise PeopleFaults([Fault((label,), f"不能早于{earliest}", f"must not be earlier than {earliest}")])
    return day
