"""The working-day calendar: which days count, how many lie between two days, and why each day is what it is.

A calendar is data (行政许可法 art. 82: limits are working days, statutory holidays excluded). A year without
a published table is provisional: it is counted as Monday to Friday and says so.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.domain.calendar_table import OfficeDay, YearTable
from models.domain.day import FIRST_YEAR, LAST_YEAR

_MONDAY_TO_FRIDAY = range(5)
_LAST_COUNTED = LAST_YEAR + 30
"""Whatever begins by the last year has ended by then: a limit, its extension and the ladder past it."""

DayKind = Literal["working-day", "makeup-workday", "weekend", "holiday", "office-open", "office-closed"]


@dataclass(frozen=True)
class Day:
    """What the calendar says of one day, in words of both languages."""

    date: date
    working: bool
    kind: DayKind
    provisional: bool
    zh: str
    en: str


class Calendar(BaseModel):
    """The national tables and an office's own days laid over them. Frozen; equal content counts alike."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: tuple[YearTable, ...] = ()
    office_days: tuple[OfficeDay, ...] = ()

    @cached_property
    def days(self) -> "WorkingDays":
        """The index over this calendar, shared by all calendars with the same content."""
        return _shared(_Key(self.tables, self.office_days))

    @property
    def version(self) -> str:
        """Names the tables that a computed date rests on, such as ``2025:…+2026:…``."""
        named = [f"{table.year}:{table.version}" for table in self.tables]
        named += [f"{day.date.isoformat()}:{day.document}" for day in self.office_days]
        return "+".join(named) or "none"


class WorkingDays:
    """Counts working days by bisection over the sorted ordinals of all working days, built year by year."""

    def __init__(self, tables: tuple[YearTable, ...], office_days: tuple[OfficeDay, ...]) -> None:
        self._official = frozenset(table.year for table in tables if table.status == "official")
        self._drafted = frozenset(table.year for table in tables if table.status == "provisional")
        self._holidays = {day: name for table in tables for day, name in table.holidays.items()}
        self._makeup = frozenset(day for table in tables for day in table.makeup_workdays)
        self._office = {day.date: day for day in office_days}
        first = min(self._official, default=FIRST_YEAR + 1) - 1
        self._first_year, self._next_year = first, first
        self._ordinals: list[int] = []
        self._grow_to(max(self._official, default=first) + 1)

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        own = self._office.get(day)
        if own is not None:
            return own.working
        if day in self._makeup:
            return True
        return day.weekday() in _MONDAY_TO_FRIDAY and day not in self._holidays

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year without an official table."""
        return day.year not in self._official

    def spans_provisional(self, after: date, to: date) -> bool:
        """Whether a count over ``(after, to]`` touches a year without an official table."""
        return any(year not in self._official for year in range(after.year, to.year + 1))

    def between(self, after: date, to: date) -> int:
        """How many working days lie in ``(after, to]``; 0 when the interval is empty."""
        if to <= after:
            return 0
        self._cover(after, to)
        return bisect_right(self._ordinals, to.toordinal()) - bisect_right(self._ordinals, after.toordinal())

    def nth_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (``count`` ≥ 1)."""
        if not self._first_year <= day.year < self._next_year:
            self._cover(day, day)
        position = bisect_right(self._ordinals, day.toordinal()) + count - 1
        while position >= len(self._ordinals):
            self._grow_to(self._next_year + 1)
        return date.fromordinal(self._ordinals[position])

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        return self.nth_after(day - timedelta(days=1), 1)

    def describe(self, day: date) -> Day:
        """Why the day is a working day or not, in both languages."""
        provisional = self.is_provisional(day)
        own = self._office.get(day)
        if own is not None:
            kind: DayKind = "office-open" if own.working else "office-closed"
            zh, en = f"{own.reason}（{own.document}）", f"{own.reason} ({own.document})"
        elif day in self._makeup:
            kind, zh, en = "makeup-workday", "调休上班", "make-up working day"
        elif day in self._holidays:
            name = self._holidays[day]
            kind, zh, en = "holiday", f"法定节假日（{name}）", f"public holiday ({name})"
        elif day.weekday() in _MONDAY_TO_FRIDAY:
            kind, zh, en = "working-day", "工作日", "working day"
        else:
            kind, zh, en = "weekend", "周末", "weekend"
        if provisional and day.year in self._drafted:
            zh, en = (
                f"{zh}，安排尚未正式公布",
                f"{en}, provisional: the table for {day.year} is not official yet",
            )
        elif provisional:
            zh, en = f"{zh}，暂按周一至周五推算", f"{en}, provisional: no table for {day.year} yet"
        return Day(date=day, working=self.is_working(day), kind=kind, provisional=provisional, zh=zh, en=en)

    def _cover(self, first: date, last: date) -> None:
        if first.year < self._first_year:
            years = range(max(first.year, FIRST_YEAR), self._first_year)
            self._ordinals[:0] = [ordinal for year in years for ordinal in self._working_ordinals(year)]
            self._first_year = years.start
        if last.year >= self._next_year:
            self._grow_to(last.year)

    def _grow_to(self, year: int) -> None:
        while self._next_year <= year:
            if self._next_year > _LAST_COUNTED:
                message = f"no working day is counted past {_LAST_COUNTED}"
                raise OverflowError(message)
            self._ordinals.extend(self._working_ordinals(self._next_year))
            self._next_year += 1

    def _working_ordinals(self, year: int) -> Iterator[int]:
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            if self.is_working(date.fromordinal(ordinal)):
                yield ordinal


class _Key:
    """Compares calendars by their canonical text, so that equal tables share one index."""

    def __init__(self, tables: tuple[YearTable, ...], office_days: tuple[OfficeDay, ...]) -> None:
        self.tables, self.office_days = tables, office_days
        self.text = "\n".join(part.model_dump_json() for part in (*tables, *office_days))

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.text == self.text


@lru_cache(maxsize=32)
def _shared(key: _Key) -> WorkingDays:
    return WorkingDays(key.tables, key.office_days)
