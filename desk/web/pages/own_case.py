"""A case as its applicant sees it: how far it is, what is asked and by when, the results, what one can do."""

import secrets
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.attachments.refusing import size_words
from desk.progress.codes import grouped
from desk.telling.applicant import Asked, Progress, progress
from desk.web.acts.offering import offers
from desk.web.callers import Seen
from desk.web.desk import Desk
from desk.web.files import MaterialLine, materials_of, may_add
from desk.web.pages.shell import render
from desk.web.papers import papers_of
from desk.web.problems import Problem

OWN_ACTS: Final = ("submit-corrections", "withdraw-case", "rate-service")
"""What an applicant can do about a case that was filed."""


@dataclass(frozen=True)
class AskedLine:
    """What is asked for, with its files: those that came since it was asked can be handed in."""

    asked: Asked
    material: MaterialLine | None
    fresh: bool


async def own_case_page(
    request: Request, desk: Desk, seen: Seen, *, problem: Problem | None = None, stale: bool = False
) -> HTMLResponse:
    """The applicant's own page of the case."""
    case, book = seen.case, seen.book
    told = progress(case, seen.at, book)
    papers = await papers_of(desk, seen)
    open_now = {offer.do for offer in offers(case, seen.caller.person, seen.at, book)}
    return render(
        request,
        desk,
        "own_case.html",
        seen.caller,
        status=200 if problem is None else problem.status,
        case=case,
        told=told,
        code=grouped(await desk.query_codes.of(case.number, desk.now())),
        papers=papers,
        results=[paper for paper in papers if paper.kind in _RESULTS],
        others=[paper for paper in papers if paper.kind not in _RESULTS],
        package=case.delivered_at is not None,
        rating=case.rating,
        open_now=open_now,
        materials=[line for line in await materials_of(desk, seen) if line.files],
        may_add=may_add(seen) and case.decided_at is None,
        problem=problem,
        stale=stale,
    )


async def supplement_page(
    request: Request, desk: Desk, seen: Seen, *, problem: Problem | None = None
) -> HTMLResponse:
    """What was asked for, the files for each of it, and handing all of it in."""
    case = seen.case
    told = progress(case, seen.at, seen.book)
    open_now = {offer.do for offer in offers(case, seen.caller.person, seen.at, seen.book)}
    materials = await materials_of(desk, seen)
    lines = _asked_lines(seen, told, materials)
    asked = {line.asked.material for line in lines}
    return render(
        request,
        desk,
        "supplement.html",
        seen.caller,
        status=200 if problem is None else problem.status,
        case=case,
        told=told,
        lines=lines,
        others=[line for line in materials if line.code not in asked],
        ready=[line for line in lines if line.fresh and not line.asked.promised],
        may_submit="submit-corrections" in open_now,
        key=secrets.token_urlsafe(16),
        may_add=may_add(seen),
        largest=size_words(desk.attachments.limits.largest_file),
        problem=problem,
    )


def _asked_lines(seen: Seen, told: Progress, materials: list[MaterialLine]) -> list[AskedLine]:
    """Each material that is asked for, with its files."""
    case = seen.case
    since = case.corrections[-1].since if case.corrections else case.received_at
    files = {line.code: line for line in materials}
    lines = []
    for asked in told.asked:
        line = files.get(asked.material)
        came = () if line is None else line.files
        lines.append(AskedLine(asked, line, any(since is None or file.at >= since for file in came)))
    return lines


_RESULTS: Final = frozenset({"item-decision", "decision", "delivery"})
