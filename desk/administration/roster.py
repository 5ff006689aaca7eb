"""Reads the directory for the administrator's pages: searched page by page, and who acts for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import RowMapping, func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from activities.people import entry_of
from models.domain.names import DepartmentCode, PersonId, Role
from models.domain.people import Delegation, DirectoryEntry
from models.tables import PersonRow
from models.tables.people import WITH_DELEGATIONS

PAGE: Final = 50
Who = Literal["acting", "coming", "left", "all"]


@dataclass(frozen=True)
class Asked:
    """What is looked for; everything that is empty is not asked."""

    query: str = ""
    department: DepartmentCode | None = None
    role: Role | None = None
    who: Who = "acting"


@dataclass(frozen=True)
class Given:
    """A delegation with the deputy who holds it, and its place among the deputy's."""

    deputy: DirectoryEntry
    position: int
    delegation: Delegation

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.delegation.valid_from <= day <= self.delegation.valid_until

    @property
    def over(self) -> date:
        """Its last day."""
        return self.delegation.valid_until


class Roster:
    """The table `people`, read for one jurisdiction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def page(
        self, jurisdiction: str, asked: Asked, on: date, *, after: str = "", most: int = PAGE
    ) -> tuple[list[DirectoryEntry], str | None]:
        """A page of persons by id, and the id to go on after."""
        statement = _of(jurisdiction).where(col(PersonRow.id) > after)
        if asked.query:
            text = func.lower(col(PersonRow.id) + " " + col(PersonRow.name))
            statement = statement.where(func.strpos(text, asked.query.lower()) > 0)
        if asked.department is not None:
            statement = statement.where(PersonRow.department == asked.department)
        if asked.role is not None:
            statement = statement.where(col(PersonRow.roles).contains([asked.role]))
        statement = _at(statement, asked.who, on)
        rows = await self._rows(statement.order_by(col(PersonRow.id)).limit(most + 1))
        found = [entry_of(row) for row in rows[:most]]
        return found, found[-1].person.id if len(rows) > most else None

    async def one(self, jurisdiction: str, person: str) -> DirectoryEntry | None:
        """A person of this jurisdiction, also one who has left."""
        rows = await self._rows(_of(jurisdiction).where(PersonRow.id == person))
        return entry_of(rows[0]) if rows else None

    async def counts(self, jurisdiction: str, on: date) -> tuple[int, int]:
        """How many officials act today, and how many applicants there are."""
        applicant = col(PersonRow.roles).contains(["applicant"])
        acting = _at(_of(jurisdiction), "acting", on)
        counted = acting.with_only_columns(func.count().filter(~applicant), func.count().filter(applicant))
        async with self._engine.connect() as connection:
            officials, applicants = (await connection.execute(counted)).one()
        return officials, applicants

    async def keepers(self, jurisdiction: str) -> list[DirectoryEntry]:
        """Everybody with the role of administrator, whenever they act."""
        statement = _of(jurisdiction).where(col(PersonRow.roles).contains(["administrator"]))
        return [entry_of(row) for row in await self._rows(statement)]

    async def colleagues(
        self, jurisdiction: str, department: DepartmentCode | None, on: date, most: int = 500
    ) -> list[DirectoryEntry]:
        """Officials who act today, of one department or of all, for a list to choose from."""
        statement = _at(_of(jurisdiction), "acting", on).where(~col(PersonRow.roles).contains(["applicant"]))
        if department is not None:
            statement = statement.where(PersonRow.department == department)
        order = (col(PersonRow.department), col(PersonRow.id))
        return [entry_of(row) for row in await self._rows(statement.order_by(*order).limit(most))]

    async def delegations(self, jurisdiction: str, *, principal: PersonId | None = None) -> list[Given]:
        """Every delegation that stands in the directory, or those that one principal has given."""
        statement = _of(jurisdiction).where(WITH_DELEGATIONS).order_by(col(PersonRow.id))
        return [
            Given(entry, position, each)
            for entry in [entry_of(row) for row in await self._rows(statement)]
            for position, each in enumerate(entry.person.delegations)
            if principal in {None, each.principal}
        ]

    async def _rows(self, statement: SelectOfScalar[PersonRow]) -> Sequence[RowMapping]:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement)).mappings().all()


def _of(jurisdiction: str) -> SelectOfScalar[PersonRow]:
    return select(PersonRow).where(col(PersonRow.valid), PersonRow.jurisdiction == jurisdiction)


def _at(statement: SelectOfScalar[PersonRow], who: Who, on: date) -> SelectOfScalar[PersonRow]:
    first, last = col(PersonRow.valid_from), col(PersonRow.valid_until)
    match who:
        case "acting":
            return statement.where(or_(first.is_(None), first <= on), or_(last.is_(None), last >= on))
        case "coming":
            return statement.where(first > on)
        case "left":
            return statement.where(last < on)
        case _:
            return statement
