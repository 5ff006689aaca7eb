"""Reads the log of what was changed in the office: the newest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.domain.names import PersonId

PAGE: Final = 50
_LARGEST: Final = 2**62
_FACTS: Final[TypeAdapter[dict[str, JsonValue]]] = TypeAdapter(dict[str, JsonValue])

_COLUMNS: Final = """
    SELECT desk_log.id, at, by, act, about, facts, people.name AS by_name
    FROM desk_log LEFT JOIN people ON people.id = desk_log.by
    WHERE (desk_log.jurisdiction = :jurisdiction OR desk_log.jurisdiction IS NULL)
"""
_PAGE: Final = text(
    f"""{_COLUMNS} AND desk_log.id < :before AND (CAST(:act AS text) IS NULL OR act = :act)
        AND (CAST(:about AS text) IS NULL OR about = :about)
    ORDER BY desk_log.id DESC LIMIT :most"""
)
_ONE: Final = text(f"{_COLUMNS} AND desk_log.id = :id")


@dataclass(frozen=True)
class LogLine:
    """One line: who did what, about whom or what, with its facts. ``by`` is None at the server itself."""

    id: int
    at: datetime
    by: PersonId | None
    by_name: str | None
    act: str
    about: str
    facts: dict[str, JsonValue]


class OfficeLog:
    """The table `desk_log`, read."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def page(
        self,
        jurisdiction: str,
        *,
        before: int | None = None,
        act: str | None = None,
        about: str | None = None,
        most: int = PAGE,
    ) -> tuple[Sequence[LogLine], int | None]:
        """A page of lines before a number, and the number to go on before."""
        asked = {
            "jurisdiction": jurisdiction,
            "before": min(before or _LARGEST, _LARGEST),
            "act": act,
            "about": about,
            "most": most + 1,
        }
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_PAGE, asked)).all()
        lines = [_line(row) for row in rows[:most]]
        return lines, lines[-1].id if len(rows) > most else None

    async def one(self, jurisdiction: str, number: int) -> LogLine | None:
        """One line, if it is of this jurisdiction or of the whole office."""
        if not 0 < number < _LARGEST:
            return None
        async with self._engine.connect() as connection:
            row = (await connection.execute(_ONE, {"jurisdiction": jurisdiction, "id": number})).one_or_none()
        return None if row is None else _line(row)


def _line(row: Row[tuple[object, ...]]) -> LogLine:
    told = row._asdict()
    return LogLine(**{**told, "facts": _FACTS.validate_json(told["facts"])})
