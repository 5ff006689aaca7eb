"""One thing that time does, and what one limit brings: its warnings, its breach and the rungs past that."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from models.domain.change_events import PromisedGap
from models.domain.clock import Clock, due_day, first_day_with_left
from models.domain.limits import Rung
from models.domain.names import ClockName, ItemCode
from models.domain.rulebook import Rulebook

DueKind = Literal[
    "deemed-acceptance",
    "corrections-lapse",
    "acknowledgement",
    "approaching",
    "overran",
    "gap",
    "action",
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
    "gap": 3,
    "action": 3,
    "breach": 4,
    "rung": 6,
    "archive": 7,
}
_LEGAL_EFFECTS: frozenset[DueKind] = frozenset({"deemed-acceptance", "corrections-lapse", "breach"})
"""These may not rest on a provisional day (domain.md §4)."""
_KEPT: Final = 16_384
"""Ladders that a process keeps: of every limit and working day of a year, some 20 MB at the very most."""
BREACH: Final = ":breach"
"""How the mark of a broken limit ends; it begins with the limit's name."""


class Due(NamedTuple):
    """One thing that the clock does. ``held`` names the year whose table is missing for it.

    Dues are ordered by their first three fields: no two of a case have the same name. ``mark`` is what
    ``clock_names.fired_name`` makes of its event; it is empty for what ends the state that it is due in.
    """

    lawful: datetime
    rank: int
    name: str
    kind: DueKind
    mark: str = ""
    item: ItemCode | None = None
    clock: ClockName | None = None
    day: date | None = None
    rung: Rung | None = None
    stop: int = 0
    action: int = 0
    gap: PromisedGap | None = None
    held: int | None = None

    @property
    def key(self) -> str:
        """The command key under which the register knows it."""
        return f"clock:{self.name}" if self.held is None else f"clock:calendar:{self.held}"

    def of_item(self, item: ItemCode, again: str) -> "Due":
        """The same of an item; ``again`` marks its name where it befell the item before."""
        lawful, rank, name, kind, mark, _, clock, day, rung, stop, action, gap, held = self
        name = f"{item}:{name}{again}"  # ``_replace`` would take twice the time
        return Due(lawful, rank, name, kind, mark, item, clock, day, rung, stop, action, gap, held)


def rung_name(rung: Rung) -> str:
    """The rung's own name: ``left-2``, ``after-3``."""
    return f"left-{rung.left}" if rung.left is not None else f"after-{rung.after}"


@lru_cache(maxsize=_KEPT)
def ladder(name: ClockName, clock: Clock, broken: bool, book: Rulebook) -> tuple[Due, ...]:
    """The rungs of one limit: warnings before the end, the breach, and for a broken promise those past it.

    A broken statutory limit goes to the top rung at once, with the breach itself. What started on one day
    under one limit climbs one ladder, so that it is worked out once for all the departments asked that day.
    """
    last = due_day(clock, book.days)
    if last is None:
        return ()
    if not broken:
        return (*_warnings(name, clock, last, book), _breach(name, last, book))
    if name in {"statutory", "delivery-statutory"}:
        return ()
    return tuple(_rungs_past(name, last, book))


@lru_cache(maxsize=_KEPT)
def effect(kind: DueKind, name: ClockName, clock: Clock, book: Rulebook, mark: str = "") -> tuple[Due, ...]:
    """The one thing that the end of a limit without a ladder does."""
    last = due_day(clock, book.days)
    return () if last is None else (due_on(kind, book, last, f"{name}:{kind}", mark, clock=name),)


def _warnings(name: ClockName, clock: Clock, last: date, book: Rulebook) -> Iterator[Due]:
    for rung in book.catalogue.ladder:
        day = None if rung.left is None else first_day_with_left(clock, book.days, rung.left)
        if day is not None:
            mark = f"{name}:{rung_name(rung)}"
            yield due_on("approaching", book, day, mark, mark, clock=name, rung=rung, of=last)


def _rungs_past(name: ClockName, last: date, book: Rulebook) -> Iterator[Due]:
    for rung in book.catalogue.ladder:
        if rung.after:
            day = book.days.nth_after(last, rung.after)
            mark = f"{name}:{rung_name(rung)}"
            yield due_on("rung", book, day, mark, mark, clock=name, rung=rung, of=last)


def _breach(name: ClockName, last: date, book: Rulebook) -> Due:
    mark = f"{name}{BREACH}"
    return due_on("breach", book, last, mark, mark, clock=name)


def due_on(
    kind: DueKind,
    book: Rulebook,
    on: date,
    name: str,
    mark: str = "",
    *,
    clock: ClockName | None = None,
    rung: Rung | None = None,
    stop: int = 0,
    action: int = 0,
    gap: PromisedGap | None = None,
    of: date | None = None,
) -> Due:
    """A due on a day: warnings come when the office opens, everything else when it closes.

    ``of`` is the end of the limit that a rung belongs to.
    """
    held = on.year if kind in _LEGAL_EFFECTS and book.days.is_provisional(on) else None
    lawful = book.hours.opens(on) if kind == "approaching" else book.hours.closes(on)
    return Due(lawful, _RANK[kind], name, kind, mark, None, clock, of or on, rung, stop, action, gap, held)
