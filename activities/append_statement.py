"""The one statement that enters events: register lines and projected rows together in one trip, or nothing.

Rows go in as JSON by column name, which costs the driver far less than a parameter for each cell. The year
stands in the text, because a plan over one partition is small and PostgreSQL keeps it for the connection.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pydantic_core import to_json

from activities.projection_tables import CASES, CLOCKS, ITEMS, ProjectedTable, changes
from activities.projections import Projected, Row
from models.domain.names import CommandKey

CHANNEL: Final = "register"
"""Where PostgreSQL tells, once the lines stand, which case has new ones."""


@lru_cache(maxsize=64)
def append_statement(year: int, *, filing: bool) -> str:
    """The statement for cases of a year; it answers whether it entered the lines.

    It enters nothing when the case does not stand where the caller thinks, in the register as well as in
    its own row, or when the key is there already. Locking the case's row makes that certain: a second
    append waits for the first, and then finds the case elsewhere. A filing must be the first line of its
    case instead. Whoever listens hears of the case when the lines stand, and only then.
    """
    return f"""
WITH head AS ({_born() if filing else _moved(year)} RETURNING cases.number),
entered AS (
    INSERT INTO register SELECT * FROM json_populate_recordset(NULL::register, $2)
    WHERE EXISTS (SELECT FROM head)
),
items_written AS ({_upsert(ITEMS, 3)}),
clocks_written AS ({_upsert(CLOCKS, 4)})
SELECT count(pg_notify('{CHANNEL}', number)::text) = 1 FROM head
"""  # noqa: S608 - the names of our own tables


def append_arguments(
    key: CommandKey, lines: Sequence[Row], before: Projected | None, after: Projected
) -> list[str | int]:
    """What the statement's places stand for; a filing has nothing before it to be compared."""
    changed = changes(before, after)
    rows = [_json(each) for each in (changed.case, lines, changed.items, changed.clocks)]
    return [*rows] if before is None else [*rows, before.case.number, before.case.seq, before.head, key]


def _born() -> str:
    return """
    INSERT INTO cases SELECT filed.* FROM json_populate_record(NULL::cases, $1) AS filed
    ON CONFLICT (number) DO NOTHING"""


def _moved(year: int) -> str:
    values = [name for name in CASES.columns if name not in CASES.key]
    own = f'year = {year} AND "case" = $5'
    return f"""
    UPDATE cases SET ({", ".join(values)}) = ROW ({", ".join(f"moved.{name}" for name in values)})
    FROM json_populate_record(NULL::cases, $1) AS moved
    WHERE cases.number = $5 AND cases.seq = $6 AND cases.head = $7
    AND EXISTS (SELECT FROM register WHERE {own} AND seq = $6 AND hash = $7)
    AND NOT EXISTS (SELECT FROM register WHERE {own} AND key = $8)"""  # noqa: S608 - our own tables


def _upsert(table: ProjectedTable, place: int) -> str:
    key = ", ".join(f'"{name}"' for name in table.key)
    values = [name for name in table.columns if name not in table.key]
    return f"""
    INSERT INTO {table.name} SELECT * FROM json_populate_recordset(NULL::{table.name}, ${place})
    WHERE EXISTS (SELECT FROM head)
    ON CONFLICT ({key})
    DO UPDATE SET ({", ".join(values)}) = ROW ({", ".join(f"excluded.{name}" for name in values)})"""  # noqa: S608


def _json(rows: Row | Sequence[Row]) -> str:
    return to_json(rows).decode()
