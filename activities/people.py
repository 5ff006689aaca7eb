"""The office's directory in the database: who there is, who may act on a day, and what was entered when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import JsonValue
from sqlalchemy import RowMapping, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.office_log import Note, write_down
from models.domain.names import PersonId
from models.domain.people import DirectoryEntry, Person
from models.tables import PersonEntryRow, PersonRow

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('people', 0))")
"""Entering is rare, and of two at once each would be written down as if the other had not been."""

_VALID: Final = select(PersonRow).where(col(PersonRow.valid))


@dataclass(frozen=True)
class Entering:
    """What came of entering: whom the directory did not know, and of whom something has changed.

    ``notes`` are the numbers of the lines of the log, one for each.
    """

    new: tuple[PersonId, ...]
    changed: tuple[PersonId, ...]
    notes: tuple[int, ...] = ()


Decide = Callable[[Mapping[str, DirectoryEntry]], Sequence[DirectoryEntry]]
"""What is to be entered beside those who stand in the directory; raises what speaks against it."""


@dataclass(frozen=True)
class Entered:
    """What was once entered of a person; ``by`` is None when the office was set up."""

    at: datetime
    by: str | None
    entry: DirectoryEntry


class Directory:
    """The persons of the table `people`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")  # two trips less a question

    async def enter(
        self, entries: Sequence[DirectoryEntry], *, by: PersonId | None, at: datetime
    ) -> Entering:
        """Enter these persons, or what has changed of them; the same again changes nothing.

        The last entry of a person named twice counts.
        """
        return await self.change(lambda _: entries, by=by, at=at)

    async def change(self, decide: Decide, *, by: PersonId | None, at: datetime) -> Entering:
        """Enter what is decided while nobody else changes the directory."""
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            standing = await _standing(connection)
            asked = {entry.person.id: entry for entry in decide(standing)}
            unlike = {key: entry for key, entry in asked.items() if standing.get(key) != entry}
            await _write(connection, list(unlike.values()), by, at)
            notes = [_note(standing.get(key), entry) for key, entry in unlike.items()]
            written = await write_down(connection, notes, by=by, at=at)
        return Entering(
            new=tuple(key for key in unlike if key not in standing),
            changed=tuple(key for key in unlike if key in standing),
            notes=written,
        )

    async def begin_with(self, entries: Sequence[DirectoryEntry], *, at: datetime) -> None:
        """Enter those whom the directory does not know; whoever stands there stays as an office wants it."""
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            standing = await _standing(connection)
            await _write(connection, [each for each in entries if each.person.id not in standing], None, at)

    async def entries(self) -> list[DirectoryEntry]:
        """Everybody, also those who have left, by department and id."""
        async with self._reading.connect() as connection:
            return list((await _standing(connection)).values())

    async def people(self, on: date, jurisdiction: str | None = None) -> list[Person]:
        """Everybody who may act on a day, of one jurisdiction or of all, by department and id."""
        return [
            entry.person
            for entry in await self.entries()
            if entry.acts_on(on) and jurisdiction in {None, entry.jurisdiction}
        ]

    async def acting(self, person: PersonId, on: date) -> Person | None:
        """The person, if they may act on a day; None for those who have left and those who are not known."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(_VALID.where(col(PersonRow.id) == person))
            row = rows.mappings().one_or_none()
        if row is None:
            return None
        entry = entry_of(row)
        return entry.person if entry.acts_on(on) else None

    async def those(self, people: Sequence[PersonId], on: date) -> dict[PersonId, Person]:
        """Those of these persons who may act on a day."""
        if not people:
            return {}
        async with self._reading.connect() as connection:
            rows = (await connection.execute(_VALID.where(col(PersonRow.id).in_(people)))).mappings().all()
        entries = [entry_of(row) for row in rows]
        return {entry.person.id: entry.person for entry in entries if entry.acts_on(on)}

    async def names(self, people: Sequence[str]) -> dict[str, str]:
        """What these persons are called, also those who have left; who is not known is not in it."""
        if not people:
            return {}
        asked = select(col(PersonRow.id), col(PersonRow.name)).where(col(PersonRow.id).in_(people))
        async with self._reading.connect() as connection:
            return {row.id: row.name for row in await connection.execute(asked)}

    async def called(self, part: str, jurisdiction: str) -> list[str]:
        """Whose name has this part in it, also those who have left; at most two hundred."""
        asked = select(col(PersonRow.id)).where(
            PersonRow.jurisdiction == jurisdiction, col(PersonRow.name).contains(part, autoescape=True)
        )
        async with self._reading.connect() as connection:
            return list(await connection.scalars(asked.order_by(col(PersonRow.id)).limit(200)))

    async def history(self, person: PersonId) -> list[Entered]:
        """What was entered of a person, the oldest first."""
        asked = select(PersonEntryRow).where(PersonEntryRow.person == person)
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked.order_by(col(PersonEntryRow.id)))).all()
        return [Entered(row.entered_at, row.by, DirectoryEntry.model_validate_json(row.body)) for row in rows]


async def _standing(connection: AsyncConnection) -> dict[str, DirectoryEntry]:
    """The directory as it stands. Who was closed without a day is not in it until entered again."""
    rows = await connection.execute(
        _VALID.order_by(col(PersonRow.department).nulls_last(), col(PersonRow.id))
    )
    return {row["id"]: entry_of(row) for row in rows.mappings()}


async def _write(
    connection: AsyncConnection, entries: Sequence[DirectoryEntry], by: PersonId | None, at: datetime
) -> None:
    if not entries:
        return
    entering = insert(PersonRow)
    changed = {name: column for name, column in entering.excluded.items() if name != "id"}
    statement = entering.on_conflict_do_update(index_elements=["id"], set_=changed)
    await connection.execute(statement, [_row(entry) for entry in entries])
    written = [
        {
            "person": entry.person.id,
            "jurisdiction": entry.jurisdiction,
            "entered_at": at,
            "by": by,
            "body": entry.model_dump_json(),
        }
        for entry in entries
    ]
    await connection.execute(insert(PersonEntryRow), written)


def _note(before: DirectoryEntry | None, after: DirectoryEntry) -> Note:
    facts: dict[str, JsonValue] = {
        "before": None if before is None else before.model_dump(mode="json"),
        "after": after.model_dump(mode="json"),
    }
    return Note("person-entered", after.person.id, after.jurisdiction, facts)


def _row(entry: DirectoryEntry) -> dict[str, object]:
    person = entry.person
    return {
        **person.model_dump(exclude={"roles", "delegations"}),
        "roles": list(person.roles),
        "delegations": [each.model_dump(mode="json") for each in person.delegations],
        **entry.model_dump(exclude={"person"}),
        "valid": True,
    }


def entry_of(row: RowMapping) -> DirectoryEntry:
    """A row of `people` as the domain has it."""
    about = {name: row[name] for name in DirectoryEntry.model_fields if name != "person"}
    person = {name: row[name] for name in Person.model_fields} | {"roles": tuple(row["roles"])}
    return DirectoryEntry.model_validate({**about, "person": person})
