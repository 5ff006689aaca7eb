"""A deadline and its reasons over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request

from desk.web.api.refusals import refusals
from desk.web.api.schemas import DayBody, DeadlineBody
from desk.web.callers import CallerHere
from desk.web.desk import DeskHere
from desk.web.language import language_of
from desk.web.problems import Problem, input_problem
from models.domain.clock import Clock, Pause, due_day, explain, is_provisional, left
from models.domain.day import read_day
from models.domain.faults import Fault, Unfit
from models.domain.limits import LONGEST_LIMIT, Unit

router = APIRouter(tags=["deadlines"])

_MOST_STOPS = 100


@router.get("/deadline", responses=refusals(401, 422, 429, 503))
async def deadline(
    request: Request,
    desk: DeskHere,
    caller: CallerHere,
    start: Annotated[str, Query(alias="from", description="the day of the event, 2026-01-31")],
    limit: Annotated[int, Query(ge=1, le=LONGEST_LIMIT)],
    stop: Annotated[list[str] | None, Query(description="stopped:resumed, the second may be empty")] = None,
    extend: Annotated[int, Query(ge=0, le=LONGEST_LIMIT)] = 0,
    unit: Unit = "working-day",
    as_of: str | None = None,
) -> DeadlineBody:
    """When a limit ends by the calendar in force, and why, day by day."""
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    clock = Clock(
        started=_day("from", start),
        limit=limit,
        unit=unit,
        extension=extend,
        pauses=tuple(_pause(text) for text in (stop or [])[:_MOST_STOPS]),
    )
    on = None if as_of is None else _day("as_of", as_of)
    try:
        due = due_day(clock, days)
        through = due or on or max([clock.started, *(day for pause in clock.pauses for day in pause if day)])
        language = language_of(request)
        return DeadlineBody(
            due=due,
            due_at=None if due is None else desk.hours.closes(due),
            left=left(clock, days, on or clock.started),
            provisional=is_provisional(clock, days, through),
            days=[
                DayBody(date=day.date, counted=day.counted, why=day.in_(language))
                for day in explain(clock, days, through)
            ],
        )
    except OverflowError:
        raise _unfit("from", "超出可计算的年份", "lies beyond the years that can be counted") from None


def _pause(text: str) -> Pause:
    begun, colon, resumed = text.partition(":")
    if not colon:
        raise _unfit("stop", "应写作 停止日:恢复日", "is written stopped:resumed")
    first, last = _day("stop", begun), _day("stop", resumed) if resumed else None
    if last is not None and last < first:
        raise _unfit("stop", "恢复早于停止", "is resumed before it was stopped")
    return first, last


def _day(name: str, text: str) -> date:
    try:
        return read_day(text)
    except Unfit as unfit:
        raise _unfit(name, unfit.zh, unfit.en) from None


def _unfit(name: str, zh: str, en: str) -> Problem:
    return input_problem([Fault((name,), zh, en)])
