"""What lists of cases and items can be narrowed to, and the sight that limits them, as conditions of SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import (
    ColumnElement,
    Date,
    Text,
    Time,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    true,
    union,
)
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from models.domain.calendar import WorkingDays
from models.domain.clock import ONE_DAY, OfficeHours
from models.domain.names import ITEM_ENDS, SETTLED_STATES, DepartmentCode
from models.domain.visibility import Sight
from models.tables import CaseRow, ClockRow, ItemRow

OPEN_ITEM: Final = col(ItemRow.state).not_in(
    [literal(state, literal_execute=True) for state in sorted(ITEM_ENDS)]
)
LIVE: Final = col(CaseRow.state).not_in(
    [literal(state, literal_execute=True) for state in sorted(SETTLED_STATES)]
)
"""In the text of a statement, as the indexes have them: a plan that is kept must know what is meant."""
NEVER: Final = literal_column("'infinity'::date", Date)
"""Stands for “no day” in the order of lists: what stands still comes last."""
CASE_DUE: Final = func.coalesce(col(CaseRow.due_on), NEVER)
ITEM_DUE: Final = func.coalesce(col(ItemRow.due_on), NEVER)
"""As the indexes have them, word by word, so that a page is read off an index and nothing is sorted."""
ANY: Final = "any"
"""Asks for every state; without a state only what is open is listed."""

Light = Literal["fine", "near", "over", "stopped"]
LIGHTS: Final[tuple[Light, ...]] = ("over", "near", "fine", "stopped")

_WAITS_FOR_LEAD: Final = ("received", "consolidating", "decided")
_NAMES: Final = func.search_text(
    col(CaseRow.number),
    col(CaseRow.project_code),
    col(CaseRow.project_name),
    col(CaseRow.applicant_name),
    type_=Text(),
)
"""What a search looks in, in small letters; the index is over its pairs."""
_PAIR: Final = 2
_NUMBER: Final = re.compile(r"[0-9]{6}(?:[0-9]{3}|[0-9]{6})?-[0-9]{4}-[0-9]*", re.ASCII)
"""The beginning of a case's number: there are few of those, while its pairs of digits are everywhere."""


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both in it; an end that is None is open."""

    first: date | None = None
    last: date | None = None

    def within(self, other: "Span") -> "Span":
        """The days that are in both."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return Span(max(firsts, default=None), min(lasts, default=None))


ALWAYS: Final = Span()


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to. Without a ``state`` only live cases are listed.

    ``query`` are words, each in the number, the project or the applicant. ``people`` are those who hold or
    held an item or took the case in. ``still`` asks for cases of which no clock runs.
    """

    query: str | None = None
    state: str | None = None
    department: DepartmentCode | None = None
    people: tuple[str, ...] | None = None
    received: Span = ALWAYS
    due: Span = ALWAYS
    still: bool = False
    due_before: date | None = None
    waiting_for_lead: DepartmentCode | None = None


@dataclass(frozen=True)
class ItemFilter:
    """What a list of items is narrowed to. Without a ``state`` only open items are listed.

    ``still`` asks for items whose clocks stand still, ``ended`` for those that ended in these days, and
    ``late`` of them for those that broke their promise.
    """

    state: str | None = None
    department: DepartmentCode | None = None
    due: Span = ALWAYS
    still: bool = False
    ended: Span = ALWAYS
    late: bool = False

    @property
    def of_ended(self) -> bool:
        """Whether it asks for items by their end."""
        return self.late or self.ended != ALWAYS


def span_of(light: Light, today: date, days: WorkingDays) -> Span:
    """The due days that have this colour today (domain.md §5: amber from two working days on)."""
    last_near = days.nth_after(today, 2 if days.is_working(today) else 3) - ONE_DAY
    match light:
        case "over":
            return Span(None, today - ONE_DAY)
        case "near":
            return Span(today, last_near)
        case "fine":
            return Span(last_near + ONE_DAY, None)
        case "stopped":
            return ALWAYS


def visible(sight: Sight) -> ColumnElement[bool]:
    """`models.domain.visibility.sees` as a condition on a case."""
    own: list[ColumnElement[bool]] = []
    if sight.departments:
        own.append(col(CaseRow.concerned).overlap(list(sight.departments)))  # type: ignore[attr-defined]
    if sight.applicant is not None:
        own.append(col(CaseRow.applicant_id) == sight.applicant)
    limited = true() if sight.everything else or_(false(), *own)
    return and_(col(CaseRow.jurisdiction) == sight.jurisdiction, limited)


def cases_narrowed(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """The conditions on a case."""
    if wanted.state is None:
        yield LIVE
    elif wanted.state != ANY:
        yield col(CaseRow.state) == wanted.state
    if wanted.query is not None:
        yield from _named(wanted.query)
    if wanted.department is not None:
        yield col(CaseRow.concerned).contains([wanted.department])
    if wanted.people is not None:
        took_in = select(CaseRow.number).where(col(CaseRow.clerk).in_(wanted.people))
        held = select(ItemRow.case).where(col(ItemRow.holder).in_(wanted.people))
        yield col(CaseRow.number).in_(union(took_in, held))  # each by its index; for an OR there is none
    yield from _in_span(col(CaseRow.received_on), wanted.received)
    yield from _in_span(col(CaseRow.due_on), wanted.due)
    if wanted.still:
        yield and_(CASE_DUE == NEVER, LIVE)
    if wanted.due_before is not None:
        yield col(CaseRow.due_on) < wanted.due_before
    if wanted.waiting_for_lead is not None:
        yield col(CaseRow.lead) == wanted.waiting_for_lead
        yield col(CaseRow.state).in_(_WAITS_FOR_LEAD)


def ended_narrowed(wanted: ItemFilter, hours: OfficeHours) -> Iterator[ColumnElement[bool]]:
    """The conditions on a promise; ``hours`` tell when a day begins and a limit ends."""
    yield from ended_in(wanted.ended, hours)
    if wanted.late:
        yield broken(hours)


def items_narrowed(wanted: ItemFilter) -> Iterator[ColumnElement[bool]]:
    """The conditions on an item."""
    if wanted.state is None and not wanted.of_ended:
        yield OPEN_ITEM
    if wanted.state not in {None, ANY}:
        yield col(ItemRow.state) == wanted.state
    if wanted.department is not None:
        yield col(ItemRow.department) == wanted.department
    yield from _in_span(col(ItemRow.due_on), wanted.due)
    if wanted.still:
        yield and_(OPEN_ITEM, col(ItemRow.due_on).is_(None), ITEM_DUE == NEVER)
        yield col(ItemRow.state) != literal("waiting", literal_execute=True)


def ended_in(span: Span, hours: OfficeHours) -> Iterator[ColumnElement[bool]]:
    """The promises that ended in these days."""
    yield col(ClockRow.ended_at).is_not(None)
    # As the index has it, word by word, so that any plan may use it.
    yield col(ClockRow.item) != literal("", literal_execute=True)
    yield col(ClockRow.clock) == literal("committed", literal_execute=True)
    if span.first is not None:
        yield col(ClockRow.ended_at) >= _begins(span.first, hours)
    if span.last is not None:
        yield col(ClockRow.ended_at) < _begins(span.last + ONE_DAY, hours)


def broken(hours: OfficeHours) -> ColumnElement[bool]:
    """The promise ended after closing time of its last day; never on a day without a published table."""
    zone = literal(hours.timezone, literal_execute=True)
    closing = col(ClockRow.due_on) + literal_column(f"time '{hours.closing:%H:%M}'", Time)
    # As the index over the usual hours has it, word by word.
    return and_(~col(ClockRow.provisional), func.timezone(zone, closing) <= col(ClockRow.ended_at))


def _begins(day: date, hours: OfficeHours) -> datetime:
    return hours.local_moment(datetime.combine(day, datetime.min.time()))


def _named(query: str) -> Iterator[ColumnElement[bool]]:
    """Each word is somewhere in the names, or it begins a number.

    Pairs of letters find the rows, and of longer words the letters in a row decide. They do so by
    ``strpos``, of which the planner believes less than of ``LIKE``: it is the pairs that it has counted.
    """
    for word in query.lower().split():
        if _NUMBER.fullmatch(word):
            yield col(CaseRow.number).startswith(word)
            continue
        if len(word) != _PAIR:
            yield func.strpos(_NAMES, word) > 0
        if len(word) >= _PAIR:
            yield func.search_pairs(_NAMES).bool_op("@>")(func.search_pairs(word))


def _in_span(column: Mapped[date] | Mapped[date | None], span: Span) -> Iterator[ColumnElement[bool]]:
    if span.first is not None:
        yield column >= span.first
    if span.last is not None:
        yield column <= span.last
