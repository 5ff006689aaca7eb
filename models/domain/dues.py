"""What time alone will bring, and when: the list of dues of a case, computed from its clocks and the ladder.

Nothing here is stored. A due carries the name under which it fires once; what has fired stands in the state.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Final, Literal

from models.domain.case import Case, Item
from models.domain.clock import Clock, due_day, first_day_with_left
from models.domain.clocks import CaseTimes, ItemTimes, case_clocks, case_times, item_clocks, item_times
from models.domain.frozen import REMEMBERED
from models.domain.limits import Rung
from models.domain.names import ENDED_STATES, ITEM_ENDS, ClockName, ItemCode
from models.domain.rulebook import Rulebook

DueKind = Literal[
    "deemed-acceptance",
    "corrections-lapse",
    "acknowledgement",
    "approaching",
    "overran",
    "breach",
    "rung",
    "archive",
]
_RANK: dict[DueKind, int] = {
    "deemed-acceptance": 0,
    "corrections-lapse": 0,
    "approaching": 1,
    "acknowledgement": 2,
    "overran": 3,
    "breach": 4,
    "rung": 5,
    "archive": 6,
}
_LEGAL_EFFECTS: frozenset[DueKind] = frozenset({"deemed-acceptance", "corrections-lapse", "breach"})
"""These may not rest on a provisional day (domain.md §4)."""
_IN_ORDER: Final = attrgetter("lawful", "rank", "name")
_SHARED: Final = 2048
"""Lists of dues kept for all cases: those that began on one day under one law have the same."""


@dataclass(frozen=True, order=True)
class Due:
    """One thing that the clock will do. ``held`` names the year whose table is missing for it."""

    lawful: datetime
    rank: int
    name: str
    kind: DueKind = field(compare=False)
    item: ItemCode | None = field(compare=False, default=None)
    clock: ClockName | None = field(compare=False, default=None)
    day: date | None = field(compare=False, default=None)
    rung: Rung | None = field(compare=False, default=None)
    stop: int = field(compare=False, default=0)
    held: int | None = field(compare=False, default=None)

    @property
    def key(self) -> str:
        """The command key under which the register knows it."""
        return f"clock:{self.name}" if self.held is None else f"clock:calendar:{self.held}"


def next_due(case: Case, book: Rulebook) -> Due | None:
    """What time will bring next, or None when it will bring nothing; remembered beside the case."""
    remembered: tuple[Rulebook, Due | None] | None = case.__dict__.get(REMEMBERED)
    if remembered is None or remembered[0] is not book:
        found = min(_first_dues(case, book), key=_IN_ORDER, default=None)
        remembered = case.__dict__[REMEMBERED] = (book, found)
    return remembered[1]


def _first_dues(case: Case, book: Rulebook) -> Iterator[Due]:
    """The first due of the case and of each open item, without those held for a year reported before."""
    own = _dues_of_case(case_times(case), book)
    for dues in (
        own,
        *[_item_dues(item, book) for item in case.items.values() if item.state not in ITEM_ENDS],
    ):
        for due in dues:
            if due.held is None or f"calendar:{due.held}" not in case.fired:
                yield due
                break


def rung_name(rung: Rung) -> str:
    """The rung's own name: ``left-2``, ``after-3``."""
    return f"left-{rung.left}" if rung.left is not None else f"after-{rung.after}"


def _item_dues(item: Item, book: Rulebook) -> tuple[Due, ...]:
    """The dues of an item in order; remembered beside the item, which never changes."""
    remembered: tuple[Rulebook, tuple[Due, ...]] | None = item.__dict__.get(REMEMBERED)
    if remembered is None or remembered[0] is not book:
        remembered = item.__dict__[REMEMBERED] = (book, _dues_of_item(item_times(item), book))
    return remembered[1]


@lru_cache(maxsize=_SHARED)
def _dues_of_item(item: ItemTimes, book: Rulebook) -> tuple[Due, ...]:
    return tuple(sorted(_each_due_of_item(item, book)))


@lru_cache(maxsize=_SHARED)
def _dues_of_case(case: CaseTimes, book: Rulebook) -> tuple[Due, ...]:
    return tuple(sorted(_each_due_of_case(case, book)))


def _each_due_of_item(item: ItemTimes, book: Rulebook) -> Iterator[Due]:
    clocks = item_clocks(item, book)
    if not clocks:
        return
    if item.acknowledged_at is None and "acknowledgement" not in item.fired:
        day = due_day(clocks["acknowledgement"], book.days)
        if day is not None:
            yield _due("acknowledgement", book, day, item=item.code, clock="acknowledgement")
    for name in ("committed", "statutory"):
        yield from _ladder(name, clocks[name], item.fired, book, item.code)
    for number, stop in enumerate(item.stops):
        if stop.resumed is None and f"stop:{number}" not in item.fired:
            yield _due("overran", book, stop.until, item=item.code, stop=number)


def _each_due_of_case(case: CaseTimes, book: Rulebook) -> Iterator[Due]:
    if case.state in ENDED_STATES or case.state == "unfiled":
        return
    if case.state == "delivered" and case.delivered_at is not None:
        day = book.days.nth_after(case.delivered_at.date(), book.catalogue.archive_after)
        yield _due("archive", book, day)
        return
    clocks = case_clocks(case, book)
    if case.state == "received":
        yield from _effect("deemed-acceptance", "acceptance", clocks["acceptance"], book)
    elif case.state == "correcting":
        yield from _effect("corrections-lapse", "corrections", clocks["corrections"], book)
    elif case.state == "decided":
        yield from _ladder("delivery", clocks["delivery"], case.fired, book, None)
        yield from _ladder("delivery-statutory", clocks["delivery-statutory"], case.fired, book, None)
    else:
        yield from _ladder("committed", clocks["committed"], case.fired, book, None)
        yield from _ladder("statutory", clocks["statutory"], case.fired, book, None)


def _effect(kind: DueKind, name: ClockName, clock: Clock, book: Rulebook) -> Iterator[Due]:
    day = due_day(clock, book.days)
    if day is not None:
        yield _due(kind, book, day, clock=name)


def _ladder(
    name: ClockName, clock: Clock, fired: tuple[str, ...], book: Rulebook, item: ItemCode | None
) -> Iterator[Due]:
    """The rungs still to come: warnings before the end, the breach, and for a promise those past it.

    A broken statutory limit goes to the top rung at once, with the breach itself.
    """
    due = due_day(clock, book.days)
    if due is None:
        return
    if f"{name}:breach" not in fired:
        for rung in book.catalogue.ladder:
            if rung.left is None or f"{name}:{rung_name(rung)}" in fired:
                continue
            day = first_day_with_left(clock, book.days, rung.left)
            if day is not None:
                yield _due("approaching", book, day, item=item, clock=name, rung=rung, due_day=due)
        yield _due("breach", book, due, item=item, clock=name)
        return
    if name in {"statutory", "delivery-statutory"}:
        return
    for rung in book.catalogue.ladder:
        if rung.after and f"{name}:{rung_name(rung)}" not in fired:
            day = book.days.nth_after(due, rung.after)
            yield _due("rung", book, day, item=item, clock=name, rung=rung, due_day=due)


def _due(
    kind: DueKind,
    book: Rulebook,
    on: date,
    *,
    item: ItemCode | None = None,
    clock: ClockName | None = None,
    rung: Rung | None = None,
    stop: int = 0,
    due_day: date | None = None,
) -> Due:
    """A due on a day: warnings come when the office opens, everything else when it closes."""
    what = rung_name(rung) if rung is not None else f"{kind}-{stop}" if kind == "overran" else kind
    held = on.year if kind in _LEGAL_EFFECTS and book.days.is_provisional(on) else None
    return Due(
        lawful=book.hours.opens(on) if kind == "approaching" else book.hours.closes(on),
        rank=_RANK[kind],
        name=":".join(part for part in (item, clock, what) if part is not None),
        kind=kind,
        item=item,
        clock=clock,
        day=due_day or on,
        rung=rung,
        stop=stop,
        held=held,
    )
