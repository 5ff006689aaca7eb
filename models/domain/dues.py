"""What time alone will bring, and when: the list of dues of a case, computed from its clocks and the ladder.

Nothing here is stored. A due carries the mark that it leaves in the state when it fires, and fires only once.
Dues are remembered beside the state from which they follow (``frozen.Remembering``).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from models.domain.case import Case, Item
from models.domain.clocks import (
    StoppedItems,
    case_clocks,
    delivery_clocks,
    item_clocks,
    review_clocks,
    stopped_items,
)
from models.domain.due import BREACH, Due, due_on, effect, ladder
from models.domain.frozen import REMEMBERED
from models.domain.names import ITEM_ENDS
from models.domain.rulebook import Rulebook

_LAST_BREACH = 5
"""A promise whose breach ends the item (视为同意) breaks after a statutory limit of the same instant."""
_ACKNOWLEDGED: Final = "acknowledgement"
_SECOND = 2


def next_due(case: Case, book: Rulebook) -> Due | None:
    """What time will bring next, or None when it will bring nothing."""
    found: Due | None = None
    for dues in _ahead(case, book):
        for due in dues:
            if due.held is not None and f"calendar:{due.held}" in case.fired:
                continue  # it is held back, and that has been said
            if found is None or due < found:
                found = due
            break
    return found


def _ahead(case: Case, book: Rulebook) -> list[list[Due]]:
    """The dues of the case and of each item. Asked often: what is remembered is looked up here."""
    ahead: list[list[Due]] = []
    stopped = False
    for item in case.items.values():
        if item.stops:
            stopped = True
        if item.state == "waiting" or item.state in ITEM_ENDS:
            continue
        known: _Known | None = item.__dict__.get(REMEMBERED)
        if (
            known is not None
            and known.fired is item.fired  # the same objects, as a rule: nothing need be compared
            and known.beside is item.acknowledged_at
            and known.book is book
        ):
            ahead.append(known.coming)
        else:
            ahead.append(item_dues(item, book))
    ahead.append(case_dues(case, book, stopped_items(case) if stopped else []))
    return ahead


@dataclass(slots=True)  # never changed, though not frozen: that would be slow to make
class _Known:
    """What a state remembers of its dues: as they were when it had these marks under this law.

    ``beside`` is what else decides which are over. ``dues`` is what time does by the ``limits`` as they run,
    ``coming`` what of that is still to come.
    """

    book: Rulebook
    fired: tuple[str, ...]
    beside: object
    coming: list[Due]
    limits: tuple[object, ...]
    dues: list[Due]


def item_dues(item: Item, book: Rulebook) -> list[Due]:
    """What time will still bring to an item, in order."""
    known: _Known | None = item.__dict__.get(REMEMBERED)
    fired, acknowledged_at = item.fired, item.acknowledged_at
    broken = _broken(fired)
    dues = _unless_known(known, book, (broken,), lambda: _dues_of_item(item, book, broken))
    coming = _coming(dues, fired if acknowledged_at is None else (_ACKNOWLEDGED, *fired))
    item.__dict__[REMEMBERED] = _Known(book, fired, acknowledged_at, coming, (broken,), dues)
    return coming


def case_dues(case: Case, book: Rulebook, stopped: StoppedItems) -> list[Due]:
    """The same for the case as a whole. Stopped items stop its clocks, too."""
    known: _Known | None = case.__dict__.get(REMEMBERED)
    fired = case.fired
    if known is not None and known.fired is fired and known.beside == stopped and known.book is book:
        return known.coming
    broken = _broken(fired)
    limits = (broken, stopped)
    dues = _unless_known(known, book, limits, lambda: _dues_of_case(case, book, broken))
    coming = _coming(dues, fired)
    case.__dict__[REMEMBERED] = _Known(book, fired, stopped, coming, limits, dues)
    return coming


def _unless_known(
    known: _Known | None, book: Rulebook, limits: tuple[object, ...], work_out: Callable[[], Iterable[Due]]
) -> list[Due]:
    """The dues as the limits run; only when these run otherwise than before, they are worked out anew."""
    if known is not None and known.book is book and known.limits == limits:
        return known.dues
    return sorted(work_out())


def _coming(dues: list[Due], done: tuple[str, ...]) -> list[Due]:
    return [due for due in dues if due.mark not in done] if done else dues


def _broken(fired: tuple[str, ...]) -> list[str]:
    """The marks of broken limits: with the breach, the warnings of a limit give way to the rungs past it."""
    return [mark for mark in fired if mark.endswith(BREACH)] if fired else []


def _dues_of_item(item: Item, book: Rulebook, broken: list[str]) -> list[Due]:
    """The dues of its limits, each by a name of its own.

    What befalls an item under a later notice, or when it has been added again, is another thing.
    """
    again = "" if item.notices < _SECOND else f"#{item.notices}"
    return [due.of_item(item.code, again) for due in _dues_of_limits(item, book, broken)]


def _dues_of_limits(item: Item, book: Rulebook, broken: list[str]) -> list[Due]:
    clocks = item_clocks(item, book)
    if not clocks:
        return []
    promise = ladder("committed", clocks["committed"], f"committed{BREACH}" in broken, book)
    if book.catalogue.item_by_code[item.code].deemed:
        promise = tuple(due._replace(rank=_LAST_BREACH) if due.kind == "breach" else due for due in promise)
    dues = [*promise, *ladder("statutory", clocks["statutory"], f"statutory{BREACH}" in broken, book)]
    if item.returned is None:
        dues += effect(_ACKNOWLEDGED, _ACKNOWLEDGED, clocks[_ACKNOWLEDGED], book, _ACKNOWLEDGED)
    dues += [
        due_on("overran", book, stop.until, f"overran-{number}", f"stop:{number}", stop=number)
        for number, stop in enumerate(item.stops)
        if stop.resumed is None
    ]
    return dues


def _dues_of_case(case: Case, book: Rulebook, broken: list[str]) -> Iterator[Due]:
    if case.ended or case.state == "unfiled":
        return
    for action in case.actions:
        if action.done_at is None:
            number = action.number
            yield due_on("action", book, action.due, f"action-{number}", f"action:{number}", action=number)
    if case.state == "delivered" and case.delivered_at is not None:
        day = book.days.nth_after(case.delivered_at.date(), book.catalogue.archive_after)
        yield due_on("archive", book, day, "archive")
        return
    if case.state == "received":
        yield from effect("deemed-acceptance", "acceptance", case_clocks(case, book)["acceptance"], book)
        return
    if case.state == "correcting":
        yield from effect("corrections-lapse", "corrections", case_clocks(case, book)["corrections"], book)
        return
    if case.state == "decided":
        clocks = delivery_clocks(case, book)
    else:
        clocks = review_clocks(case, book)
        for gap in case.open_gaps:
            yield due_on("gap", book, gap.by, f"gap-{gap.material}", f"gap:{gap.material}", gap=gap)
    for name, clock in clocks.items():
        yield from ladder(name, clock, f"{name}{BREACH}" in broken, book)
