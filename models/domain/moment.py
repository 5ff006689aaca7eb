"""A moment as people write it: 2026-09-18 10:00 on the office's wall clock, or with an offset from UTC."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from models.domain.clock import OfficeHours
from models.domain.day import FIRST_YEAR, LAST_YEAR
from models.domain.faults import Unfit

_WRITTEN = re.compile(
    r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII
)


def read_moment(value: object) -> datetime:
    """The moment meant by ``value``. Raises ``Unfit`` for anything but a moment between 1949 and 2100."""
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unfit("应为时刻，如 2026-09-18 10:00", "must be a moment such as 2026-09-18 10:00")
    return value


Moment = Annotated[datetime, BeforeValidator(read_moment)]
"""A moment; without an offset it is meant in the office's own time zone."""


def office_moment(moment: datetime, hours: OfficeHours) -> datetime:
    """The moment in the office's time zone."""
    return hours.local_moment(moment) if moment.tzinfo is None else hours.local(moment)
