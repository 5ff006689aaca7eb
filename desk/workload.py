"""How much lies with whom: open items by department and colour, what ended and what is due by week."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, and_, cast, func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from desk.kept_figures import Counted, KeptFigures
from desk.narrowing import OPEN_ITEM, Light, Span, broken, ended_in, span_of, visible
from models.domain.calendar import WorkingDays
from models.domain.clock import OfficeHours
from models.domain.names import DepartmentCode
from models.domain.visibility import Sight
from models.tables import CaseRow, ClockRow, ItemRow

WEEK: Final = timedelta(days=7)
COLOURS: Final[tuple[Light, ...]] = ("over", "near", "fine")


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
    ended: int = 0
    late: int = 0
    due: int = 0

    def __add__(self, other: "Week") -> "Week":
        """The same week of both."""
        return Week(self.monday, self.ended + other.ended, self.late + other.late, self.due + other.due)


@dataclass(frozen=True)
class Asked:
    """What is counted: as far as one person sees it, by the days of each colour, over weeks from a Monday."""

    sight: Sight
    lights: tuple[Span, Span, Span]
    mondays: tuple[date, ...]

    @staticmethod
    def on(today: date, days: WorkingDays, sight: Sight, mondays: Sequence[date]) -> "Asked":
        """By the colours of today."""
        over, near, fine = (span_of(light, today, days) for light in COLOURS)
        return Asked(sight, (over, near, fine), tuple(mondays))


@dataclass(frozen=True)
class Figures:
    """One line for each department with an open item, those with the most overdue ones first; and the weeks.

    ``by_week`` has no line where there is nothing.
    """

    loads: Sequence[Load]
    mondays: Sequence[date]
    by_week: Mapping[tuple[DepartmentCode, date], Week]

    def weeks(self, department: DepartmentCode | None) -> list[Week]:
        """The weeks of one department, or of all."""
        of = {code for code, _ in self.by_week} if department is None else {department}
        found = []
        for monday in self.mondays:
            parts = [self.by_week[code, monday] for code in of if (code, monday) in self.by_week]
            found.append(sum(parts, start=Week(monday)))
        return found


class Workload:
    """Counts over the projections, as far as one person sees them; the figures are kept for a while."""

    def __init__(self, engine: AsyncEngine, hours: OfficeHours, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._hours = hours
        self._kept = KeptFigures(self._count, now)

    async def figures(self, asked: Asked, *, anew: bool = False) -> Counted[Figures]:
        """The figures as they are kept, with their moment; counted after this moment when ``anew``."""
        return await self._kept.get(asked, anew=anew)

    async def _count(self, asked: Asked) -> Figures:
        async with AsyncSession(self._engine) as session:
            loads = await _loads(session, asked)
            by_week = await _by_week(session, asked, self._hours)
        return Figures(loads, asked.mondays, by_week)


async def _loads(session: AsyncSession, asked: Asked) -> list[Load]:
    due = col(ItemRow.due_on)
    waits = col(ItemRow.state) == "waiting"
    colours = [func.count().filter(*_within(due, span)) for span in asked.lights]
    still = func.count().filter(due.is_(None), ~waits)
    counted = select(  # type: ignore[call-overload]  # six columns are more than the stubs foresee
        ItemRow.department, *colours, still, func.count().filter(due.is_(None), waits)
    ).where(ItemRow.jurisdiction == asked.sight.jurisdiction, OPEN_ITEM)
    rows = (await session.exec(_seen(counted, asked.sight).group_by(ItemRow.department))).all()
    loads = [Load(DepartmentCode(row[0]), *row[1:]) for row in rows]
    return sorted(loads, key=lambda load: (-load.over, -load.near, -load.total, load.department))


async def _by_week(
    session: AsyncSession, asked: Asked, hours: OfficeHours
) -> dict[tuple[DepartmentCode, date], Week]:
    span = Span(asked.mondays[0], asked.mondays[-1] + WEEK - timedelta(days=1))
    local = func.timezone(hours.timezone, col(ClockRow.ended_at))
    of_week = cast(func.date_trunc("week", local), Date)
    own = and_(col(ItemRow.case) == col(ClockRow.case), col(ItemRow.item) == col(ClockRow.item))
    ended = (
        select(ItemRow.department, of_week, func.count(), func.count().filter(broken(hours)))
        .select_from(ClockRow)
        .join(ItemRow, own)
        .where(ClockRow.jurisdiction == asked.sight.jurisdiction, *ended_in(span, hours))
    )
    week_due = cast(func.date_trunc("week", col(ItemRow.due_on)), Date)
    due = (
        select(ItemRow.department, week_due, func.count())
        .where(ItemRow.jurisdiction == asked.sight.jurisdiction, OPEN_ITEM)
        .where(*_within(col(ItemRow.due_on), span))
    )
    weeks: dict[tuple[DepartmentCode, date], Week] = {}
    gone = (await session.exec(_seen(ended, asked.sight).group_by(ItemRow.department, of_week))).all()
    coming = (await session.exec(_seen(due, asked.sight).group_by(ItemRow.department, week_due))).all()
    for department, monday, *told in (*gone, *((*row[:2], 0, 0, row[2]) for row in coming)):
        key = (DepartmentCode(department), monday)
        weeks[key] = weeks.get(key, Week(monday)) + Week(monday, *told)
    return weeks


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
