"""How a case and its items are laid out on a page: states, clocks and days left, ready for a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.telling.stops import live_stops
from desk.web.tasks import Left
from models.domain import words as said
from models.domain.case import Case, Item
from models.domain.clock import Clock
from models.domain.clocks import ItemClocks, case_clocks, item_clocks
from models.domain.names import ClockName
from models.domain.rulebook import Rulebook
from models.domain.text import Words
from models.domain.view import ClockView, clock_view

MARKS = {
    "waiting": "open",
    "notified": "new",
    "concluded": "done",
    "deemed": "done",
    "not-involved": "done",
    "reused": "done",
    "cancelled": "off",
    "negative-filing": "near",
}
"""The shape beside an item's state; every other state is in hand."""

TO_BE_NOTIFIED: Final = Words(zh="待受理抄告", en="to be notified")
"""An item that waits for no other item, only for the case to be accepted."""


@dataclass(frozen=True)
class ClockLine:
    """One clock of a case or an item; ``way`` leads to its reasons."""

    name: ClockName
    title: Words
    seen: ClockView
    left: Left
    ended: bool
    way: str


@dataclass(frozen=True)
class ItemLine:
    """One row of the board."""

    code: str
    title: Words
    department: Words
    state: Words
    mark: str
    opinion: Words | None
    result: str | None
    notice: str | None
    holder: str | None
    waits: Words | None
    stops: tuple[Words, ...]
    committed: ClockLine | None
    statutory: ClockLine | None


def clock_lines(case: Case, at: datetime, book: Rulebook, item: Item | None = None) -> list[ClockLine]:
    """The clocks of the whole case, or of one item."""
    if item is not None:
        return _lines(case, item.code, item_clocks(item, book), at, book)
    return _lines(case, None, case_clocks(case, book), at, book)


def item_lines(case: Case, at: datetime, book: Rulebook, names: Mapping[str, str]) -> list[ItemLine]:
    """The board: one row for each item, in the order of the procedure; ``names`` are those of the holders."""
    return [_item(case, item, at, book, names) for item in case.items.values()]


def _item(case: Case, item: Item, at: datetime, book: Rulebook, names: Mapping[str, str]) -> ItemLine:
    definition = book.catalogue.item(item.code)
    clocks = {line.name: line for line in _lines(case, item.code, item_clocks(item, book), at, book)}
    waits = [book.catalogue.item(code).title for code in item.after if case.items[code].open]
    return ItemLine(
        code=item.code,
        title=definition.title,
        department=said.department(item.department, case, book.catalogue),
        state=_state(item, case),
        mark=MARKS.get(item.state, "busy"),
        opinion=None if item.proposal is None else said.OPINIONS[item.proposal.opinion],
        result=item.result,
        notice=item.notice,
        holder=None if item.holder is None else names.get(item.holder, item.holder),
        waits=said.listed(waits) if item.state == "waiting" and waits else None,
        stops=live_stops(item, at.date()) if item.open else (),
        committed=clocks.get("committed"),
        statutory=clocks.get("statutory"),
    )


def _state(item: Item, case: Case) -> Words:
    if item.returned and item.open:
        return said.NOTICE_RETURNED
    if item.state == "waiting" and not any(case.items[code].open for code in item.after):
        return TO_BE_NOTIFIED
    return said.ITEM_STATES[item.state]


def _lines(case: Case, item: str | None, clocks: ItemClocks, at: datetime, book: Rulebook) -> list[ClockLine]:
    return [_line(case, item, name, clock, at, book) for name, clock in clocks.items()]


def _line(
    case: Case, item: str | None, name: ClockName, clock: Clock, at: datetime, book: Rulebook
) -> ClockLine:
    seen = clock_view(clock, at, book)
    of_item = "" if item is None else f"?item={item}"
    return ClockLine(
        name=name,
        title=said.CLOCKS[name],
        seen=seen,
        left=Left(seen.due, None if seen.state == "stopped" else seen.left, seen.provisional),
        ended=clock.ended is not None,
        way=f"/cases/{case.number}/clocks/{name}{of_item}",
    )
