"""The projected tables, their columns and keys, and the rows of a case that belong into each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from activities.projections import Cell, Projected, Row
from models.domain.names import ClockName
from models.tables import METADATA


@dataclass(frozen=True)
class ProjectedTable:
    """One table. The first column of its key is the case."""

    name: str
    columns: Sequence[str]
    key: Sequence[str]

    def key_of(self, row: Row) -> tuple[Cell, ...]:
        """The cells that name the row."""
        return tuple(row[name] for name in self.key)


def _table(name: str) -> ProjectedTable:
    table = METADATA.tables[name]
    return ProjectedTable(
        name=name,
        columns=[column.name for column in table.columns],
        key=[column.name for column in table.primary_key.columns],
    )


CASES: Final = _table("cases")
ITEMS: Final = _table("items")
CLOCKS: Final = _table("clocks")
PROJECTED: Final = (CASES, ITEMS, CLOCKS)


def all_rows(made: Projected, table: ProjectedTable) -> list[Row]:
    """All rows of a case in one of the tables."""
    if table is CASES:
        return [made.row]
    if table is ITEMS:
        return [rows.row for rows in made.items.values()]
    return [*made.clocks.values(), *(row for rows in made.items.values() for row in rows.clocks.values())]


@dataclass(frozen=True)
class Changes:
    """What must be written so that the rows of a case follow from one state to the next."""

    case: Row
    items: list[Row]
    clocks: list[Row]


def changes(before: Projected | None, after: Projected) -> Changes:
    """The rows that are new or not the same. A clock that has started keeps its row for ever.

    Only items whose state was replaced are looked at: a fold leaves the others the very same objects.
    """
    items: list[Row] = []
    clocks = _changed({} if before is None else before.clocks, after.clocks)
    for code, rows in after.items.items():
        was = None if before is None else before.items.get(code)
        if was is not rows:
            items.append(rows.row)
            clocks += _changed({} if was is None else was.clocks, rows.clocks)
    return Changes(case=after.row, items=items, clocks=clocks)


def _changed(old: Mapping[ClockName, Row], new: Mapping[ClockName, Row]) -> list[Row]:
    return [row for name, row in new.items() if old.get(name) != row]
