"""The counting rule once more, as plainly as possible: walk day by day, ask whether the clock ran at 00:00.

Nothing of the product is used here. Its own list of holidays was typed in from the notice for 2026;
every other year has no table and is counted Monday to Friday.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Literal

Stop = tuple[date, date | None]
"""The day on which a clock was stopped and the day on which it was resumed (None: never yet)."""

ONE_DAY = timedelta(days=1)
FAR = 800
"""Days after which a walk gives up: nothing in the tests lasts that long."""

HOLIDAYS = {
    *("01-01", "01-02", "01-03"),
    *("02-15", "02-16", "02-17", "02-18", "02-19", "02-20", "02-21", "02-22", "02-23"),
    *("04-04", "04-05", "04-06"),
    *("05-01", "05-02", "05-03", "05-04", "05-05"),
    *("06-19", "06-20", "06-21"),
    *("09-25", "09-26", "09-27"),
    *("10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"),
}
MAKEUP_DAYS = {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}


def works(day: date) -> bool:
    """Whether offices work on this day."""
    if day.year == 2026 and day.strftime("%m-%d") in MAKEUP_DAYS:
        return True
    if day.year == 2026 and day.strftime("%m-%d") in HOLIDAYS:
        return False
    return day.isoweekday() <= 5


def days_after(day: date) -> Iterator[date]:
    """The days that follow, one by one."""
    for _ in range(FAR):
        day += ONE_DAY
        yield day


@dataclass(frozen=True)
class Ledger:
    """One clock: the day of the event that started it, its limit in days, its stops."""

    started: date
    limit: int
    unit: Literal["working-day", "calendar-day"] = "working-day"
    extension: int = 0
    stops: tuple[Stop, ...] = ()

    def ran_when_it_began(self, day: date) -> bool:
        """Whether the clock was running at 00:00 of the day."""
        if day <= self.started:
            return False
        return not stood_still(self.stops, day)

    def counts(self, day: date) -> bool:
        """The one counting rule."""
        return self.ran_when_it_began(day) and (self.unit == "calendar-day" or works(day))


def stood_still(stops: Sequence[Stop], day: date) -> bool:
    """Whether some stop held at 00:00 of the day: stopped on an earlier day, not resumed on one."""
    return any(stopped < day and (resumed is None or not resumed < day) for stopped, resumed in stops)


def counted(ledger: Ledger, through: date) -> int:
    """How many days were counted up to and including ``through``."""
    number = 0
    for day in days_after(ledger.started):
        if day > through:
            break
        if ledger.counts(day):
            number += 1
    return number


def due(ledger: Ledger) -> date | None:
    """The day on which the count reaches the limit; calendar days move on to a working day. None: never."""
    number = 0
    for day in days_after(ledger.started):
        if ledger.counts(day):
            number += 1
        if number == ledger.limit + ledger.extension:
            return next(each for each in chain([day], days_after(day)) if works(each))
    return None


def left(ledger: Ledger, on: date) -> int:
    """The limit less the days counted before ``on``; a last day that moved on keeps the last day open."""
    remaining = ledger.limit + ledger.extension - counted(ledger, on - ONE_DAY)
    if ledger.unit == "working-day":
        return remaining
    last = due(ledger)
    return max(remaining, 1) if last is not None and on <= last else remaining


def first_with_left(ledger: Ledger, at_most: int) -> date | None:
    """The first working day on which the clock runs with so many days left or fewer. None: never."""
    number = 0
    for day in days_after(ledger.started):
        runs = ledger.ran_when_it_began(day) and works(day)
        if runs and ledger.limit + ledger.extension - number <= at_most:
            return day
        if ledger.counts(day):
            number += 1
    return None


@dataclass(frozen=True)
class Part:
    """An item of a case as its clock sees it."""

    started: date
    ended: date | None
    stops: tuple[Stop, ...] = ()

    def open_when_it_began(self, day: date) -> bool:
        """Whether the item's clock had started and not ended at 00:00 of the day."""
        return self.started < day and (self.ended is None or not self.ended < day)


def counts_for_case(effective: date, parts: Sequence[Part], day: date) -> bool:
    """A working day after acceptance, unless every item open at its beginning stood still then."""
    if day <= effective or not works(day):
        return False
    still_open = [part for part in parts if part.open_when_it_began(day)]
    return not still_open or not all(stood_still(part.stops, day) for part in still_open)
