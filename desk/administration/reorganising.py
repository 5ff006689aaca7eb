"""机构改革: hands everything open of a department to its successor, case by case, however long it takes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Row, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError

from activities.office_log import Note, write_down
from activities.register import PostgresRegister
from desk.cases import Cases
from desk.outcomes import EngineLost, InHand, Refused, RegisterLost
from desk.reads import Reads
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.joint_commands import ReorganiseDepartment
from models.domain.names import CaseNumber, CommandKey, DepartmentCode
from models.domain.people import Person

PAUSE_SECONDS: Final = 10.0
MOST_NAMED: Final = 50

log = structlog.get_logger(__name__)
_REFUSED: Final[TypeAdapter[dict[str, tuple[str, str]]]] = TypeAdapter(dict[str, tuple[str, str]])

_COLUMNS: Final = """
    SELECT id, jurisdiction, command, person, begun_at, after, looked_at, moved, refused, done_at
    FROM reorganisations
"""
_BEGIN: Final = text(
    """
    INSERT INTO reorganisations
        (jurisdiction, department, successor, command, person, begun_at, after, looked_at, moved, refused)
    VALUES (:jurisdiction, :department, :successor, :command, :person, :at, '', 0, 0, '{}')
    RETURNING id
    """
)
_OPEN: Final = text(f"{_COLUMNS} WHERE done_at IS NULL ORDER BY id LIMIT 20")
_LISTED: Final = text(f"{_COLUMNS} WHERE jurisdiction = :jurisdiction ORDER BY id DESC LIMIT 20")
_FURTHER: Final = text(
    """
    UPDATE reorganisations SET after = :after, looked_at = :looked_at, moved = :moved, refused = :refused,
        done_at = :done_at
    WHERE id = :id
    """
)
_AT_STAKE: Final = text(
    """
    SELECT (SELECT count(*) FROM items WHERE jurisdiction = :jurisdiction AND department = :department
            AND state NOT IN ('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')) AS items,
        (SELECT count(*) FROM cases WHERE jurisdiction = :jurisdiction AND lead = :department
            AND state NOT IN ('archived', 'declined', 'delivered', 'terminated', 'withdrawn')) AS led
    """
)
_OPEN_ITEMS: Final = text(
    """
    SELECT department, count(*) FROM items WHERE jurisdiction = :jurisdiction
        AND state NOT IN ('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')
    GROUP BY department
    """
)


@dataclass(frozen=True)
class Reorganisation:
    """One act, and how far it is; ``refused`` are the cases that did not take it, with the reason."""

    id: int
    jurisdiction: str
    command: ReorganiseDepartment
    person: Person
    begun_at: datetime
    after: str
    looked_at: int
    moved: int
    refused: dict[str, tuple[str, str]]
    done_at: datetime | None


def has_something_open(case: Case | None, command: ReorganiseDepartment) -> bool:
    """Whether the case has anything that the department's successor has to take over."""
    return case is not None and case.concerns(command.department)


class Reorganisations:
    """The table `reorganisations`. A case that was handed over is left alone, so going on is harmless."""

    def __init__(
        self, engine: AsyncEngine, register: PostgresRegister, cases: Cases, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._register = register
        self._cases = cases
        self._reads = Reads(engine)
        self._now = now
        self._begun = asyncio.Event()

    async def at_stake(self, jurisdiction: str, department: str) -> tuple[int, int]:
        """How many open items the department has, and how many live cases it leads."""
        asked = {"jurisdiction": jurisdiction, "department": department}
        async with self._engine.connect() as connection:
            row = (await connection.execute(_AT_STAKE, asked)).one()
        return row.items, row.led

    async def open_items(self, jurisdiction: str) -> dict[DepartmentCode, int]:
        """Open items by department."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(_OPEN_ITEMS, {"jurisdiction": jurisdiction})
            return {DepartmentCode(row[0]): int(row[1]) for row in rows}

    async def begin(self, jurisdiction: str, command: ReorganiseDepartment, person: Person) -> int:
        """Begin it; the number of its line in the log."""
        at = self._now()
        row = {
            "jurisdiction": jurisdiction,
            "department": command.department,
            "successor": command.successor,
            "command": command.model_dump_json(),
            "person": person.model_dump_json(),
            "at": at,
        }
        async with self._engine.begin() as connection:
            await connection.execute(_BEGIN, row)
            facts = {
                "department": str(command.department),
                "successor": str(command.successor),
                "document": str(command.document),
            }
            note = Note("department-reorganised", str(command.department), jurisdiction, facts)
            (number,) = await write_down(connection, [note], by=person.id, at=at)
        self._begun.set()
        return number

    async def listed(self, jurisdiction: str) -> list[Reorganisation]:
        """The latest ones, the newest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(_LISTED, {"jurisdiction": jurisdiction})
            return [_reorganisation(row) for row in rows]

    async def go_on_for_ever(self) -> None:
        """Work on what is open, also on what another process has left behind."""
        while True:
            self._begun.clear()
            try:
                async with self._engine.connect() as connection:
                    waiting = [_reorganisation(row) for row in await connection.execute(_OPEN)]
                for each in waiting:
                    await self._go_on(each)
            except (SQLAlchemyError, OSError, RPCError, InHand) as away:
                log.warning("reorganisation.waits", reason=str(away)[:200])
            try:
                await asyncio.wait_for(self._begun.wait(), PAUSE_SECONDS)
            except TimeoutError:
                continue

    async def _go_on(self, act: Reorganisation) -> None:
        while numbers := await self._reads.live_numbers(CaseNumber(act.after)):
            for number in numbers:
                act = await self._hand_over(act, number)
            await self._keep(act)
        await self._keep(replace(act, done_at=self._now()))

    async def _hand_over(self, act: Reorganisation, number: CaseNumber) -> Reorganisation:
        act = replace(act, after=number, looked_at=act.looked_at + 1)
        if number.partition("-")[0] != act.jurisdiction:
            return act
        if not has_something_open(await self._register.load_case(number), act.command):
            return act
        key = CommandKey(f"reorganise-{act.id}:{number}")
        try:
            await self._cases.perform(number, Order(key=key, by=act.person, command=act.command))
        except Refused as no:
            act = replace(act, refused={**act.refused, number: (no.zh, no.en)})
        except (EngineLost, RegisterLost) as lost:
            told = type(lost).__name__
            act = replace(act, refused={**act.refused, number: (told, told)})
        else:
            act = replace(act, moved=act.moved + 1)
        await self._keep(act)
        return act

    async def _keep(self, act: Reorganisation) -> None:
        first = dict(list(act.refused.items())[:MOST_NAMED])
        row = {
            "id": act.id,
            "after": act.after,
            "looked_at": act.looked_at,
            "moved": act.moved,
            "refused": _REFUSED.dump_json(first).decode(),
            "done_at": act.done_at,
        }
        async with self._engine.begin() as connection:
            await connection.execute(_FURTHER, row)


def _reorganisation(row: Row[tuple[object, ...]]) -> Reorganisation:
    return Reorganisation(
        id=row.id,
        jurisdiction=row.jurisdiction,
        command=ReorganiseDepartment.model_validate_json(row.command),
        person=Person.model_validate_json(row.person),
        begun_at=row.begun_at,
        after=row.after,
        looked_at=row.looked_at,
        moved=row.moved,
        refused=_REFUSED.validate_json(row.refused),
        done_at=row.done_at,
    )
