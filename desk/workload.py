"""How much lies with whom: open items by department and colour, what ended and what is due by week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from desk.narrowing import OPEN_ITEM, Light, Span, broken, ended_in, span_of, visible
from models.domain.calendar import WorkingDays
from models.domain.clock import OfficeHours
from models.domain.names import DepartmentCode
from models.domain.visibility import Sight
from models.tables import CaseRow, ClockRow, ItemRow

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Load:
    """The open items of a department: by colour, and those that wait for others."""

    department: DepartmentCode
    over: int
    near: int
    fine: int
    stopped: int
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.over + self.near + self.fine + self.stopped + self.waiting


@dataclass(frozen=True)
class Week:
    """The seven days from a Monday on: promises that ended, those of them broken, and what is due."""

    monday: date
    ended: int
    late: int
    due: int


class Workload:
    """Counts over the projections, as far as one person sees them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def by_department(self, sight: Sight, today: date, days: WorkingDays) -> list[Load]:
        """One line for each department with an open item, those with the most overdue ones first."""
        due = col(ItemRow.due_on)
        waits = col(ItemRow.state) == "waiting"
        lights: tuple[Light, ...] = ("over", "near", "fine")
        counts = [func.count().filter(*_within(due, span_of(light, today, days))) for light in lights]
        still = func.count().filter(due.is_(None), ~waits)
        asked = select(  # type: ignore[call-overload]  # six columns are more than the stubs foresee
            ItemRow.department, *counts, still, func.count().filter(due.is_(None), waits)
        ).where(ItemRow.jurisdiction == sight.jurisdiction, OPEN_ITEM)
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(_seen(asked, sight).group_by(ItemRow.department))).all()
        loads = [Load(DepartmentCode(row[0]), *row[1:]) for row in rows]
        return sorted(loads, key=lambda load: (-load.over, -load.near, -load.total, load.department))

    async def by_week(
        self,
        sight: Sight,
        hours: OfficeHours,
        first: date,
        weeks: int,
        department: DepartmentCode | None,
    ) -> list[Week]:
        """The weeks from a Monday on, of one department or of all."""
        span = Span(first, first + weeks * WEEK - timedelta(days=1))
        local = func.timezone(hours.timezone, col(ClockRow.ended_at))
        of_week = cast(func.date_trunc("week", local), Date)
        own = and_(col(ItemRow.case) == col(ClockRow.case), col(ItemRow.item) == col(ClockRow.item))
        ended = (
            select(of_week, func.count(), func.count().filter(broken(hours)))
            .select_from(ClockRow)
            .join(ItemRow, own)
            .where(ClockRow.jurisdiction == sight.jurisdiction, *ended_in(span, hours))
            .group_by(of_week)
        )
        week_due = cast(func.date_trunc("week", col(ItemRow.due_on)), Date)
        due = (
            select(week_due, func.count())
            .where(ItemRow.jurisdiction == sight.jurisdiction, OPEN_ITEM)
            .where(*_within(col(ItemRow.due_on), span))
            .group_by(week_due)
        )
        if department is not None:
            ended = ended.where(ItemRow.department == department)
            due = due.where(ItemRow.department == department)
        async with AsyncSession(self._engine) as session:
            gone = {row[0]: (row[1], row[2]) for row in (await session.exec(_seen(ended, sight))).all()}
            coming = dict((await session.exec(_seen(due, sight))).all())
        mondays = [first + each * WEEK for each in range(weeks)]
        return [Week(monday, *gone.get(monday, (0, 0)), due=coming.get(monday, 0)) for monday in mondays]


def _seen(asked: Any, sight: Sight) -> Any:
    """Only items of cases that the person sees; who sees all of them needs no look at the cases."""
    if sight.everything:
        return asked
    return asked.join(CaseRow, col(CaseRow.number) == col(ItemRow.case)).where(visible(sight))


def _within(column: Mapped[date | None], span: Span) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [column.is_not(None)]
    if span.first is not None:
        found.append(column >= span.first)
    if span.last is not None:
        found.append(column <= span.last)
    return found
