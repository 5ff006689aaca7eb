"""The board of a case, its history in plain words, and why each of its clocks ends on its day."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.attachments.refusing import size_words
from desk.telling.deadlines import why
from desk.telling.gap_check import gap_check
from desk.telling.history import told_history
from desk.telling.standing import waiting_for
from desk.web.acts.offering import Offer, ends_early, leading, offers
from desk.web.callers import InsideHere, Seen, SeenHere
from desk.web.desk import Desk, DeskHere
from desk.web.files import materials_of, may_add
from desk.web.pages.lines import clock_lines, item_lines
from desk.web.pages.own_case import own_case_page
from desk.web.pages.shell import render
from desk.web.papers import may_take_package, papers_of
from desk.web.problems import Problem
from models.domain import words as said
from models.domain.attribution import attribution
from models.domain.case import Case
from models.domain.clock import explain
from models.domain.clocks import case_clocks, item_clocks
from models.domain.names import BEFORE_ACCEPTANCE, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words
from models.domain.view import clock_view
from models.domain.visibility import sees_inside

router = APIRouter()


@router.get("/cases/{number}")
async def board(request: Request, desk: DeskHere, seen: SeenHere) -> HTMLResponse:
    """Departments × states × days left, whose turn it is, and what the person may do now."""
    return await board_page(request, desk, seen)


async def board_page(
    request: Request, desk: Desk, seen: Seen, *, problem: Problem | None = None, stale: bool = False
) -> HTMLResponse:
    """The board, below the refusal of an act where one was refused; a ``stale`` page has been renewed."""
    if not sees_inside(seen.caller.sight, seen.case):
        return await own_case_page(request, desk, seen, problem=problem, stale=stale)
    case, book, at = seen.case, seen.book, seen.at
    open_now = offers(case, seen.caller.person, at, book)
    holders = sorted({item.holder for item in case.items.values() if item.holder is not None})
    return render(
        request,
        desk,
        "case.html",
        seen.caller,
        status=200 if problem is None else problem.status,
        case=case,
        state=said.CASE_STATES[case.state],
        outcome=None if case.outcome is None else said.OUTCOMES[case.outcome],
        lead=said.department(case.lead, case, book.catalogue),
        procedure=book.catalogue.title,
        clocks=clock_lines(case, at, book),
        items=item_lines(case, at, book, await desk.directory.names(holders)),
        waits=_turns(case, book),
        check=gap_check(case, book) if case.state in BEFORE_ACCEPTANCE else None,
        shares=_shares(case, at, book),
        joint=bool(case.surveys or case.meetings or case.proposed) or case.state == "reviewing",
        step=leading(open_now, case, book),
        case_acts=sorted((offer for offer in open_now if offer.item is None), key=ends_early),
        item_acts=_by_item(open_now, case),
        papers=await papers_of(desk, seen),
        package=may_take_package(seen) and case.delivered_at is not None,
        materials=await materials_of(desk, seen),
        may_add=may_add(seen),
        largest=size_words(desk.attachments.limits.largest_file),
        problem=problem,
        stale=stale,
    )


@router.get("/cases/{number}/history")
async def history(request: Request, desk: DeskHere, seen: InsideHere) -> HTMLResponse:
    """What has happened, one sentence each."""
    told = await told_history(desk.register, seen.case.number)
    return render(request, desk, "history.html", seen.caller, case=seen.case, lines=told)


@router.get("/cases/{number}/clocks/{clock}")
async def reasons(
    request: Request, desk: DeskHere, seen: SeenHere, clock: str, item: str | None = None
) -> HTMLResponse:
    """Day by day: counted or not, and by which rule."""
    case, book = seen.case, seen.book
    if item is not None and item not in case.items:
        raise Problem("NothingHere")
    clocks = case_clocks(case, book) if item is None else item_clocks(case.items[ItemCode(item)], book)
    found = {str(name): each for name, each in clocks.items()}.get(clock)
    if found is None:
        raise Problem("NothingHere")
    stands = clock_view(found, seen.at, book)
    through = stands.due or seen.at.date()
    return render(
        request,
        desk,
        "clock.html",
        seen.caller,
        case=case,
        title={str(name): words for name, words in said.CLOCKS.items()}[clock],
        item=None if item is None else book.catalogue.item(ItemCode(item)).title,
        stands=stands,
        why=why(found, book.days, book.hours),
        days=explain(found, book.days, max(through, found.started)),
        today=seen.at.date(),
    )


def _turns(case: Case, book: Rulebook) -> list[Words]:
    """Whose turn it is; items that wait for others are told on the board."""
    lines = waiting_for(case, book)
    if case.state != "reviewing":
        return lines
    waiting = [item.state == "waiting" for item in case.open_items]
    return [line for line, waits in zip(lines, [*waiting, False], strict=False) if not waits]


def _shares(case: Case, at: datetime, book: Rulebook) -> tuple[list[tuple[Words, int]], bool]:
    """The working days so far by who held the clock; True where the case is open and they may still move."""
    held = attribution(case, at.date(), book)
    days: dict[str, int] = {}
    for share in held.shares:
        days[share.party] = days.get(share.party, 0) + share.days
    return [(said.party(party, case, book.catalogue), n) for party, n in days.items()], held.provisional


def _by_item(open_now: list[Offer], case: Case) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = {code: [] for code in case.items}
    for offer in open_now:
        if offer.item is not None:
            found[offer.item].append(offer)
    return found
