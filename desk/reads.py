"""What people look at: lists and stories, read from the register and its projections, never from Temporal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.numbers import write_number
from models.domain.names import ENDED_STATES, ITEM_ENDS, CaseNumber, CommandKey
from models.tables import CaseRow, ItemRow, NumberRow, RegisterRow
from models.tables.projections import LIVE_CASE


@dataclass(frozen=True)
class CaseLine:
    """One line of a list of cases."""

    number: CaseNumber
    project: str
    applicant: str
    catalogue: str
    state: str
    outcome: str | None
    received: date
    due: date | None
    due_at: datetime | None
    provisional: bool
    open_items: int


@dataclass(frozen=True)
class Standing:
    """How far the register is with a case: its last line by number and hash, and whether it has ended."""

    seq: int
    head: str
    ended: bool


_OPEN_ITEM = col(ItemRow.state).not_in(sorted(ITEM_ENDS))


class Reads:
    """Questions to the projections."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def cases(self, *, live_only: bool, limit: int = 200) -> list[CaseLine]:
        """The cases that are due first; ended ones, newest first, only when asked for."""
        open_items = (
            select(func.count())
            .select_from(ItemRow)
            .where(ItemRow.case == CaseRow.number, _OPEN_ITEM)
            .scalar_subquery()
        )
        asked = select(CaseRow, open_items).limit(limit)
        if live_only:
            asked = asked.where(LIVE_CASE)
        asked = asked.order_by(col(CaseRow.due_on).nulls_last(), col(CaseRow.number).desc())
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        return [_line(case, count) for case, count in rows]

    async def live_numbers(self, after: CaseNumber | None = None, limit: int = 200) -> list[CaseNumber]:
        """The next live cases behind a number, by number."""
        asked = select(CaseRow.number).where(LIVE_CASE, col(CaseRow.number) > (after or ""))
        async with AsyncSession(self._engine) as session:
            numbers = (await session.exec(asked.order_by(col(CaseRow.number)).limit(limit))).all()
        return [CaseNumber(number) for number in numbers]

    async def not_ended_before(
        self, moment: datetime, after: CaseNumber | None = None, limit: int = 1000
    ) -> list[CaseNumber]:
        """The next cases behind a number that have not ended, or whose last event was entered since."""
        lately = (
            select(RegisterRow.seq)
            .where(
                RegisterRow.case == CaseRow.number,
                RegisterRow.seq == CaseRow.seq,
                RegisterRow.entered_at > moment,
            )
            .exists()
        )
        asked = select(CaseRow.number).where(
            col(CaseRow.state).not_in(sorted(ENDED_STATES)) | lately, col(CaseRow.number) > (after or "")
        )
        async with AsyncSession(self._engine) as session:
            numbers = (await session.exec(asked.order_by(col(CaseRow.number)).limit(limit))).all()
        return [CaseNumber(number) for number in numbers]

    async def standings(self, numbers: Sequence[CaseNumber]) -> dict[CaseNumber, Standing]:
        """How far the register is with these cases, and with every case that has not ended."""
        open_now = col(CaseRow.state).not_in(sorted(ENDED_STATES))
        asked = select(CaseRow.number, CaseRow.seq, CaseRow.head, open_now)
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked.where(open_now | col(CaseRow.number).in_(numbers)))).all()
        return {CaseNumber(number): Standing(seq, head, not live) for number, seq, head, live in rows}

    async def live_case(self, jurisdiction: str, project_code: str, catalogue: str) -> CaseNumber | None:
        """The live case of a project under a procedure, if there is one."""
        asked = select(CaseRow.number).where(
            CaseRow.jurisdiction == jurisdiction,
            CaseRow.project_code == project_code,
            CaseRow.catalogue == catalogue,
            LIVE_CASE,
        )
        async with AsyncSession(self._engine) as session:
            number = (await session.exec(asked)).first()
        return None if number is None else CaseNumber(number)

    async def numbers_of(self, catalogue: str) -> list[CaseNumber]:
        """Every case of a procedure, the oldest first."""
        asked = select(CaseRow.number).where(CaseRow.catalogue == catalogue).order_by(col(CaseRow.number))
        async with AsyncSession(self._engine) as session:
            return [CaseNumber(number) for number in (await session.exec(asked)).all()]

    async def filed_under(self, jurisdiction: str, key: CommandKey) -> CaseNumber | None:
        """The case that a filing's key has opened, if it has."""
        asked = select(NumberRow).where(NumberRow.jurisdiction == jurisdiction, NumberRow.key == key)
        async with AsyncSession(self._engine) as session:
            drawn = (await session.exec(asked)).first()
            if drawn is None:
                return None
            number = write_number(jurisdiction, drawn.year, drawn.serial)
            return None if await session.get(CaseRow, number) is None else number


def _line(case: CaseRow, open_items: int) -> CaseLine:
    return CaseLine(
        number=CaseNumber(case.number),
        project=case.project_name,
        applicant=case.applicant_name,
        catalogue=case.catalogue,
        state=case.state,
        outcome=case.outcome,
        received=case.received_on,
        due=case.due_on,
        due_at=case.due_at,
        provisional=case.provisional,
        open_items=open_items,
    )
