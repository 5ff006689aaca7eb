"""On which days a procedure ends when it begins on a day and every promise is used to its last day."""

from collections.abc import Mapping
from datetime import date

from models.domain.calendar import WorkingDays
from models.domain.catalogue import Catalogue
from models.domain.clock import Clock, due_day
from models.domain.names import ItemCode
from models.domain.procedure import order


def finish_dates(catalogue: Catalogue, accepted: date, days: WorkingDays) -> dict[ItemCode, date]:
    """For each item the day on which its committed limit ends, counted as its clock counts.

    An item begins on the effective acceptance, or on the day on which the last of its prerequisites ends.
    """
    finish: dict[ItemCode, date] = {}
    for code in order({item.code: item.after for item in catalogue.items}):
        item = catalogue.item(code)
        begins = max((finish[earlier] for earlier in item.after), default=accepted)
        clock = Clock(started=begins, limit=item.committed.days, unit=item.committed.unit)
        due = due_day(clock, days)
        assert due is not None  # nothing stops this clock
        finish[code] = due
    return finish


def last_chain(catalogue: Catalogue, finish: Mapping[ItemCode, date]) -> tuple[ItemCode, ...]:
    """The chain that ends last, by days; of two equal ones, the first in the file."""
    chain = [max((item.code for item in catalogue.items), key=finish.__getitem__)]
    while before := catalogue.item(chain[-1]).after:
        chain.append(max(before, key=finish.__getitem__))
    return tuple(reversed(chain))
