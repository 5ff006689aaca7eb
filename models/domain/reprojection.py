"""What another calendar makes of the open deadlines of a case: where each moves, and what moves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.domain.calendar import Day
from models.domain.case import Case
from models.domain.clock import ONE_DAY, Clock, due_day, is_provisional
from models.domain.clocks import case_clocks, item_clocks
from models.domain.names import ClockName, ItemCode
from models.domain.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class OpenDeadline:
    """An open deadline under two calendars; ``days`` are those of its count that are something else now."""

    item: ItemCode | None
    clock: ClockName
    before: date
    after: date
    was_provisional: bool
    provisional: bool
    days: tuple[Day, ...]

    @property
    def moved(self) -> bool:
        """Whether it is another day."""
        return self.before != self.after

    @property
    def becomes_certain(self) -> bool:
        """Whether it rested on an unpublished year, and does no more."""
        return self.was_provisional and not self.provisional


def reprojected(case: Case, old: Rulebook, new: Rulebook) -> list[OpenDeadline]:
    """Every open deadline that moves, was provisional, or is; the case's own first, then item by item.

    A clock that stands still has no due day under any calendar, so it is not among them.
    """
    return [
        deadline
        for deadline in _open_deadlines(case, old, new)
        if deadline.moved or deadline.was_provisional or deadline.provisional
    ]


def _open_deadlines(case: Case, old: Rulebook, new: Rulebook) -> Iterator[OpenDeadline]:
    if case.ended:
        return
    for name, clock in case_clocks(case, old).items():
        yield from _deadline(None, name, clock, old, new)
    for item in case.open_items:
        for name, clock in item_clocks(item, old).items():
            yield from _deadline(item.code, name, clock, old, new)


def _deadline(
    item: ItemCode | None, name: ClockName, clock: Clock, old: Rulebook, new: Rulebook
) -> Iterator[OpenDeadline]:
    before, after = due_day(clock, old.days), due_day(clock, new.days)
    if clock.ended is not None or before is None or after is None:
        return
    yield OpenDeadline(
        item=item,
        clock=name,
        before=before,
        after=after,
        was_provisional=is_provisional(clock, old.days, before),
        provisional=is_provisional(clock, new.days, after),
        days=tuple(_changed_days(clock, before, after, old, new)),
    )


def _changed_days(clock: Clock, before: date, after: date, old: Rulebook, new: Rulebook) -> Iterator[Day]:
    """The days that count otherwise; of a count in calendar days only those that its last day moves over."""
    last = max(before, after)
    day = clock.started + ONE_DAY if clock.unit == "working-day" else min(before, after)
    while day <= last:
        paused = any(since < day and (to is None or day <= to) for since, to in clock.pauses)
        if not paused and old.days.is_working(day) != new.days.is_working(day):
            yield new.days.describe(day)
        day += ONE_DAY
