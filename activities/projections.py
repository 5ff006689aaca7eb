"""What the register's events make of the projected tables: pure functions from a case to rows, and back.

The append and the rebuild both use them, so that they write the same bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Final, NamedTuple

from pydantic import TypeAdapter

from activities.numbers import read_number
from models.domain.case import Case, Item
from models.domain.clock import Clock, due_day, is_provisional
from models.domain.clocks import ItemClocks, case_clocks, item_clocks
from models.domain.names import CaseNumber, ClockName, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.visibility import concerned

Cell = str | int | bool | date | datetime | list[str] | None
Row = dict[str, Cell]
"""The cells of a row by column."""


class Due(NamedTuple):
    """The day on which a clock ends, and whether that is provisional; no day while it stands still."""

    on: date | None
    provisional: bool


NEVER: Final = Due(None, provisional=False)
Clocks = dict[ClockName, tuple[Clock, Due]]

_CASE: Final[TypeAdapter[Case]] = TypeAdapter(Case)
_ITEM: Final[TypeAdapter[Item]] = TypeAdapter(Item)


class ItemRows:
    """The rows of one item, made when they are asked for."""

    def __init__(self, case: CaseNumber, item: Item, position: int, book: Rulebook) -> None:
        self.case = case
        self.item = item
        self.position = position
        self.book = book

    @cached_property
    def due(self) -> Due:
        """The earliest end of the clocks that run on the item."""
        return earliest(due for clock, due in self._clocks.values() if clock.ended is None)

    @cached_property
    def row(self) -> Row:
        """The item's row."""
        item, (due_on, provisional) = self.item, self.due
        return {
            "case": self.case,
            "item": item.code,
            "position": self.position,
            "jurisdiction": read_number(self.case).jurisdiction,
            "department": item.department,
            "state": item.state,
            "round": item.round,
            "holder": item.holder,
            "opinion": None if item.proposal is None else item.proposal.opinion,
            "due_on": due_on,
            "provisional": provisional,
            "body": _ITEM.dump_json(item, exclude_defaults=True).decode(),
        }

    @cached_property
    def clocks(self) -> Mapping[ClockName, Row]:
        """The rows of the item's clocks."""
        return _clock_rows(self.case, self.item.code, self._clocks)

    @cached_property
    def _clocks(self) -> Clocks:
        return _counted(item_clocks(self.item, self.book), self.book)


class Projected:
    """A case and all its rows, as the register's lines up to the hash ``head`` make them.

    What ``earlier`` knows of items that have not changed since is taken over.
    """

    def __init__(self, case: Case, head: str, book: Rulebook, earlier: "Projected | None" = None) -> None:
        self.case = case
        self.head = head
        self.book = book
        self.items: dict[ItemCode, ItemRows] = {}
        known = {} if earlier is None else earlier.items
        for position, (code, item) in enumerate(case.items.items()):
            kept = known.get(code)
            if kept is None or kept.item is not item or kept.book is not book:
                kept = ItemRows(case.number, item, position, book)
            self.items[code] = kept

    @cached_property
    def row(self) -> Row:
        """The case's own row."""
        case, book = self.case, self.book
        if case.project is None or case.applicant is None or case.received_at is None:
            raise ValueError(f"{case.number}: the first event of a case must be its filing")
        due_on, provisional = self._due
        return {
            "number": case.number,
            "jurisdiction": read_number(case.number).jurisdiction,
            "catalogue": case.catalogue,
            "version": case.catalogue_version,
            "rulebook": case.rulebook,
            "project_code": case.project.code,
            "project_name": case.project.name,
            "applicant_id": case.applicant.id,
            "applicant_name": case.applicant.name,
            "state": case.state,
            "outcome": case.outcome,
            "lead": case.lead,
            "clerk": case.clerk,
            "concerned": sorted(concerned(case)),
            "received_on": book.hours.local(case.received_at).date(),
            "effective_on": case.effective,
            "due_on": due_on,
            "due_at": None if due_on is None else book.hours.closes(due_on),
            "provisional": provisional,
            "seq": case.seq,
            "head": self.head,
            "body": _CASE.dump_json(case, exclude={"items"}, exclude_defaults=True).decode(),
        }

    @cached_property
    def clocks(self) -> Mapping[ClockName, Row]:
        """The rows of the clocks of the case as a whole."""
        return _clock_rows(self.case.number, "", self._clocks)

    @cached_property
    def _clocks(self) -> Clocks:
        return _counted(case_clocks(self.case, self.book), self.book)

    @property
    def _due(self) -> Due:
        own = [due for clock, due in self._clocks.values() if clock.ended is None]
        return earliest([*own, *(rows.due for rows in self.items.values() if rows.item.open)])


def load_case(body: str, items: Iterable[str]) -> Case:
    """The case from the bodies of its row and of its items' rows, in the items' order."""
    case = _CASE.validate_json(body)
    loaded = (_ITEM.validate_json(item) for item in items)
    return replace(case, items={item.code: item for item in loaded})


def load_item(body: str) -> Item:
    """One item from the body of its row."""
    return _ITEM.validate_json(body)


def earliest(dues: Iterable[Due]) -> Due:
    """The first of the known days; provisional when one of the clocks that end on it is."""
    first = NEVER
    for due in dues:
        if due.on is None:
            continue
        if first.on is None or due.on < first.on or (due.on == first.on and due.provisional):
            first = due
    return first


def _counted(clocks: ItemClocks, book: Rulebook) -> Clocks:
    counted: Clocks = {}
    for name, clock in clocks.items():
        on = due_day(clock, book.days)
        counted[name] = clock, NEVER if on is None else Due(on, is_provisional(clock, book.days, on))
    return counted


def _clock_rows(number: CaseNumber, item: str, clocks: Clocks) -> dict[ClockName, Row]:
    """The rows of clocks; ``item`` is empty for those of the case as a whole."""
    jurisdiction = read_number(number).jurisdiction
    return {
        name: {
            "case": number,
            "item": item,
            "clock": name,
            "jurisdiction": jurisdiction,
            "started": clock.started,
            "days": clock.limit,
            "extension": clock.extension,
            "unit": clock.unit,
            "due_on": due.on,
            "ended_at": clock.ended,
            "provisional": due.provisional,
        }
        for name, (clock, due) in clocks.items()
    }
