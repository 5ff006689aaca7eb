"""The applicant's pages: the own cases, corrections to hand in, and the slip with the query code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from desk.narrowing import CaseFilter
from desk.progress.codes import grouped
from desk.telling.applicant import Progress, progress
from desk.telling.applicant_words import MARKS, STATES
from desk.web.callers import Caller, Requires, SeenHere
from desk.web.desk import Desk, DeskHere
from desk.web.pages.own_case import supplement_page
from desk.web.pages.shell import go, render
from desk.web.problems import Problem, input_problem
from models.domain.case import Case
from models.domain.faults import Fault, Unfit
from models.domain.names import CaseNumber, CaseState
from models.domain.visibility import Sight, sees_as_applicant

MOST: Final = 10
MOST_DELIVERED: Final = 3
"""Cases of a page: each is told from its own state. All of them stand in the list of every own case."""

router = APIRouter()

Applicant = Annotated[Caller, Depends(Requires(("applicant",)))]


@dataclass(frozen=True)
class OwnCase:
    """One line: where the case is, what it wants, and the day that matters next."""

    told: Progress
    received: date | None
    rated: bool

    @property
    def due(self) -> date | None:
        """By when the applicant must act, else when something ends."""
        asked = [each.by for each in self.told.asked if each.by is not None]
        return min(asked) if asked else None


@router.get("/mine")
async def mine(
    request: Request, desk: DeskHere, caller: Applicant, cursor: str | None = None
) -> HTMLResponse:
    """The own cases, those first that want something."""
    sight = _own(caller)
    try:
        live = await desk.lists.cases(sight, CaseFilter(), cursor=cursor, limit=MOST)
        correcting = await desk.lists.cases(sight, CaseFilter(state="correcting"), limit=2 * MOST)
        delivered = await desk.lists.cases(sight, CaseFilter(state="delivered"), limit=MOST_DELIVERED)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    # Corrections stand on the first page, however many cases are due before them, and on no other.
    asked = [CaseNumber(row.number) for row, _ in correcting.lines]
    others = [CaseNumber(row.number) for row, _ in live.lines if row.number not in asked]
    numbers = others if cursor else [*asked, *others]
    cases = await _told(desk, numbers)
    done = await _told(desk, [CaseNumber(row.number) for row, _ in delivered.lines])
    return render(
        request,
        desk,
        "mine.html",
        caller,
        wanting=[each for each in cases if each.told.asked],
        going=[each for each in cases if not each.told.asked],
        delivered=[] if cursor else done,
        first=cursor is None,
        cursor=live.cursor,
        identified=caller.sight.applicant is not None,
    )


@router.get("/mine/all")
async def every_own_case(
    request: Request, desk: DeskHere, caller: Applicant, cursor: str | None = None
) -> HTMLResponse:
    """All own cases, also those that are over."""
    try:
        page = await desk.lists.cases(_own(caller), CaseFilter(state="any"), cursor=cursor)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    lines = [
        (row, STATES[cast("CaseState", row.state)], MARKS.get(cast("CaseState", row.state), "busy"))
        for row, _ in page.lines
    ]
    return render(request, desk, "mine_all.html", caller, lines=lines, cursor=page.cursor)


def _own(caller: Caller) -> Sight:
    """What the person sees as an applicant alone."""
    return replace(caller.sight, departments=(), everything=False)


@router.get("/cases/{number}/supplement")
async def supplement(request: Request, desk: DeskHere, seen: SeenHere) -> Response:
    """What was asked for, the files for it, and handing it in; people of the office are led to the board."""
    if not sees_as_applicant(seen.caller.sight, seen.case):
        return go(f"/cases/{seen.case.number}")
    return await supplement_page(request, desk, seen)


@router.get("/cases/{number}/query-code")
async def query_code(request: Request, desk: DeskHere, seen: SeenHere) -> HTMLResponse:
    """The slip with the query code, for the applicant and for the window that hands it out."""
    leads = seen.case.lead in seen.caller.sight.departments
    if not leads and not sees_as_applicant(seen.caller.sight, seen.case):
        raise Problem("NotYoursToTell")
    return render(
        request,
        desk,
        "query_code.html",
        seen.caller,
        case=seen.case,
        procedure=seen.book.catalogue.title,
        received=seen.case.received_at,
        address=f"{min(desk.origins.known)}/progress",
        code=grouped(await desk.query_codes.of(seen.case.number, desk.now())),
    )


async def _told(desk: Desk, numbers: Sequence[CaseNumber]) -> list[OwnCase]:
    cases = await desk.register.load_cases(numbers)
    return [await _own_case(desk, cases[number]) for number in numbers if number in cases]


async def _own_case(desk: Desk, case: Case) -> OwnCase:
    book = await desk.register.load_rulebook(case.rulebook)
    told = progress(case, book.hours.local(desk.now()), book)
    received = None if case.received_at is None else case.received_at.date()
    return OwnCase(told, received, case.rating is not None)
