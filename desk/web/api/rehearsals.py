"""Rehearsals over HTTP: a scripted case against the real rules, by the office's published procedures."""

import asyncio
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from pydantic import ValidationError

from desk.web.api.bodies import read_object
from desk.web.api.refusals import refusals
from desk.web.callers import CallerHere
from desk.web.desk import DeskHere
from desk.web.problems import input_problem
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours
from models.domain.faults import Fault
from models.domain.plain_words import say
from models.domain.rehearsal import Rehearsal, Report, check_rehearsal
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import play

router = APIRouter(tags=["rehearsals"])

MOST_STEPS: Final = 500
MOST_CASES: Final = 50
_one_at_a_time = asyncio.Semaphore(1)
"""A rehearsal is computing alone; the next one waits, so that the desk goes on answering."""


@router.post("/rehearsals", responses=refusals(401, 413, 415, 422, 429, 503))
async def rehearse(request: Request, desk: DeskHere, caller: CallerHere) -> Report:
    """Play it and tell what would have happened. ``catalogue`` is the code of a published procedure."""
    body = await read_object(request)
    try:
        rehearsal = Rehearsal.model_validate(body)
    except ValidationError as invalid:
        raise input_problem(list(say(invalid, Rehearsal, body))) from None
    faults = check_rehearsal(rehearsal)
    if len(rehearsal.steps) > MOST_STEPS or len(rehearsal.cases) > MOST_CASES:
        faults.append(
            Fault(
                (),
                f"最多{MOST_CASES}件、{MOST_STEPS}步",
                f"at most {MOST_CASES} cases and {MOST_STEPS} steps",
            )
        )
    known = {each.code: each for each in await desk.laws.catalogues(caller.sight.jurisdiction, desk.today)}
    named = {case.catalogue or rehearsal.catalogue for case in rehearsal.cases.values()}
    faults += [_unknown(name, known) for name in sorted({rehearsal.catalogue, *named} - set(known))]
    if faults:
        raise input_problem(faults)
    calendar = await desk.laws.calendar(caller.sight.jurisdiction)
    hours = _hours(rehearsal.timezone)
    books = {
        name: Rulebook(
            catalogue=_at_the_desk(known[case.catalogue or rehearsal.catalogue]),
            calendar=calendar,
            hours=hours,
        )
        for name, case in rehearsal.cases.items()
    }
    async with _one_at_a_time:
        return await asyncio.to_thread(play, rehearsal, books)


def _unknown(name: str, known: dict[str, Catalogue]) -> Fault:
    listed = ", ".join(known) or "-"
    return Fault(
        ("catalogue",), f"没有目录“{name[:80]}”；现行：{listed}", f"no “{name[:80]}”; in force: {listed}"
    )


def _hours(timezone: str) -> OfficeHours:
    hours = OfficeHours(timezone=timezone)
    try:
        hours.closes(date(2026, 1, 1))
    except (KeyError, ValueError, OSError):
        raise input_problem([Fault(("timezone",), "没有这个时区", "is no time zone")]) from None
    return hours


def _at_the_desk(catalogue: Catalogue) -> Catalogue:
    """With every department answering at the desk: its people are in the rehearsal."""
    departments = [each.model_copy(update={"queue": None}) for each in catalogue.departments]
    return catalogue.model_copy(update={"departments": tuple(departments)})
