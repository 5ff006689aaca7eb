"""Case numbers: what they say, and how the next one is drawn."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import asyncpg

from models.domain.names import CaseNumber, CommandKey

_SHAPE = re.compile(r"([0-9]{6}(?:[0-9]{3}|[0-9]{6})?)-([0-9]{4})-[0-9]{6,}")

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_DRAW = """
WITH known AS (
    SELECT year, serial FROM numbers WHERE jurisdiction = $1 AND key = $3
), drawn AS (
    INSERT INTO numbers (jurisdiction, year, serial, key, drawn_at)
    SELECT $1, $2, coalesce(max(serial), 0) + 1, $3, $4
    FROM numbers WHERE jurisdiction = $1 AND year = $2
    HAVING NOT EXISTS (SELECT FROM known)
    RETURNING year, serial
)
SELECT year, serial FROM known UNION ALL SELECT year, serial FROM drawn
"""
_ELSEWHERE = """
DELETE FROM numbers WHERE jurisdiction = $1 AND key = $4 AND (year, serial) <> ($2, $3) RETURNING year, serial
"""
_FILED = 'SELECT EXISTS (SELECT FROM register WHERE year = $1 AND "case" = $2)'
_KEEP = """
INSERT INTO numbers (jurisdiction, year, serial, key, drawn_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (jurisdiction, year, serial) DO UPDATE SET key = excluded.key WHERE numbers.key <> excluded.key
"""


class FiledElsewhere(Exception):
    """The filing's key has opened another case meanwhile; that one is named."""


@dataclass(frozen=True)
class NumberParts:
    """Whose case it is and of which year, as its number says."""

    jurisdiction: str
    year: int


@lru_cache(maxsize=4096)
def read_number(number: CaseNumber) -> NumberParts:
    """The parts of ``<jurisdiction>-<year>-<6 digits>``; ``ValueError`` for anything else."""
    parts = _SHAPE.fullmatch(number)
    if parts is None:
        raise ValueError(f"{number!r} is no case number")
    return NumberParts(jurisdiction=parts[1], year=int(parts[2]))


def write_number(jurisdiction: str, year: int, serial: int) -> CaseNumber:
    """The case number of a serial number; past 999,999 it grows a digit."""
    return CaseNumber(f"{jurisdiction}-{year:04}-{serial:06}")


async def keep_number(
    connection: asyncpg.Connection, number: CaseNumber, *, key: CommandKey, at: datetime
) -> None:
    """Know a number again that was drawn for the filing of this key, so that it is drawn no second time.

    Needs a transaction. A number that was drawn meanwhile for another filing goes back to the case that has
    it; that filing draws anew when it is sent again. Raises `FiledElsewhere`.
    """
    parts = read_number(number)
    drawn = (parts.jurisdiction, parts.year, int(number.rpartition("-")[2]), key)
    await connection.execute(_LOCK, f"numbers:{parts.jurisdiction}")
    for other in await connection.fetch(_ELSEWHERE, *drawn):
        twin = write_number(parts.jurisdiction, other["year"], other["serial"])
        if await connection.fetchval(_FILED, other["year"], twin):
            raise FiledElsewhere(twin)
    await connection.execute(_KEEP, *drawn, at)


async def draw_number(
    connection: asyncpg.Connection, *, key: CommandKey, jurisdiction: str, year: int, at: datetime
) -> CaseNumber:
    """The number that was drawn for this filing's key, else the next one of its jurisdiction and year.

    Draws of one jurisdiction wait for each other, so that no number is left out, and a key draws once even
    when the year turns between two tries.
    """
    async with connection.transaction():
        await connection.execute(_LOCK, f"numbers:{jurisdiction}")
        drawn = await connection.fetchrow(_DRAW, jurisdiction, year, key, at)
    return write_number(jurisdiction, drawn["year"], drawn["serial"])
