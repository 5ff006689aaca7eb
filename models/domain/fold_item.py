"""What an event makes of the one item that it names."""

from collections.abc import Mapping, Sequence

from models.domain import events
from models.domain.case import Item, Proposal, Stop
from models.domain.clock_names import fired_name
from models.domain.events import Event
from models.domain.fold_changes import changed_item, notified
from models.domain.frozen import replace
from models.domain.names import ItemState, Level, PersonId


def evolve_item(item: Item, event: Event) -> Item:
    """The item after an event that names it. Never refuses: what happened, happened."""
    changed = _changed(item, event)
    if changed.last_at is event.at:  # an event of every day sees to it, since another copy costs time
        return changed
    return replace(changed, last_at=event.at)


def _changed(item: Item, event: Event) -> Item:
    match event:
        case events.NoticeIssued():
            return notified(item, event)
        case events.NoticeAcknowledged():
            return replace(item, state="acknowledged", acknowledged_at=event.at, last_at=event.at)
        case events.ItemTaken():
            return replace(item, state="handling", holder=event.by)
        case events.OpinionProposed():
            return _proposed(item, event)
        case events.OpinionEndorsed(by=by, level=level) if by is not None:
            signed = {**item.signed, level: by}
            return replace(
                item,
                state=event.moves_to,
                holder=by,
                signed=signed,
                signed_for=_principals(item, event, level),
                last_at=event.at,
            )
        case events.ItemConcluded():
            return _concluded(item, event)
        case events.ItemSentBack():
            return _with_levels(
                replace(item, state=event.moves_to, round=item.round + 1),
                [level for level in item.signed if level in event.keeps],
            )
        case events.NegativeFiled():
            return _signed(replace(item, state="negative-filing", proposal=_with_result(item, event)), event)
        case events.NegativeReturned() if event.moves_to is not None:
            return _with_levels(replace(item, state=event.moves_to), list(item.signed)[:-1])
        case events.ClockStopped():
            stop = Stop(
                reason=event.reason,
                notice=event.notice,
                clocks=event.clocks,
                begun=event.at.date(),
                until=event.until,
            )
            return replace(item, stops=(*item.stops, stop))
        case events.ClockResumed():
            return replace(item, stops=tuple(_resumed(stop, event) for stop in item.stops))
        case _:
            return changed_item(item, event) or _marked(item, event)


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


def _with_result(item: Item, event: events.NegativeFiled) -> Proposal | None:
    """The opinion with the document that the last level named when it signed."""
    if item.proposal is None or event.result is None:
        return item.proposal
    return replace(item.proposal, result=event.result)


def _signed(item: Item, event: events.NegativeFiled) -> Item:
    if event.by is None or event.level is None:
        return item
    return replace(
        item,
        holder=event.by,
        signed={**item.signed, event.level: event.by},
        signed_for=_principals(item, event, event.level),
    )


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


def _resumed(stop: Stop, event: events.ClockResumed) -> Stop:
    if stop.resumed is None and stop.reason == event.reason:
        return replace(stop, resumed=event.at.date())
    return stop


def _marked(item: Item, event: Event) -> Item:
    name = fired_name(event)
    return item if name is None else replace(item, fired=(*item.fired, name), last_at=event.at)
