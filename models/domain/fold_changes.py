"""What a changed plan makes of a case and its items: added, dropped, reused, returned, handed on, longer."""

from typing import Final

from models.domain import change_events
from models.domain.by_class import line
from models.domain.case import Case, Held, Item, Returned
from models.domain.events import Event, NoticeIssued
from models.domain.frozen import replace


def with_item_added(case: Case, event: change_events.ItemAdded) -> Case:
    """The case with a new item, or with one that was dropped and comes back under a new round."""
    code = event.item
    assert code is not None  # an addition names its item
    earlier = case.items.get(code)
    added = Item(
        code=code,
        department=event.department,
        after=event.after,
        round=1 if earlier is None else earlier.round + 1,
        notices=0 if earlier is None else earlier.notices,
        added_on=event.at.date(),
        last_at=event.at,
    )
    items = {**case.items, code: added}
    for waiting in event.awaited_by:
        items[waiting] = replace(items[waiting], after=(*items[waiting].after, code))
    return replace(
        case,
        items=items,
        state="reviewing" if case.state == "consolidating" else case.state,
        items_ended_at=None,
        materials=(*case.materials, *(m for m in event.materials if m not in case.materials)),
        tolerated=(*case.tolerated, *event.gaps),
    )


def changed_case(case: Case, event: Event) -> Case | None:
    """The case after a change of the plan that names no item; None for any other event."""
    match event:
        case change_events.GapClosed():
            return replace(case, materials=(*case.materials, event.material))
        case change_events.CaseExtended():
            return replace(case, extension=event.days)
        case _:
            return None


def notified(item: Item, event: NoticeIssued) -> Item:
    """The item under a new notice. After a returned one a new round begins; the limits of the item run on."""
    told = replace(
        item,
        state="notified",
        department=event.department,
        notice=event.notice,
        notices=item.notices + 1,
        notified_on=event.at.date(),
        clocks_from=event.clocks_from,
        last_at=event.at,
    )
    if item.returned is None:
        return told
    return replace(
        told,
        round=item.round + 1,
        acknowledged_at=None,
        signed={},
        signed_for={},
        proposal=None,
        returned=None,
        held=(*item.held, Held(party=item.returned.lead, until=event.at.date())),
        fired=tuple(name for name in item.fired if name != "acknowledgement"),
    )


def _dropped(item: Item, event: change_events.ItemDropped) -> Item:
    return replace(item, state="cancelled", dropped=event.reason, proposal=None, ended_at=event.at)


def _reused(item: Item, event: change_events.ResultReused) -> Item:
    return replace(
        item,
        state="reused",
        result=event.number,
        reused_of=event.date,
        proposal=None,
        ended_at=event.at,
    )


def _deemed(item: Item, event: change_events.OpinionDeemed) -> Item:
    return replace(item, state="deemed", proposal=None, ended_at=event.at)


def _returned(item: Item, event: change_events.NoticeReturned) -> Item:
    return replace(
        item,
        state="notified",
        holder=None,
        returned=Returned(at=event.at, reason=event.reason, lead=event.lead),
        held=(*item.held, Held(party=event.department, until=event.at.date())),
    )


def _transferred(item: Item, event: change_events.ItemTransferred) -> Item:
    return replace(item, state=event.moves_to, holder=event.to)


def _extended(item: Item, event: change_events.ItemExtended) -> Item:
    return replace(item, extension=event.days)


ITEM_CHANGES: Final = (
    line(change_events.ItemDropped, _dropped),
    line(change_events.ResultReused, _reused),
    line(change_events.OpinionDeemed, _deemed),
    line(change_events.NoticeReturned, _returned),
    line(change_events.ItemTransferred, _transferred),
    line(change_events.ItemExtended, _extended),
)
"""What a change of the plan makes of an item.

What lay on the table of an item that ends without a decision of its own is taken off it: a deemed opinion
must never read as one that was given.
"""
