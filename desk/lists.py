"""Lists of the desk: cases and tasks that one person may see, limited in SQL and read page by page."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from desk.narrowing import LIVE, OPEN_ITEM, CaseFilter, ItemFilter, cases_narrowed, items_narrowed, visible
from models.domain.clock import OfficeHours
from models.domain.day import read_day
from models.domain.faults import Unfit
from models.domain.names import LEVEL_STATE, Level
from models.domain.people import Person
from models.domain.visibility import Sight
from models.tables import CaseRow, ItemRow

MOST: Final = 200
"""Lines of a page."""

_NO_DAY: Final = date(9999, 12, 31)
"""Stands for “no day” in an order: what stands still comes last."""

Line = TypeVar("Line")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """One page of a list, and the cursor of the next one while there is more."""

    lines: Sequence[Line]
    cursor: str | None


@dataclass(frozen=True)
class TaskLine:
    """An open item and the case it belongs to."""

    item: ItemRow
    case: CaseRow
    mine: bool


class Lists:
    """The projections, as far as one person sees them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def cases(
        self, sight: Sight, wanted: CaseFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[tuple[CaseRow, int]]:
        """Cases with the number of their open items, those due first at the top. Raises ``Unfit``."""
        due = func.coalesce(col(CaseRow.due_on), _NO_DAY)
        open_items = (
            select(func.count())
            .select_from(ItemRow)
            .where(ItemRow.case == CaseRow.number, OPEN_ITEM)
            .scalar_subquery()
        )
        asked = select(CaseRow, open_items).where(visible(sight), *cases_narrowed(wanted))
        if cursor is not None:
            day, number = _read_cursor(cursor, 2)
            asked = asked.where(or_(due > day, and_(due == day, col(CaseRow.number) > number)))
        asked = asked.order_by(due, col(CaseRow.number)).limit(_bounded(limit) + 1)
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        more = len(rows) > _bounded(limit)
        lines = [(row, count) for row, count in rows[: _bounded(limit)]]
        last = lines[-1][0] if more else None
        return Page(lines, None if last is None else _cursor(last.due_on, last.number))

    async def tasks(
        self, person: Person, sight: Sight, *, mine: bool | None, cursor: str | None = None, limit: int = 50
    ) -> Page[TaskLine]:
        """Open items: those that wait for the person, those of the departments, or both. Raises ``Unfit``."""
        due = func.coalesce(col(ItemRow.due_on), _NO_DAY)
        is_mine = _mine(person, sight)
        pool = col(ItemRow.department).in_(sight.departments)
        wanted = {None: or_(is_mine, pool), True: is_mine, False: and_(pool, ~is_mine)}[mine]
        asked = (
            select(ItemRow, CaseRow, is_mine)
            .join(CaseRow, col(CaseRow.number) == ItemRow.case)
            .where(ItemRow.jurisdiction == sight.jurisdiction, OPEN_ITEM, LIVE, wanted)
            .where(col(ItemRow.state) != "waiting")
        )
        if cursor is not None:
            day, number, item = _read_cursor(cursor, 3)
            key = (due, col(ItemRow.case), col(ItemRow.item))
            asked = asked.where(_after(key, (day, number, item)))
        asked = asked.order_by(due, col(ItemRow.case), col(ItemRow.item)).limit(_bounded(limit) + 1)
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        more = len(rows) > _bounded(limit)
        lines = [TaskLine(item, case, bool(own)) for item, case, own in rows[: _bounded(limit)]]
        last = lines[-1].item if more else None
        return Page(lines, None if last is None else _cursor(last.due_on, last.case, last.item))

    async def items(
        self,
        sight: Sight,
        wanted: ItemFilter,
        hours: OfficeHours,
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[TaskLine]:
        """Items of the cases that the person sees, those due first at the top. Raises ``Unfit``."""
        due = func.coalesce(col(ItemRow.due_on), _NO_DAY)
        asked = (
            select(ItemRow, CaseRow)
            .join(CaseRow, col(CaseRow.number) == ItemRow.case)
            .where(ItemRow.jurisdiction == sight.jurisdiction, visible(sight), *items_narrowed(wanted, hours))
        )
        key = (due, col(ItemRow.case), col(ItemRow.item))
        if cursor is not None:
            asked = asked.where(_after(key, _read_cursor(cursor, 3)))
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked.order_by(*key).limit(_bounded(limit) + 1))).all()
        lines = [TaskLine(item, case, mine=False) for item, case in rows[: _bounded(limit)]]
        last = lines[-1].item if len(rows) > len(lines) else None
        return Page(lines, None if last is None else _cursor(last.due_on, last.case, last.item))


def _mine(person: Person, sight: Sight) -> ColumnElement[bool]:
    """What the person holds, what has come to the own level, and for a supervisor refusals to confirm."""
    levels: tuple[Level, ...] = ("reviewer", "approver")
    states = [LEVEL_STATE[level] for level in levels if person.has(level)]
    parts: list[ColumnElement[bool]] = [func.coalesce(col(ItemRow.holder) == person.id, false())]
    if states:
        parts.append(and_(col(ItemRow.department).in_(sight.departments), col(ItemRow.state).in_(states)))
    if person.has("supervisor"):
        parts.append(col(ItemRow.state) == "negative-filing")
    return or_(*parts)


def _after(columns: Sequence[Any], values: Sequence[object]) -> ColumnElement[bool]:
    """Behind a line in the order of these columns."""
    tied: list[ColumnElement[bool]] = []
    later: list[ColumnElement[bool]] = []
    for column, value in zip(columns, values, strict=True):
        later.append(and_(*tied, column > value))
        tied.append(column == value)
    return or_(*later)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))


def _cursor(due: date | None, *rest: str) -> str:
    said = json.dumps([(due or _NO_DAY).isoformat(), *rest])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, parts: int) -> tuple[object, ...]:
    """What a cursor says. Raises ``Unfit`` for one that this list did not give."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        said = json.loads(base64.urlsafe_b64decode(padded))
        day = _NO_DAY if said[0] == _NO_DAY.isoformat() else read_day(said[0])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, binascii.Error):
        raise _unfit_cursor() from None
    rest = said[1:]
    keepable = all(isinstance(part, str) and "\0" not in part and part.isprintable() for part in rest)
    if len(said) != parts or not keepable:
        raise _unfit_cursor()
    return (day, *rest)


def _unfit_cursor() -> Unfit:
    return Unfit("不是本列表给出的游标", "is no cursor of this list")
