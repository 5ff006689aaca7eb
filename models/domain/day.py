"""A calendar day as documents write it: 2026-01-31 and nothing looser."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator

from models.domain.faults import Unfit

FIRST_YEAR = 1949
LAST_YEAR = 2100

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(value: object) -> date:
    """The day meant by `value`, a date or its ISO form. Raises `Unfit` for anything else.

    Numbers are no days (pydantic would read them as seconds since 1970), and a year
    outside 1949–2100 is a slip of the pen.
    """
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Unfit(f"没有这一天：{value}", f"there is no such day: {value}") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Unfit("应为日期，如 2026-01-31", "must be a day such as 2026-01-31")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unfit(
            f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间",
            f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}",
        )
    return value


Day = Annotated[date, BeforeValidator(read_day)]
"""A day; in files a YAML date or text of the form 2026-01-31."""
