"""Related departments are notified (抄告相关): the notices that an event makes due of itself."""

from datetime import date

from models.domain import events
from models.domain.case import Case, Item
from models.domain.change_events import ItemAdded
from models.domain.event_shape import Stamp
from models.domain.events import Event, NoticeIssued
from models.domain.fold import evolve


def notices_now_due(case: Case, event: Event, caused: Stamp) -> list[NoticeIssued]:
    """A notice for each waiting item whose prerequisites have all ended once ``event`` has happened.

    Without a prerequisite the clocks run from the effective acceptance, else from the day the last one ended;
    those of an item that was added later never from before that day.
    """
    if case.state == "reviewing" and not isinstance(event, ItemAdded) and not _any_waits(case):
        return []
    after = evolve(case, event)
    if after.state != "reviewing" or after.effective is None:
        return []
    issued = when_issued(caused)
    return [
        events.NoticeIssued(
            **issued,
            item=item.code,
            department=item.department,
            notice=notice_number(case, item),
            clocks_from=_clocks_from(after, item, after.effective),
        )
        for item in after.items.values()
        if item.state == "waiting" and not any(after.items[code].open for code in item.after)
    ]


def _any_waits(case: Case) -> bool:
    for item in case.items.values():  # noqa: SIM110  # asked with every conclusion, and faster than a generator
        if item.state == "waiting":
            return True
    return False


def when_issued(caused: Stamp) -> Stamp:
    """What follows of a late entry reaches people when it is entered, not when its cause happened."""
    return {"at": caused.get("entered_at", caused["at"]), "by": None, "by_name": None, "by_department": None}


def notice_number(case: Case, item: Item) -> str:
    """The number of the item's next notice: each notice of an item has its own."""
    return f"{case.number}-{item.code}-{item.notices + 1}"


def _clocks_from(case: Case, item: Item, effective: date) -> date:
    begins = effective if item.added_on is None else max(item.added_on, effective)
    for code in item.after:
        ended = case.items[code].ended_at
        if ended is not None:
            begins = max(begins, ended.date())
    return begins
