"""The orders in which lists stand, and the cursors by which they are gone on in."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, DateTime, literal, tuple_
from sqlmodel import col

from desk.narrowing import CASE_DUE, ITEM_DUE
from models.domain.day import read_day
from models.domain.faults import Unfit
from models.tables import CaseRow, ClockRow, ItemRow

_NO_DAY: Final = date.max
"""Stands for “no day” in a cursor. PostgreSQL knows it as infinity."""


@dataclass(frozen=True)
class Order:
    """The columns by which a list stands, as an index has them: a day, or a moment, and then names.

    By moments the latest comes first.
    """

    columns: tuple[Any, ...]
    moments: bool = False

    @property
    def by(self) -> Sequence[Any]:
        """What a statement is ordered by."""
        return [each.desc() for each in self.columns] if self.moments else self.columns

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """Behind a line in this order. Raises ``Unfit``."""
        first, *rest = self._read(cursor)
        begin = literal(first, DateTime(timezone=True) if self.moments else Date)
        line, seen = tuple_(*self.columns), tuple_(begin, *(literal(part) for part in rest))
        return line < seen if self.moments else line > seen

    def cursor(self, first: date | datetime | None, *rest: str) -> str:
        """The cursor of the line that has these in the columns."""
        said = json.dumps([(first or _NO_DAY).isoformat(), *rest])
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> tuple[object, ...]:
        """What a cursor says. Raises ``Unfit`` for one that this list did not give."""
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            said = json.loads(base64.urlsafe_b64decode(padded))
            first = _moment(said[0]) if self.moments else _day(said[0])
        except (ValueError, TypeError, KeyError, IndexError, RecursionError, binascii.Error):
            raise _unfit_cursor() from None
        rest = said[1:]
        keepable = all(isinstance(part, str) and "\0" not in part and part.isprintable() for part in rest)
        if len(said) != len(self.columns) or not keepable:
            raise _unfit_cursor()
        return (first, *rest)


CASES_DUE: Final = Order((CASE_DUE, col(CaseRow.number)))
CASES_RECEIVED: Final = Order((col(CaseRow.received_on), col(CaseRow.number)))
ITEMS_DUE: Final = Order((ITEM_DUE, col(ItemRow.case), col(ItemRow.item)))
ITEMS_ENDED: Final = Order((col(ClockRow.ended_at), col(ClockRow.case), col(ClockRow.item)), moments=True)


def _day(said: str) -> date:
    return _NO_DAY if said == _NO_DAY.isoformat() else read_day(said)


def _moment(said: str) -> datetime:
    read = datetime.fromisoformat(said)
    if read.tzinfo is None:
        raise ValueError(said)
    return read


def _unfit_cursor() -> Unfit:
    return Unfit("不是本列表给出的游标", "is no cursor of this list")
