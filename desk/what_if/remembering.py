"""What time brings next, for thousands of like cases: equal standings have equal dues, worked out once."""

from collections.abc import Callable
from operator import attrgetter
from typing import Final, TypeVar

from models.domain.case import Case, Item
from models.domain.dues import Due, case_dues, first_of, item_dues
from models.domain.names import ItemCode
from models.domain.rulebook import Rulebook

_MOST: Final = 100_000
"""Standings remembered before everything is forgotten, so that memory stays bounded."""

_ITEM: Final = attrgetter(
    *("code", "clocks_from", "notified_on", "returned", "fired", "stops", "extension", "notices")
)
_CASE: Final = attrgetter(
    *("state", "receipt_on", "corrections", "effective", "extension", "tolerated", "materials", "actions"),
    *("decided_at", "delivered_at", "ended_at", "fired"),
)
"""The fields that dues depend on. The tests hold the remembered dues against the rules' own at every step."""

State = TypeVar("State", Case, Item)


class RememberedDues:
    """`next_due` under one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._of: dict[tuple[object, ...], list[Due]] = {}
        self._stopped: tuple[object, list[Due]] = (None, [])
        self._seen: dict[ItemCode, tuple[Item, list[Due]]] = {}
        """The items of the case asked for last: of two events, most items stay as they are."""

    def next_due(self, case: Case) -> Due | None:
        """What time will bring next, as the rules say it."""
        ordered = [self._dues_of_case(case)]
        seen = self._seen
        for code, item in case.items.items():
            last = seen.get(code)
            if last is None or last[0] is not item:
                last = seen[code] = (item, self._dues_of_item(item))
            if last[1]:
                ordered.append(last[1])
        return first_of(ordered, case.fired)

    def _dues_of_item(self, item: Item) -> list[Due]:
        if not item.open or item.state == "waiting":
            return []
        return self._dues(item, (item.acknowledged_at is None, _ITEM(item)), item_dues)

    def _dues_of_case(self, case: Case) -> list[Due]:
        standing: tuple[object, ...] = _CASE(case)
        if not any(item.stops for item in case.items.values()):
            return self._dues(case, standing, case_dues)
        stops = [(item.clocks_from, item.ended_at, item.stops) for item in case.items.values()]
        if self._stopped[0] != (standing, stops):  # stopped items stop the case's clocks, too
            self._stopped = ((standing, stops), case_dues(case, self._book))
        return self._stopped[1]

    def _dues(
        self, of: State, standing: tuple[object, ...], work_out: Callable[[State, Rulebook], list[Due]]
    ) -> list[Due]:
        known = self._of.get(standing)
        if known is None:
            if len(self._of) >= _MOST:
                self._of.clear()
            known = self._of[standing] = work_out(of, self._book)
        return known
