"""What time alone will bring, and when: the list of dues of a case, computed from its clocks and the ladder.

Nothing here is stored. A due carries the name under which it fires once; what has fired stands in the state.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from models.domain.case import Case, Item
from models.domain.change_events import PromisedGap
from models.domain.clock import Clock, due_day, first_day_with_left
from models.domain.clocks import case_clocks, item_clocks
from models.domain.frozen import REMEMBERED
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
_LAST_BREACH = 5
"""A promise whose breach ends the item (视为同意) breaks after a statutory limit of the same instant."""
_LEGAL_EFFECTS: frozenset[DueKind] = frozenset({"deemed-acceptance", "corrections-lapse", "breach"})
"""These may not rest on a provisional day (domain.md §4)."""
_SECOND = 2


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
    action: int = field(compare=False, default=0)
    gap: PromisedGap | None = field(compare=False, default=None)
    held: int | None = field(compare=False, default=None)

    @property
    def key(self) -> str:
        """The command key under which the register knows it."""
        return f"clock:{self.name}" if self.held is None else f"clock:calendar:{self.held}"


def next_due(case: Case, book: Rulebook) -> Due | None:
    """What time will bring next, or None when it will bring nothing; remembered beside the case."""
    remembered: tuple[Rulebook, Due | None] | None = case.__dict__.get(REMEMBERED)
    if remembered is None or remembered[0] is not book:
        dues_of_items = [item_dues(item, book) for item in case.items.values() if item.open]
        found = first_of([case_dues(case, book), *dues_of_items], case.fired)
        remembered = case.__dict__[REMEMBERED] = (book, found)
    return remembered[1]


def first_of(ordered: Iterable[list[Due]], fired: tuple[str, ...]) -> Due | None:
    """The first of several ordered lists, but for what is held back and was said to be."""
    found: Due | None = None
    for dues in ordered:
        for due in dues:
            if due.held is not None and f"calendar:{due.held}" in fired:
                continue
            if found is None or due < found:
                found = due
            break
    return found


def rung_name(rung: Rung) -> str:
    """The rung's own name: ``left-2``, ``after-3``."""
    return f"left-{rung.left}" if rung.left is not None else f"after-{rung.after}"


def item_dues(item: Item, book: Rulebook) -> list[Due]:
    """The dues of an item in order; remembered beside the item, which never changes."""
    remembered: tuple[Rulebook, list[Due]] | None = item.__dict__.get(REMEMBERED)
    if remembered is not None and remembered[0] is book:
        return remembered[1]
    dues = sorted(_named_anew(due, item) for due in _dues_of_item(item, book))
    item.__dict__[REMEMBERED] = (book, dues)
    return dues


def _dues_of_item(item: Item, book: Rulebook) -> Iterator[Due]:
    clocks = item_clocks(item, book)
    if not clocks:
        return
    if item.acknowledged_at is None and item.returned is None and "acknowledgement" not in item.fired:
        day = due_day(clocks["acknowledgement"], book.days)
        if day is not None:
            yield _due("acknowledgement", book, day, item=item.code, clock="acknowledgement")
    yield from _ladder("statutory", clocks["statutory"], item.fired, book, item.code)
    for due in _ladder("committed", clocks["committed"], item.fired, book, item.code):
        deems = due.kind == "breach" and book.catalogue.item(item.code).deemed
        yield replace(due, rank=_LAST_BREACH) if deems else due
    for number, stop in enumerate(item.stops):
        if stop.resumed is None and f"stop:{number}" not in item.fired:
            yield _due("overran", book, stop.until, item=item.code, stop=number)


def _named_anew(due: Due, item: Item) -> Due:
    """What befalls an item under a later notice, or when it has been added again, is another thing."""
    return due if item.notices < _SECOND else replace(due, name=f"{due.name}#{item.notices}")


def case_dues(case: Case, book: Rulebook) -> list[Due]:
    """The dues of the case as a whole, in order."""
    return sorted(_dues_of_case(case, book))


def _dues_of_case(case: Case, book: Rulebook) -> Iterator[Due]:
    if case.ended or case.state == "unfiled":
        return
    for action in case.actions:
        if action.done_at is None and f"action:{action.number}" not in case.fired:
            yield _due("action", book, action.due, action=action.number)
    if case.state == "delivered" and case.delivered_at is not None:
        day = book.days.nth_after(case.delivered_at.date(), book.catalogue.archive_after)
        yield _due("archive", book, day)
        return
    clocks = case_clocks(case, book)
    if case.state in {"reviewing", "consolidating"}:
        for gap in case.open_gaps:
            if f"gap:{gap.material}" not in case.fired:
                yield _due("gap", book, gap.by, gap=gap)
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
    action: int = 0,
    gap: PromisedGap | None = None,
    due_day: date | None = None,
) -> Due:
    """A due on a day: warnings come when the office opens, everything else when it closes."""
    what: str = kind
    if rung is not None:
        what = rung_name(rung)
    elif kind == "overran":
        what = f"{kind}-{stop}"
    elif kind == "action":
        what = f"{kind}-{action}"
    elif gap is not None:
        what = f"{kind}-{gap.material}"
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
        action=action,
        gap=gap,
        held=held,
    )
