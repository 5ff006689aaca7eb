"""One legal clock: a limit, the day it started and a ledger of pauses; everything else is computed.

The one counting rule: a day is counted if and only if the clock was running when that day began (00:00 local
time). The day of the event is therefore not counted (民法典 art. 201), a day on which a clock is stopped is,
the day on which it is resumed is not, and a stop and a resume on one day change nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from models.domain.calendar import WorkingDays
from models.domain.limits import Unit
from models.domain.text import Language

Pause = tuple[date, date | None]
"""Days after the first and up to the second day are not counted; an open pause has no second day."""

ONE_DAY = timedelta(days=1)


class OfficeHours(BaseModel):
    """When an office opens and closes, in its own time zone; a limit ends at closing time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "Asia/Shanghai"
    opening: time = time(9)
    closing: time = time(17, 30)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return zone(self.timezone)

    def local(self, at: datetime) -> datetime:
        """The instant in the office's time zone."""
        return at.astimezone(self.zone)

    def local_moment(self, wall: datetime) -> datetime:
        """The instant that a clock on the office's wall shows."""
        return wall.replace(tzinfo=self.zone)

    def opens(self, day: date) -> datetime:
        """The opening instant of a day."""
        return datetime.combine(day, self.opening, self.zone)

    def closes(self, day: date) -> datetime:
        """The closing instant of a day, at which a limit that ends on it is over."""
        return datetime.combine(day, self.closing, self.zone)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The named time zone, made once and outside of any sandboxed file."""
    return ZoneInfo(name)


class Clock(NamedTuple):
    """A limit of days that started on a day. ``ended`` is the moment at which what it measures was done."""

    started: date
    limit: int
    unit: Unit = "working-day"
    extension: int = 0
    pauses: tuple[Pause, ...] = ()
    ended: datetime | None = None

    @property
    def total(self) -> int:
        """The limit with its extension, in days."""
        return self.limit + self.extension


@dataclass(frozen=True)
class CountedDay:
    """One day of the explanation of a deadline: counted or not, and why, in both languages."""

    date: date
    counted: bool
    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The reason in this language."""
        return self.zh if language == "zh" else self.en


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses in order, with overlaps and neighbours joined, so that overlapping stops count once."""
    joined: list[Pause] = []
    for after, to in sorted(pauses, key=lambda pause: pause[0]):
        if to is not None and to <= after:
            continue
        if joined and _reaches(joined[-1][1], after):
            begun, until = joined[-1]
            joined[-1] = (begun, None if until is None or to is None else max(until, to))
        else:
            joined.append((after, to))
    return joined


def due_day(clock: Clock, days: WorkingDays) -> date | None:
    """The day on which the count reaches the limit; None while an open pause keeps it from being known."""
    if not clock.pauses and clock.unit == "working-day":
        return days.nth_after(clock.started, clock.total)
    last = _limit_day(clock, days)
    if last is None or clock.unit == "working-day":
        return last
    return days.on_or_after(last)


def counted(clock: Clock, days: WorkingDays, through: date) -> int:
    """How many days the clock has counted up to and including ``through``."""
    if clock.ended is not None:
        through = min(through, clock.ended.date())
    if not clock.pauses:
        return _span(clock.unit, days, clock.started, through)
    return sum(_span(clock.unit, days, after, to) for after, to in _running(clock, through))


def left(clock: Clock, days: WorkingDays, on: date) -> int:
    """The limit less the days counted before ``on``: 1 on the due day, 0 or less when it is over."""
    remaining = clock.total - counted(clock, days, on - ONE_DAY)
    if remaining < 1 and clock.unit == "calendar-day":
        due = due_day(clock, days)  # a last day that was moved to the next working day still runs
        if due is not None and on <= due:
            return 1
    return remaining


def first_day_with_left(clock: Clock, days: WorkingDays, at_most: int) -> date | None:
    """The first working day after the start on which the clock runs with ``at_most`` days left or fewer.

    None while an open pause keeps it from being known.
    """
    already = clock.total - at_most
    if not clock.pauses and clock.unit == "working-day":
        return days.nth_after(clock.started, max(already, 0) + 1)
    reached = clock.started if already <= 0 else _limit_day(clock, days, already)
    if reached is None:
        return None
    first = days.nth_after(reached, 1)
    for after, to in merged(clock.pauses):
        if after < first and (to is None or first <= to):
            if to is None:
                return None
            first = days.nth_after(to, 1)
    return first


def is_paused(clock: Clock, on: date) -> bool:
    """Whether the clock stands still at the end of the day ``on``."""
    return any(after <= on and (to is None or on < to) for after, to in clock.pauses)


def is_provisional(clock: Clock, days: WorkingDays, until: date) -> bool:
    """Whether the count up to ``until`` rests on a year that has no official table."""
    return days.spans_provisional(clock.started, until)


def explain(clock: Clock, days: WorkingDays, through: date) -> list[CountedDay]:
    """Day by day from the start up to ``through``: counted or not, and why."""
    due = due_day(clock, days)
    last = _limit_day(clock, days) if clock.unit == "calendar-day" else due
    lines = [
        CountedDay(clock.started, counted=False, zh="起算事件当日不计", en="day of the event: not counted")
    ]
    pauses = merged(clock.pauses)
    number = 0
    for day in _days(clock.started + ONE_DAY, through):
        described = days.describe(day)
        if due is not None and day > due:
            zh, en = f"时限已过：{described.zh}", f"limit is over: {described.en}"
        elif last is not None and day > last:
            zh, en = f"末日顺延：{described.zh}", f"last day moves on: {described.en}"
        elif any(after < day and (to is None or day <= to) for after, to in pauses):
            zh, en = "时限暂停，不计", "clock stopped: not counted"
        elif clock.unit == "calendar-day" or described.working:
            number += 1
            zh, en = f"第{number}日：{described.zh}", f"day {number}: {described.en}"
            lines.append(CountedDay(day, counted=True, zh=zh, en=en))
            continue
        else:
            zh, en = f"不计：{described.zh}", f"not counted: {described.en}"
        lines.append(CountedDay(day, counted=False, zh=zh, en=en))
    return lines


def _limit_day(clock: Clock, days: WorkingDays, total: int | None = None) -> date | None:
    remaining = clock.total if total is None else total
    cursor = clock.started
    for after, to in merged(clock.pauses):
        begins = max(after, cursor)
        passed = _span(clock.unit, days, cursor, begins)
        if passed >= remaining:
            break
        remaining -= passed
        if to is None:
            return None
        cursor = max(to, cursor)
    if clock.unit == "calendar-day":
        return cursor + timedelta(days=remaining)
    return days.nth_after(cursor, remaining)


def _running(clock: Clock, through: date) -> Iterator[tuple[date, date]]:
    cursor = clock.started
    for after, to in merged(clock.pauses):
        if after > through:
            break
        if after > cursor:
            yield cursor, after
        if to is None:
            return
        cursor = max(to, cursor)
    if cursor < through:
        yield cursor, through


def _span(unit: Unit, days: WorkingDays, after: date, to: date) -> int:
    if unit == "working-day":
        return days.between(after, to)
    return max((to - after).days, 0)


def _reaches(until: date | None, after: date) -> bool:
    return until is None or after <= until


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
