"""工作日: the years with source and version, a file looked at with all that it would move, adopting it."""

import asyncio
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.administration.calendar_previews import Move
from desk.administration.files import Draft, read_calendar
from desk.administration.people import PeopleFaults
from desk.outcomes import Refused
from desk.web.callers import Caller, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.office.administrators import AdministratorHere
from desk.web.office.forms import first, form_page, in_words, office_page
from desk.web.office.office_days import LABELS, office_days_file, office_days_form, spans
from desk.web.office.uploads import FaultLine, fault_lines, keep_sent, sent_file
from desk.web.ordering import problem_of, require_reachable
from desk.web.pages.shell import go
from desk.web.problems import Problem
from models.domain.calendar_files import covers, name_of
from models.domain.calendar_table import OfficeDays, YearTable

WAY: Final = "/admin/calendars"

router = APIRouter()


@router.get(WAY)
async def calendars(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """Every year with its table, the office's own days, and the form that sends a file."""
    return await _list(request, desk, caller)


@router.post(WAY)
async def send(request: Request, desk: DeskHere, caller: AdministratorHere) -> Response:
    """Take a file to be looked at; nothing is adopted yet."""
    draft, faults = await keep_sent(desk, caller, "calendar", await sent_file(request, caller))
    if draft is None:
        return await _list(request, desk, caller, faults)
    return go(f"{WAY}/drafts/{draft}")


@router.post("/admin/shipped-calendar")
async def take_shipped(desk: DeskHere, caller: AdministratorHere, fields: FormHere) -> Response:
    """Look at a table that came with the program."""
    for table in await desk.administration.adoptions.waiting():
        if name_of(table) == first(fields, "name"):
            draft = await desk.administration.drafts.keep(
                "calendar",
                caller.sight.jurisdiction,
                f"{table.region}-{table.year}.json",
                table.model_dump_json(indent=1),
                by=caller.person.id,
                at=desk.now(),
            )
            return go(f"{WAY}/drafts/{draft}")
    raise Problem("NothingHere")


@router.get("/admin/new-office-days")
async def office_days(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """The form for days of this office."""
    today = desk.today.isoformat()
    given = {"from": [today], "until": [today], "working": ["no"]}
    return form_page(request, desk, caller, office_days_form(), given)


@router.post("/admin/new-office-days")
async def enter_office_days(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere
) -> Response:
    """Make the file of them, to be looked at like any other."""
    where = caller.sight.jurisdiction
    try:
        name, content = office_days_file(fields, where, caller.person.name, desk.local_now)
    except PeopleFaults as unfit:
        faults = in_words(unfit.faults, LABELS)
        return form_page(request, desk, caller, office_days_form(), fields, faults=faults)
    draft = await desk.administration.drafts.keep(
        "calendar", where, name, content, by=caller.person.id, at=desk.now()
    )
    return go(f"{WAY}/drafts/{draft}")


@router.get("/admin/calendars/drafts/{draft}")
async def look(
    request: Request,
    desk: DeskHere,
    caller: AdministratorHere,
    draft: str,
    case: str = "",
    position: int = 0,
) -> HTMLResponse:
    """All faults with their lines; or every open deadline that would move, page by page."""
    found = await _draft(desk, caller, draft)
    after = (case[:60].replace("\0", ""), min(max(position, 0), 10**6))
    return await _look(request, desk, caller, found, after)


@router.post("/admin/calendars/drafts/{draft}")
async def adopt(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere, draft: str
) -> Response:
    """Adopt what was looked at; a preview that is stale is made anew instead."""
    found = await _draft(desk, caller, draft)
    if await fault_lines("calendar", found.name, found.content.encode()):
        return await _look(request, desk, caller, found)
    file = await _read(found)
    administration, where = desk.administration, caller.sight.jurisdiction
    try:
        if await administration.adoptions.require_adoptable(file, where):
            preview = await administration.previews.look(found.id, file, where, desk.today)
            if preview.done_at is None or preview.standing != first(fields, "seen"):
                return await _look(request, desk, caller, found, problem=Problem("PreviewStale"))
            await require_reachable(desk)
            await administration.adoptions.start(file, caller.person)
    except Refused as no:
        return await _look(request, desk, caller, found, problem=problem_of(no))
    return go(f"/admin/adoption?name={quote(name_of(file), safe='')}")


@router.get("/admin/adoption")
async def adoption(
    request: Request, desk: DeskHere, caller: AdministratorHere, name: str = ""
) -> HTMLResponse:
    """The receipt of an adoption, and how far it is."""
    where = caller.sight.jurisdiction
    name = name[:200].replace("\0", "")
    state = await desk.administration.adoptions.state(name) if name else None
    if state is None:
        raise Problem("NothingHere")
    lines, _ = await desk.administration.log.page(where, act="calendar-adopted", about=name, most=1)
    return office_page(
        request,
        desk,
        "admin_adoption.html",
        caller,
        name=name,
        state=state,
        line=lines[0] if lines else None,
        problem=None if state.refused is None else problem_of(state.refused),
    )


async def _list(
    request: Request, desk: Desk, caller: Caller, faults: list[FaultLine] | None = None
) -> HTMLResponse:
    files, where = await desk.administration.adoptions.files(), caller.sight.jurisdiction
    tables = [file for file in files if isinstance(file, YearTable)]
    current = {(table.region, table.year): table for table in tables}  # the latest adopted stands last
    return office_page(
        request,
        desk,
        "admin_calendars.html",
        caller,
        status=422 if faults else 200,
        tables=sorted(tables, key=lambda table: (-table.year, table.region)),
        current=list(current.values()),
        days=[file for file in files if isinstance(file, OfficeDays) and covers(file, where)],
        waiting=await desk.administration.adoptions.waiting(),
        name_of=name_of,
        faults=faults or [],
        today=desk.today,
    )


async def _look(
    request: Request,
    desk: Desk,
    caller: Caller,
    draft: Draft,
    after: tuple[str, int] = ("", 0),
    problem: Problem | None = None,
) -> HTMLResponse:
    faults = await fault_lines("calendar", draft.name, draft.content.encode())
    file = preview = more = None
    moves: list[Move] = []
    adoptable = False
    if not faults:
        file = await _read(draft)
        administration, where = desk.administration, caller.sight.jurisdiction
        try:
            adoptable = await administration.adoptions.require_adoptable(file, where)
        except Refused as no:
            problem = problem or problem_of(no)
        if adoptable:
            preview = await administration.previews.look(draft.id, file, where, desk.today)
            moves, more = await administration.previews.lines(draft.id, after)
    return office_page(
        request,
        desk,
        "admin_calendar_draft.html",
        caller,
        status=200 if problem is None else problem.status,
        draft=draft,
        faults=faults,
        file=file,
        name=None if file is None else name_of(file),
        is_table=isinstance(file, YearTable),
        spans=spans(file.days) if isinstance(file, OfficeDays) else [],
        adoptable=adoptable,
        preview=preview,
        moves=moves,
        more=more,
        problem=problem,
    )


async def _draft(desk: Desk, caller: Caller, draft: str) -> Draft:
    found = await desk.administration.drafts.find("calendar", caller.sight.jurisdiction, draft[:64])
    if found is None:
        raise Problem("NothingHere")
    return found


async def _read(draft: Draft) -> YearTable | OfficeDays:
    return await asyncio.to_thread(read_calendar, draft.name, draft.content.encode())
