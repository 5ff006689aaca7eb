"""What an event makes of the one item that it names."""

from collections.abc import Mapping, Sequence
from typing import Final

from models.domain import events
from models.domain.by_class import line
from models.domain.case import Item, Proposal, Stop
from models.domain.clock_names import fired_name
from models.domain.events import Event
from models.domain.fold_changes import ITEM_CHANGES, notified
from models.domain.frozen import replace
from models.domain.names import ItemState, Level, PersonId


def evolve_item(item: Item, event: Event) -> Item:
    """The item after an event that names it. Never refuses: what happened, happened."""
    changed = _changed(item, event)
    if changed.last_at is event.at:  # an event of every day sees to it, since another copy costs time
        return changed
    return replace(changed, last_at=event.at)


def _changed(item: Item, event: Event) -> Item:
    change = _CHANGES.get(type(event))
    return _marked(item, event) if change is None else change(item, event)


def _acknowledged(item: Item, event: events.NoticeAcknowledged) -> Item:
    return replace(item, state="acknowledged", acknowledged_at=event.at, last_at=event.at)


def _taken(item: Item, event: events.ItemTaken) -> Item:
    return replace(item, state="handling", holder=event.by)


def _proposed(item: Item, event: events.OpinionProposed) -> Item:
    proposal = Proposal(
        opinion=event.opinion,
        reason=event.reason,
        basis=event.basis,
        conditions=event.conditions,
        result=event.result,
    )
    signed = {} if event.by is None else {event.level: event.by}
    return replace(
        item,
        state=event.moves_to,
        holder=event.by,
        proposal=proposal,
        signed=signed,
        signed_for={} if event.for_person is None else {event.level: event.for_person},
        last_at=event.at,
    )


def _endorsed(item: Item, event: events.OpinionEndorsed) -> Item:
    if event.by is None:
        return item
    return replace(
        item,
        state=event.moves_to,
        holder=event.by,
        signed={**item.signed, event.level: event.by},
        signed_for=_principals(item, event, event.level),
        last_at=event.at,
    )


def _sent_back(item: Item, event: events.ItemSentBack) -> Item:
    return _with_levels(
        replace(item, state=event.moves_to, round=item.round + 1),
        [level for level in item.signed if level in event.keeps],
    )


def _filed(item: Item, event: events.NegativeFiled) -> Item:
    filed = replace(item, state="negative-filing", proposal=_with_result(item, event))
    if event.by is None or event.level is None:
        return filed
    return replace(
        filed,
        holder=event.by,
        signed={**item.signed, event.level: event.by},
        signed_for=_principals(item, event, event.level),
    )


def _negative_returned(item: Item, event: events.NegativeReturned) -> Item:
    if event.moves_to is None:
        return item
    return _with_levels(replace(item, state=event.moves_to), list(item.signed)[:-1])


def _with_result(item: Item, event: events.NegativeFiled) -> Proposal | None:
    """The opinion with the document that the last level named when it signed."""
    if item.proposal is None or event.result is None:
        return item.proposal
    return replace(item.proposal, result=event.result)


def _principals(item: Item, event: Event, level: Level) -> Mapping[Level, PersonId]:
    """For whom each level was signed, where it was signed for another."""
    own = {signed: person for signed, person in item.signed_for.items() if signed != level}
    return own if event.for_person is None else {**own, level: event.for_person}


def _with_levels(item: Item, levels: Sequence[Level]) -> Item:
    """The item with the signatures of these levels alone."""
    return replace(
        item,
        signed={level: item.signed[level] for level in levels},
        signed_for={level: person for level, person in item.signed_for.items() if level in levels},
    )


def _concluded(item: Item, event: events.ItemConcluded) -> Item:
    state: ItemState = "not-involved" if event.opinion == "not-involved" else "concluded"
    at = event.at
    by, level = event.by, event.level
    if by is None or level is None:
        return replace(item, state=state, result=event.result, ended_at=at, last_at=at)
    return replace(
        item,
        state=state,
        result=event.result,
        ended_at=at,
        holder=by,
        signed={**item.signed, level: by},
        signed_for=_principals(item, event, level),
        last_at=at,
    )


def _stopped(item: Item, event: events.ClockStopped) -> Item:
    stop = Stop(
        reason=event.reason,
        notice=event.notice,
        clocks=event.clocks,
        begun=event.at.date(),
        until=event.until,
    )
    return replace(item, stops=(*item.stops, stop))


def _resumed(item: Item, event: events.ClockResumed) -> Item:
    stops = tuple(
        replace(stop, resumed=event.at.date())
        if stop.resumed is None and stop.reason == event.reason
        else stop
        for stop in item.stops
    )
    return replace(item, stops=stops)


def _marked(item: Item, event: Event) -> Item:
    name = fired_name(event)
    return item if name is None else replace(item, fired=(*item.fired, name), last_at=event.at)


_CHANGES: Final = dict(
    [
        line(events.NoticeIssued, notified),
        line(events.NoticeAcknowledged, _acknowledged),
        line(events.ItemTaken, _taken),
        line(events.OpinionProposed, _proposed),
        line(events.OpinionEndorsed, _endorsed),
        line(events.ItemConcluded, _concluded),
        line(events.ItemSentBack, _sent_back),
        line(events.NegativeFiled, _filed),
        line(events.NegativeReturned, _negative_returned),
        line(events.ClockStopped, _stopped),
        line(events.ClockResumed, _resumed),
        *ITEM_CHANGES,
    ]
)
"""What an event makes of its item, by its class; any other event leaves at most its mark."""
