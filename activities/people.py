"""The office's directory in the database: who there is, and who may still act."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.names import PersonId
from models.domain.people import Person
from models.tables import PersonRow


class Directory:
    """The persons of the table `people`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def enter(self, jurisdiction: str, people: Sequence[Person], *, sample: bool = False) -> None:
        """Enter these persons, or what has changed of them; they may act from now on.

        ``sample`` marks made-up persons for practice. The last line of a person named twice counts.
        """
        if not people:
            return
        rows = {
            person.id: {
                **person.model_dump(exclude={"roles", "delegations"}),
                "roles": list(person.roles),
                "delegations": [each.model_dump(mode="json") for each in person.delegations],
                "jurisdiction": jurisdiction,
                "valid": True,
                "sample": sample,
            }
            for person in people
        }
        entering = insert(PersonRow)
        changed = {name: column for name, column in entering.excluded.items() if name != "id"}
        statement = entering.on_conflict_do_update(index_elements=["id"], set_=changed)
        async with AsyncSession(self._engine) as session:
            await session.exec(statement, params=list(rows.values()))
            await session.commit()

    async def retire(self, person: PersonId) -> None:
        """The person may not act any more. The row stays, since events name it."""
        async with AsyncSession(self._engine) as session:
            await session.exec(update(PersonRow).where(col(PersonRow.id) == person).values(valid=False))
            await session.commit()

    async def find_person(self, person: PersonId) -> Person | None:
        """The person with this id, if there is one who may still act."""
        async with AsyncSession(self._engine) as session:
            row = await session.get(PersonRow, person)
        return None if row is None or not row.valid else _person(row)

    async def people(self, jurisdiction: str | None = None) -> list[Person]:
        """Everybody who may still act, of one jurisdiction or of all, by department and id."""
        asked = select(PersonRow).where(col(PersonRow.valid))
        if jurisdiction is not None:
            asked = asked.where(PersonRow.jurisdiction == jurisdiction)
        asked = asked.order_by(col(PersonRow.department).nulls_last(), col(PersonRow.id))
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        return [_person(row) for row in rows]


def _person(row: PersonRow) -> Person:
    return Person.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "department": row.department,
            "roles": tuple(row.roles),
            "identity": row.identity,
            "delegations": row.delegations,
        }
    )
