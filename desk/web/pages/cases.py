"""办件: the cases that the person may see, searched by number, project and applicant."""

from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.narrowing import CaseFilter
from desk.web.callers import CallerHere
from desk.web.desk import DeskHere
from desk.web.pages.shell import render
from desk.web.problems import input_problem
from desk.web.tasks import left_until
from models.domain import words as said
from models.domain.faults import Fault, Unfit
from models.domain.names import CaseState
from models.domain.text import clean_text

router = APIRouter()

ANY = "any"
STATES = tuple(state for state in get_args(CaseState) if state != "unfiled")


@router.get("/cases")
async def cases(
    request: Request,
    desk: DeskHere,
    caller: CallerHere,
    query: str = "",
    state: str = "",
    cursor: str | None = None,
) -> HTMLResponse:
    """A page of cases, those due first at the top; live ones unless a state is asked for."""
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    try:
        text = clean_text(query, longest=200) if query.strip() else None
        asked = state if state in {*STATES, ANY} else None
        page = await desk.lists.cases(caller.sight, CaseFilter(query=text, state=asked), cursor=cursor)
    except Unfit as unfit:
        raise input_problem([Fault(("query",), unfit.zh, unfit.en)]) from None
    lines = [
        {
            "row": row,
            "state": said.CASE_STATES[row.state],  # type: ignore[index]  # the projection's own words
            "left": left_until(row.due_on, desk.today, days, provisional=row.provisional),
            "open_items": count,
        }
        for row, count in page.lines
    ]
    return render(
        request,
        desk,
        "cases.html",
        caller,
        lines=lines,
        cursor=page.cursor,
        query=query,
        chosen=state,
        states=[(each, said.CASE_STATES[each]) for each in STATES],
    )
