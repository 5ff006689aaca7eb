"""Writes down who changed what of people, accounts, catalogues and calendars, and when. Only added to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from models.tables import DeskLogRow

_FACTS: Final[TypeAdapter[Mapping[str, JsonValue]]] = TypeAdapter(Mapping[str, JsonValue])


@dataclass(frozen=True)
class Note:
    """One change: the act, the id of what it is about, and the facts that its sentence needs.

    ``jurisdiction`` is None for what holds for the whole office.
    """

    act: str
    about: str
    jurisdiction: str | None
    facts: Mapping[str, JsonValue] = field(default_factory=dict)


async def write_down(
    connection: AsyncConnection, notes: Sequence[Note], *, by: str | None, at: datetime
) -> tuple[int, ...]:
    """Write the notes in the transaction of the change itself; their numbers."""
    written = [
        {
            "at": at,
            "jurisdiction": note.jurisdiction,
            "by": by,
            "act": note.act,
            "about": note.about,
            "facts": _FACTS.dump_json(note.facts).decode(),
        }
        for note in notes
    ]
    if not written:
        return ()
    statement = insert(DeskLogRow).values(written).returning(col(DeskLogRow.id))
    numbers = (await connection.execute(statement)).scalars()
    return tuple(number for number in numbers if number is not None)
