"""Lists of the desk: cases and tasks that one person may see, limited in SQL and read page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, union
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from desk.narrowing import (
    ALWAYS,
    LIVE,
    OPEN_ITEM,
    CaseFilter,
    ItemFilter,
    cases_narrowed,
    ended_narrowed,
    items_narrowed,
    visible,
)
from desk.turning import CASES_DUE, CASES_RECEIVED, ITEMS_DUE, ITEMS_ENDED
from models.domain.clock import OfficeHours
from models.domain.names import LEVEL_STATE, ItemState, Level
from models.domain.people import Person
from models.domain.visibility import Sight
from models.tables import CaseRow, ClockRow, ItemRow

MOST: Final = 200
"""Lines of a page."""

_WITHOUT_BODY: Final = defer(cast("QueryableAttribute[str]", CaseRow.body), raiseload=True)
"""The whole state of a case is longer than its line, and no list shows it."""

Line = TypeVar("Line")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """One page of a list, and the cursor of the next one while there is more."""

    lines: Sequence[Line]
    cursor: str | None


@dataclass(frozen=True)
class TaskLine:
    """An item and the case it belongs to; ``promise`` is its committed limit, once that runs or ran."""

    item: ItemRow
    case: CaseRow
    mine: bool
    promise: ClockRow | None = None


class Lists:
    """The projections, as far as one person sees them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")  # single questions

    async def cases(
        self, sight: Sight, wanted: CaseFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[tuple[CaseRow, int]]:
        """Cases with the number of their open items, those due first at the top. Raises ``Unfit``.

        Narrowed to days of reception, those received first are at the top.
        """
        order = CASES_DUE if wanted.received == ALWAYS else CASES_RECEIVED
        open_items = (
            select(func.count())
            .select_from(ItemRow)
            .where(ItemRow.case == CaseRow.number, OPEN_ITEM)
            .scalar_subquery()
        )
        seen = visible(sight)
        if wanted.query is not None:  # its words find few rows, the index over departments finds many
            seen = func.coalesce(seen, false())
        asked = select(CaseRow, open_items).options(_WITHOUT_BODY).where(seen, *cases_narrowed(wanted))
        if cursor is not None:
            asked = asked.where(order.behind(cursor))
        asked = asked.order_by(*order.by).limit(_bounded(limit) + 1)
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        more = len(rows) > _bounded(limit)
        lines = [(row, count) for row, count in rows[: _bounded(limit)]]
        last = lines[-1][0] if more else None
        if last is None:
            return Page(lines, None)
        first = last.due_on if order is CASES_DUE else last.received_on
        return Page(lines, order.cursor(first, last.number))

    async def tasks(
        self, person: Person, sight: Sight, *, mine: bool | None, cursor: str | None = None, limit: int = 50
    ) -> Page[TaskLine]:
        """Open items: those that wait for the person, those of the departments, or both. Raises ``Unfit``."""
        most = _bounded(limit) + 1
        own = _mine(person, sight)
        is_mine = func.coalesce(or_(*own), false())  # nobody holds many an item
        pool = [col(ItemRow.department) == each for each in sight.departments]
        wanted = {None: [*own, *pool], True: own, False: [and_(each, ~is_mine) for each in pool]}[mine]
        if not wanted:
            return Page([], None)
        # A case is looked at for each item in its order, instead of all live ones beforehand for a hash.
        open_now = (
            select(ItemRow.case, ItemRow.item)
            .outerjoin(CaseRow, col(CaseRow.number) == ItemRow.case)
            .where(ItemRow.jurisdiction == sight.jurisdiction, OPEN_ITEM, func.coalesce(LIVE, false()))
            .where(col(ItemRow.state) != "waiting")
        )
        if cursor is not None:
            open_now = open_now.where(ITEMS_DUE.behind(cursor))
        # each kind by the index that has it in order, instead of one condition that no index answers
        kinds = [open_now.where(each).order_by(*ITEMS_DUE.by).limit(most) for each in wanted]
        found = union(*(select(kind.subquery()) for kind in kinds)).subquery()
        asked = (
            select(ItemRow, CaseRow, is_mine)
            .options(_WITHOUT_BODY)
            .join(found, and_(found.c.case == ItemRow.case, found.c.item == ItemRow.item))
            .join(CaseRow, col(CaseRow.number) == ItemRow.case)
            .order_by(*ITEMS_DUE.by)
            .limit(most)
        )
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        more = len(rows) > _bounded(limit)
        lines = [TaskLine(item, case, bool(own)) for item, case, own in rows[: _bounded(limit)]]
        last = lines[-1].item if more else None
        return Page(lines, None if last is None else ITEMS_DUE.cursor(last.due_on, last.case, last.item))

    async def items(
        self,
        sight: Sight,
        wanted: ItemFilter,
        hours: OfficeHours,
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[TaskLine]:
        """Items of the cases that the person sees, those due first at the top. Raises ``Unfit``.

        Narrowed to those that ended, the last ended ones are at the top.
        """
        order = ITEMS_ENDED if wanted.of_ended else ITEMS_DUE
        promise = and_(
            col(ClockRow.case) == col(ItemRow.case),
            col(ClockRow.item) == col(ItemRow.item),
            col(ClockRow.clock) == "committed",
        )
        case = col(CaseRow.number) == col(ItemRow.case)
        fitting = and_(visible(sight), *items_narrowed(wanted))
        lines = select(ItemRow, CaseRow, ClockRow)
        if wanted.of_ended:  # from promise to promise in their order, and not from a hash of all items
            asked = (
                lines.select_from(ClockRow)
                .outerjoin(ItemRow, promise)
                .outerjoin(CaseRow, case)
                .where(ClockRow.jurisdiction == sight.jurisdiction, *ended_narrowed(wanted, hours))
                .where(func.coalesce(fitting, false()))
            )
        else:
            asked = (
                lines.join(CaseRow, case)
                .outerjoin(ClockRow, promise)
                .where(ItemRow.jurisdiction == sight.jurisdiction, fitting)
            )
        if cursor is not None:
            asked = asked.where(order.behind(cursor))
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked.order_by(*order.by).limit(_bounded(limit) + 1))).all()
        found = [TaskLine(*row[:2], mine=False, promise=row[2]) for row in rows[: _bounded(limit)]]
        if len(rows) == len(found):
            return Page(found, None)
        last = found[-1]
        first = last.item.due_on if order is ITEMS_DUE or last.promise is None else last.promise.ended_at
        return Page(found, order.cursor(first, last.item.case, last.item.item))


def _mine(person: Person, sight: Sight) -> list[ColumnElement[bool]]:
    """What the person holds, what has come to the own level, and for a supervisor refusals to confirm."""
    levels: tuple[Level, ...] = ("reviewer", "approver")
    found: list[ColumnElement[bool]] = [col(ItemRow.holder) == person.id]
    for level in levels:
        if person.has(level):
            at_level = _in_state(LEVEL_STATE[level])
            found += [and_(col(ItemRow.department) == each, at_level) for each in sight.departments]
    if person.has("supervisor"):
        found.append(_in_state("negative-filing"))
    return found


def _in_state(state: ItemState) -> ColumnElement[bool]:
    return col(ItemRow.state) == literal(state, literal_execute=True)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))
