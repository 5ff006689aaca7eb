"""我的待办: what waits for the person, by working time left."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.lists import Page
from desk.narrowing import CaseFilter
from desk.web.callers import CallerHere
from desk.web.desk import DeskHere
from desk.web.pages.shell import go, render
from desk.web.problems import input_problem
from desk.web.tasks import Left, left_until, tell_tasks
from models.domain import words as said
from models.domain.faults import Fault, Unfit
from models.domain.names import CaseState, DepartmentCode
from models.domain.text import Words
from models.tables import CaseRow

router = APIRouter()


@dataclass(frozen=True)
class WaitingCase:
    """A case that waits for the lead's clerk."""

    number: str
    project: str
    applicant: str
    state: CaseState
    state_words: Words
    waits_for: Words
    left: Left


@router.get("/")
async def inbox(
    request: Request,
    desk: DeskHere,
    caller: CallerHere,
    mine: str | None = None,
    pool: str | None = None,
    waiting: str | None = None,
) -> Response:
    """My items, my department's, and for the lead's clerk the cases that wait; each with its own pages."""
    person, sight = caller.person, caller.sight
    if person.has("applicant") and not sight.departments and not sight.everything:
        return go("/mine")
    days = (await desk.laws.calendar(sight.jurisdiction)).days
    try:
        own = await desk.lists.tasks(person, sight, mine=True, cursor=mine)
        others = await desk.lists.tasks(person, sight, mine=False, cursor=pool)
        lead = person.department if person.has("clerk") else None
        cases: Page[tuple[CaseRow, int]] = Page([], None)
        if lead is not None:
            wanted = CaseFilter(waiting_for_lead=DepartmentCode(lead))
            cases = await desk.lists.cases(sight, wanted, cursor=waiting)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    waiting_cases = [
        WaitingCase(
            number=case.number,
            project=case.project_name,
            applicant=case.applicant_name,
            state=case.state,  # type: ignore[arg-type]  # the projection writes the domain's words
            state_words=said.CASE_STATES[case.state],  # type: ignore[index]  # the same
            waits_for=_WAITS[case.state],
            left=left_until(case.due_on, desk.today, days, provisional=case.provisional),
        )
        for case, _ in cases.lines
    ]
    return render(
        request,
        desk,
        "inbox.html",
        caller,
        mine=await tell_tasks(desk, list(own.lines), days),
        more_mine=own.cursor,
        pool=await tell_tasks(desk, list(others.lines), days),
        more_pool=others.cursor,
        waiting=waiting_cases,
        more_waiting=cases.cursor,
        is_clerk=lead is not None,
        is_worker=bool(sight.departments),
    )


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


_WAITS = {
    "received": _words("受理并抄告，或一次性告知", "accept and notify, or ask once"),
    "consolidating": _words("汇总决定", "consolidate"),
    "decided": _words("统一送达", "deliver"),
}
