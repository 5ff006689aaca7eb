"""What an event makes of the one item that it names."""

from models.domain import events
from models.domain.case import Item, Proposal, Stop
from models.domain.clock_names import fired_name
from models.domain.events import Event
from models.domain.frozen import replace
from models.domain.names import ItemState


def evolve_item(item: Item, event: Event) -> Item:
    """The item after an event that names it. Never refuses: what happened, happened."""
    match event:
        case events.NoticeIssued():
            return replace(
                item,
                state="notified",
                notice=event.notice,
                notified_on=event.at.date(),
                clocks_from=event.clocks_from,
            )
        case events.NoticeAcknowledged():
            return replace(item, state="acknowledged", acknowledged_at=event.at)
        case events.ItemTaken():
            return replace(item, state="handling", holder=event.by)
        case events.OpinionProposed():
            return _proposed(item, event)
        case events.OpinionEndorsed(by=by, level=level) if by is not None:
            return replace(item, state=event.moves_to, holder=by, signed={**item.signed, level: by})
        case events.ItemSentBack():
            kept = {level: person for level, person in item.signed.items() if level in event.keeps}
            return replace(item, state=event.moves_to, round=item.round + 1, signed=kept)
        case events.NegativeFiled():
            return _signed(replace(item, state="negative-filing"), event)
        case events.NegativeReturned() if event.moves_to is not None:
            kept = dict(list(item.signed.items())[:-1])
            return replace(item, state=event.moves_to, signed=kept)
        case events.ItemConcluded():
            return _concluded(item, event)
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
            return _marked(item, event)


def _proposed(item: Item, event: events.OpinionProposed) -> Item:
    proposal = Proposal(
        opinion=event.opinion,
        reason=event.reason,
        basis=event.basis,
        conditions=event.conditions,
        result=event.result,
    )
    signed = {} if event.by is None else {event.level: event.by}
    return replace(item, state=event.moves_to, holder=event.by, proposal=proposal, signed=signed)


def _signed(item: Item, event: events.NegativeFiled | events.ItemConcluded) -> Item:
    if event.by is None or event.level is None:
        return item
    return replace(item, holder=event.by, signed={**item.signed, event.level: event.by})


def _concluded(item: Item, event: events.ItemConcluded) -> Item:
    state: ItemState = "not-involved" if event.opinion == "not-involved" else "concluded"
    return _signed(replace(item, state=state, result=event.result, ended_at=event.at), event)


def _resumed(stop: Stop, event: events.ClockResumed) -> Stop:
    if stop.resumed is None and stop.reason == event.reason:
        return replace(stop, resumed=event.at.date())
    return stop


def _marked(item: Item, event: Event) -> Item:
    name = fired_name(event)
    return item if name is None else replace(item, fired=(*item.fired, name))
