"""办件: the cases that the person may see, searched by everything that a manager asks for, and as a file."""

from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from desk.narrowing import ANY, LIGHTS
from desk.web.callers import CallerHere
from desk.web.desk import DeskHere
from desk.web.language import language_of
from desk.web.listing import (
    CASE_STATES,
    LIGHT_WORDS,
    CasesAskedHere,
    left_cell,
    read_cases,
    way_of,
)
from desk.web.pages.shell import render
from desk.web.problems import input_problem
from desk.web.sheets import Kind, Sheet, download, every_line
from desk.web.tasks import Left, left_until
from models.domain import words as said
from models.domain.calendar import WorkingDays
from models.domain.faults import Fault, Unfit
from models.domain.names import ENDED_STATES, SETTLED_STATES
from models.domain.text import Words
from models.tables import CaseRow

router = APIRouter()

TITLE = Words(zh="办件", en="Cases")
COLUMNS = (
    Words(zh="剩余工作日", en="Days left"),
    Words(zh="最近到期", en="Next due"),
    Words(zh="编号", en="Number"),
    Words(zh="项目", en="Project"),
    Words(zh="申请人", en="Applicant"),
    Words(zh="状态", en="State"),
    Words(zh="未结事项", en="Open items"),
    Words(zh="收件", en="Received"),
)


@router.get("/cases")
async def cases(
    request: Request, desk: DeskHere, caller: CallerHere, asked: CasesAskedHere, cursor: str | None = None
) -> HTMLResponse:
    """A page of cases, those due first at the top; live ones unless a state is asked for."""
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    wanted = await read_cases(desk, caller, asked, days)
    try:
        page = await desk.lists.cases(caller.sight, wanted, cursor=cursor)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    departments = await desk.laws.departments(caller.sight.jurisdiction, desk.today)
    return render(
        request,
        desk,
        "cases.html",
        caller,
        columns=COLUMNS,
        lines=[
            {
                "row": row,
                "state": _state(row),
                "mark": _mark(row),
                "left": _left(row, desk.today, days),
                "open_items": count,
            }
            for row, count in page.lines
        ],
        asked=asked,
        begun=cursor is not None,
        first_way=way_of("/cases", asked),
        next_way=None if page.cursor is None else way_of("/cases", asked, cursor=page.cursor),
        every_way=way_of("/cases", replace(asked, state=ANY)),
        file_ways={kind: way_of(f"/cases.{kind}", asked) for kind in ("xlsx", "csv")},
        states=[(each, said.CASE_STATES[each]) for each in CASE_STATES],
        lights=[(each, LIGHT_WORDS[each]) for each in LIGHTS],
        departments=departments,
        inside=caller.sight.everything or bool(caller.sight.departments),
    )


@router.get("/cases.{kind}")
async def cases_file(
    request: Request, desk: DeskHere, caller: CallerHere, asked: CasesAskedHere, kind: Kind
) -> Response:
    """The same list from its first line to its last, as a file."""
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    wanted = await read_cases(desk, caller, asked, days)
    lines = await every_line(
        lambda cursor, limit: desk.lists.cases(caller.sight, wanted, cursor=cursor, limit=limit)
    )
    rows = [
        (
            left_cell(_left(row, desk.today, days)),
            row.due_on,
            row.number,
            row.project_name,
            row.applicant_name,
            _state(row),
            count,
            row.received_on,
        )
        for row, count in lines
    ]
    return await download(Sheet(TITLE, COLUMNS, rows), kind, language_of(request), desk.local_now)


def _left(row: CaseRow, today: date, days: WorkingDays) -> Left | None:
    """What is left until the next due day; nothing for a case that is no longer live."""
    if row.due_on is None and row.state in SETTLED_STATES:
        return None
    return left_until(row.due_on, today, days, provisional=row.provisional)


def _mark(row: CaseRow) -> str:
    if row.state in {"delivered", "archived"}:
        return "done"
    return "off" if row.state in ENDED_STATES else "busy"


def _state(row: CaseRow) -> Words:
    return said.CASE_STATES[row.state]  # type: ignore[index]  # the projection's own words
