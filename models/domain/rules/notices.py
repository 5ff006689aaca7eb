"""Related departments are notified (抄告相关): the notices that an event makes due of itself."""

from datetime import datetime

from models.domain import events
from models.domain.case import Case, Item
from models.domain.events import Event, NoticeIssued, Stamp
from models.domain.fold import evolve


def notices_now_due(case: Case, event: Event, caused: Stamp) -> list[NoticeIssued]:
    """A notice for each waiting item whose prerequisites have all ended once ``event`` has happened.

    Without a prerequisite the clocks run from the effective acceptance, else from the day the last one ended.
    """
    if not any(item.state == "waiting" for item in case.items.values()):
        return []  # no event makes an item of a running case wait
    after = evolve(case, event)
    if after.state != "reviewing" or after.effective is None:
        return []
    return [
        events.NoticeIssued(
            **caused,
            item=item.code,
            department=item.department,
            notice=f"{case.number}-{item.code}-{item.round}",
            clocks_from=max(
                [after.effective, *(ended.date() for ended in _prerequisites_ended(after, item))]
            ),
        )
        for item in after.items.values()
        if item.state == "waiting" and not any(after.items[code].open for code in item.after)
    ]


def _prerequisites_ended(case: Case, item: Item) -> list[datetime]:
    return [ended for code in item.after if (ended := case.items[code].ended_at) is not None]
