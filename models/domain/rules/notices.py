"""Related departments are notified (抄告相关): the notices that an event makes due of itself."""

from datetime import datetime

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
    return [
        events.NoticeIssued(
            **when_issued(caused),
            item=item.code,
            department=item.department,
            notice=notice_number(case, item),
            clocks_from=max(
                [
                    item.added_on or after.effective,
                    after.effective,
                    *(ended.date() for ended in _prerequisites_ended(after, item)),
                ]
            ),
        )
        for item in after.items.values()
        if item.state == "waiting" and not any(after.items[code].open for code in item.after)
    ]


def _any_waits(case: Case) -> bool:
    return any([item.state == "waiting" for item in case.items.values()])  # noqa: C419  # faster than a generator


def when_issued(caused: Stamp) -> Stamp:
    """What follows of a late entry reaches people when it is entered, not when its cause happened."""
    return Stamp(at=caused.get("entered_at", caused["at"]), by=None, by_name=None, by_department=None)


def notice_number(case: Case, item: Item) -> str:
    """The number of the item's next notice: each notice of an item has its own."""
    return f"{case.number}-{item.code}-{item.notices + 1}"


def _prerequisites_ended(case: Case, item: Item) -> list[datetime]:
    return [ended for code in item.after if (ended := case.items[code].ended_at) is not None]
