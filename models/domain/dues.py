"""What time alone will bring, and when: the list of dues of a case, computed from its clocks and the ladder.

Nothing here is stored. A due carries the mark that it leaves in the state when it fires, and fires only once.
Dues are remembered beside the state from which they follow (``frozen.Remembering``).
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

from models.domain.case import Case, Item
from models.domain.change_events import PromisedGap
from models.domain.clock import Clock, due_day, first_day_with_left
from models.domain.clocks import case_clocks, item_clocks, stopped_items
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
_ACKNOWLEDGEMENT = "acknowledgement"
_BREACH = ":breach"
_SECOND = 2


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


def next_due(case: Case, book: Rulebook) -> Due | None:
    """What time will bring next, or None when it will bring nothing."""
    found: Due | None = None
    for dues in (
        case_dues(case, book),
        *[item_dues(item, book) for item in case.items.values() if item.open],
    ):
        for due in dues:
            if due.held is not None and f"calendar:{due.held}" in case.fired:
                continue  # it is held back, and that has been said
            if found is None or due < found:
                found = due
            break
    return found


def rung_name(rung: Rung) -> str:
    """The rung's own name: ``left-2``, ``after-3``."""
    return f"left-{rung.left}" if rung.left is not None else f"after-{rung.after}"


class _Known(NamedTuple):
    """What a state remembers of its dues: as they were when it had this standing under this law.

    ``dues`` is what time does by the limits as they run, ``coming`` what of that is still to come.
    """

    book: Rulebook
    standing: tuple[object, ...]
    coming: list[Due]
    limits: tuple[object, ...]
    dues: list[Due]


def item_dues(item: Item, book: Rulebook) -> list[Due]:
    """What time will still bring to an item, in order."""
    standing = (item.fired, item.acknowledged_at)
    known: _Known | None = item.__dict__.get(REMEMBERED)
    if known is None or known[0] is not book or known[1] != standing:
        done = item.fired if item.acknowledged_at is None else (_ACKNOWLEDGEMENT, *item.fired)
        broken = _broken(item.fired)
        known = _known(known, book, standing, done, (broken,), lambda: _dues_of_item(item, book, broken))
        item.__dict__[REMEMBERED] = known
    return known[2]


def case_dues(case: Case, book: Rulebook) -> list[Due]:
    """The same for the case as a whole. Stopped items stop its clocks, too."""
    standing = (case.fired, stopped_items(case))
    known: _Known | None = case.__dict__.get(REMEMBERED)
    if known is None or known[0] is not book or known[1] != standing:
        broken = _broken(case.fired)
        limits = (broken, standing[1])
        known = _known(known, book, standing, case.fired, limits, lambda: _dues_of_case(case, book, broken))
        case.__dict__[REMEMBERED] = known
    return known[2]


def _known(
    known: _Known | None,
    book: Rulebook,
    standing: tuple[object, ...],
    done: tuple[str, ...],
    limits: tuple[object, ...],
    work_out: Callable[[], Iterator[Due]],
) -> _Known:
    """What is known now; only when the limits run otherwise than before, the dues are worked out anew."""
    same = known is not None and known.book is book and known.limits == limits
    dues = known.dues if known is not None and same else sorted(work_out())
    return _Known(book, standing, [due for due in dues if due.mark not in done], limits, dues)


def _broken(fired: tuple[str, ...]) -> list[str]:
    """The marks of broken limits: with the breach, the warnings of a limit give way to the rungs past it."""
    return [mark for mark in fired if mark.endswith(_BREACH)]


def _dues_of_item(item: Item, book: Rulebook, broken: list[str]) -> Iterator[Due]:
    dues = _dues_of_notice(item, book, broken)
    if item.notices < _SECOND:
        return dues
    # what befalls an item under a later notice, or when it has been added again, is another thing
    return (due._replace(name=f"{due.name}#{item.notices}") for due in dues)


def _dues_of_notice(item: Item, book: Rulebook, broken: list[str]) -> Iterator[Due]:
    clocks = item_clocks(item, book)
    if not clocks:
        return
    if item.returned is None:
        day = due_day(clocks["acknowledgement"], book.days)
        if day is not None:
            name, mark = f"acknowledgement:{_ACKNOWLEDGEMENT}", _ACKNOWLEDGEMENT
            yield _due("acknowledgement", book, day, name, mark, item=item.code, clock="acknowledgement")
    yield from _ladder("statutory", clocks["statutory"], broken, book, item.code)
    for due in _ladder("committed", clocks["committed"], broken, book, item.code):
        deems = due.kind == "breach" and book.catalogue.item(item.code).deemed
        yield due._replace(rank=_LAST_BREACH) if deems else due
    for number, stop in enumerate(item.stops):
        if stop.resumed is None:
            name, mark = f"overran-{number}", f"stop:{number}"
            yield _due("overran", book, stop.until, name, mark, item=item.code, stop=number)


def _dues_of_case(case: Case, book: Rulebook, broken: list[str]) -> Iterator[Due]:
    if case.ended or case.state == "unfiled":
        return
    for action in case.actions:
        if action.done_at is None:
            number = action.number
            yield _due("action", book, action.due, f"action-{number}", f"action:{number}", action=number)
    if case.state == "delivered" and case.delivered_at is not None:
        day = book.days.nth_after(case.delivered_at.date(), book.catalogue.archive_after)
        yield _due("archive", book, day, "archive")
        return
    clocks = case_clocks(case, book)
    if case.state in {"reviewing", "consolidating"}:
        for gap in case.open_gaps:
            yield _due("gap", book, gap.by, f"gap-{gap.material}", f"gap:{gap.material}", gap=gap)
    if case.state == "received":
        yield from _effect("deemed-acceptance", "acceptance", clocks["acceptance"], book)
    elif case.state == "correcting":
        yield from _effect("corrections-lapse", "corrections", clocks["corrections"], book)
    elif case.state == "decided":
        yield from _ladder("delivery", clocks["delivery"], broken, book, None)
        yield from _ladder("delivery-statutory", clocks["delivery-statutory"], broken, book, None)
    else:
        yield from _ladder("committed", clocks["committed"], broken, book, None)
        yield from _ladder("statutory", clocks["statutory"], broken, book, None)


def _effect(kind: DueKind, name: ClockName, clock: Clock, book: Rulebook) -> Iterator[Due]:
    day = due_day(clock, book.days)
    if day is not None:
        yield _due(kind, book, day, f"{name}:{kind}", clock=name)


def _ladder(
    name: ClockName, clock: Clock, broken: list[str], book: Rulebook, item: ItemCode | None
) -> Iterator[Due]:
    """The rungs of one limit: warnings before the end, the breach, and for a broken promise those past it.

    A broken statutory limit goes to the top rung at once, with the breach itself.
    """
    due = due_day(clock, book.days)
    if due is None:
        return
    breach = f"{name}{_BREACH}"
    if breach not in broken:
        for rung in book.catalogue.ladder:
            if rung.left is None:
                continue
            day = first_day_with_left(clock, book.days, rung.left)
            if day is not None:
                mark = f"{name}:{rung_name(rung)}"
                yield _due("approaching", book, day, mark, mark, item=item, clock=name, rung=rung, of=due)
        yield _due("breach", book, due, breach, breach, item=item, clock=name)
        return
    if name in {"statutory", "delivery-statutory"}:
        return
    for rung in book.catalogue.ladder:
        if rung.after:
            day = book.days.nth_after(due, rung.after)
            mark = f"{name}:{rung_name(rung)}"
            yield _due("rung", book, day, mark, mark, item=item, clock=name, rung=rung, of=due)


def _due(
    kind: DueKind,
    book: Rulebook,
    on: date,
    name: str,
    mark: str = "",
    *,
    item: ItemCode | None = None,
    clock: ClockName | None = None,
    rung: Rung | None = None,
    stop: int = 0,
    action: int = 0,
    gap: PromisedGap | None = None,
    of: date | None = None,
) -> Due:
    """A due on a day: warnings come when the office opens, everything else when it closes.

    ``name`` is its name but for the item; ``of`` is the end of the limit that a rung belongs to.
    """
    held = on.year if kind in _LEGAL_EFFECTS and book.days.is_provisional(on) else None
    lawful = book.hours.opens(on) if kind == "approaching" else book.hours.closes(on)
    name = name if item is None else f"{item}:{name}"
    return Due(lawful, _RANK[kind], name, kind, mark, item, clock, of or on, rung, stop, action, gap, held)
