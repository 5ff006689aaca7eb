"""Which clocks run on a case and its items, made from the state and the catalogue (domain.md §4)."""

from datetime import date, datetime

from models.domain.case import Case, Item, Stop
from models.domain.clock import Clock, Pause, merged
from models.domain.limits import Limit
from models.domain.names import ClockName, ItemClock, ItemCode
from models.domain.rulebook import Rulebook

ItemClocks = dict[ClockName, Clock]
StoppedItems = list[tuple[date | None, datetime | None, tuple[Stop, ...]]]
_Begun = tuple[Item, date, date | None]
"""An item whose clocks have started: since when, and the day of its end."""


def item_clocks(item: Item, book: Rulebook) -> ItemClocks:
    """The clocks of an item that has been notified: acknowledgement, committed and statutory."""
    if item.clocks_from is None or item.notified_on is None:
        return {}
    catalogue, started, ended = book.catalogue, item.clocks_from, item.ended_at
    definition = catalogue.item_by_code[item.code]
    committed, statutory = definition.committed, definition.statutory
    return {
        "acknowledgement": _clock(catalogue.limits.acknowledgement, item.notified_on, _acknowledged(item)),
        "committed": Clock(started, committed.days, committed.unit, 0, stopped(item, "committed"), ended),
        "statutory": Clock(
            started, statutory.days, statutory.unit, item.extension, stopped(item, "statutory"), ended
        ),
    }


def case_clocks(case: Case, book: Rulebook) -> ItemClocks:
    """The clocks of the case as a whole that have started, the present one of each name."""
    limits = book.catalogue.limits
    clocks: ItemClocks = {}
    if case.receipt_on is not None:
        clocks["acceptance"] = _clock(limits.acceptance, case.receipt_on, _acceptance_ended(case))
    if case.corrections:
        last = case.corrections[-1]
        clocks["corrections"] = _clock(limits.corrections, last.since.date(), last.to)
    return clocks | review_clocks(case, book) | delivery_clocks(case, book)


def review_clocks(case: Case, book: Rulebook) -> ItemClocks:
    """The clocks of the case up to its decision, once it has been accepted."""
    if case.effective is None:
        return {}
    limits, started, ended = book.catalogue.limits, case.effective, case.decided_at or case.ended_at
    by_promise, by_law = limits.committed, limits.statutory
    committed, statutory = _stopped(case)
    return {
        "committed": Clock(started, by_promise.days, by_promise.unit, 0, committed, ended),
        "statutory": Clock(started, by_law.days, by_law.unit, case.extension, statutory, ended),
    }


def delivery_clocks(case: Case, book: Rulebook) -> ItemClocks:
    """The clocks from the decision to the delivery, once the case has been decided."""
    if case.decided_at is None:
        return {}
    limits, decided = book.catalogue.limits.delivery, case.decided_at.date()
    delivered = case.delivered_at or case.ended_at
    return {
        "delivery": _clock(limits.committed, decided, delivered),
        "delivery-statutory": _clock(limits.statutory, decided, delivered),
    }


def stopped(item: Item, clock: ItemClock) -> tuple[Pause, ...]:
    """The days on which a clock of the item stood still, as its stops say; a stop ends when the item does."""
    if not item.stops:
        return ()
    ended = _day(item.ended_at)
    return tuple((stop.begun, stop.resumed or ended) for stop in item.stops if clock in stop.clocks)


def stopped_items(case: Case) -> StoppedItems:
    """What of the items bears on the clocks of the case: nothing, unless one of them was ever stopped."""
    items = case.items.values()
    for item in items:
        if item.stops:
            return [(each.clocks_from, each.ended_at, each.stops) for each in items]
    return []


def _stopped(case: Case) -> tuple[tuple[Pause, ...], tuple[Pause, ...]]:
    if _one_ran_on(case):
        return (), ()
    begun = [
        (item, item.clocks_from, _day(item.ended_at))
        for item in case.items.values()
        if item.clocks_from is not None
    ]
    committed, statutory = _pauses(begun, "committed"), _pauses(begun, "statutory")
    still = _all_stopped(begun, committed)
    return still, still if statutory == committed else _all_stopped(begun, statutory)


def _one_ran_on(case: Case) -> bool:
    """Whether an item that was never stopped ran from the first stop of the others to the end of the last.

    Then the case ran on all the time, as most cases do; the days need not be looked at one after another.
    """
    stops = [stop for item in case.items.values() for stop in item.stops]
    if not stops:
        return True
    first = min(stop.begun for stop in stops)
    last = max(stop.resumed or date.max for stop in stops)
    return any(
        item.clocks_from <= first and (item.ended_at is None or last <= item.ended_at.date())
        for item in case.items.values()
        if item.clocks_from is not None and not item.stops
    )


def _pauses(begun: list[_Begun], clock: ItemClock) -> dict[ItemCode, list[Pause]]:
    return {item.code: merged(stopped(item, clock)) for item, _, _ in begun if item.stops}


def _all_stopped(begun: list[_Begun], pauses: dict[ItemCode, list[Pause]]) -> tuple[Pause, ...]:
    """The days at whose beginning every open item's clock stood still; they do not count for the case."""
    edges = {started for _, started, _ in begun}
    edges |= {ended for _, _, ended in begun if ended is not None}
    edges |= {edge for each in pauses.values() for pause in each for edge in pause if edge is not None}
    ordered = sorted(edges)
    found: list[Pause] = []
    for after, to in zip(ordered, [*ordered[1:], None], strict=True):
        still = {code for code, each in pauses.items() if each and _covers(each, after, to)}
        if not still:
            continue
        running = [
            item.code
            for item, started, ended in begun
            if started <= after and (ended is None or ended > after)
        ]
        if running and still.issuperset(running):
            found.append((after, to))
    return tuple(merged(found))


def _covers(pauses: list[Pause], after: date, to: date | None) -> bool:
    return any(
        begun <= after and (resumed is None or (to is not None and to <= resumed))
        for begun, resumed in pauses
    )


def _acceptance_ended(case: Case) -> datetime | None:
    if case.corrections and case.corrections[-1].to is None:
        return case.corrections[-1].since
    return case.accepted_at or case.ended_at


def _clock(limit: Limit, started: date, ended: datetime | None) -> Clock:
    return Clock(started=started, limit=limit.days, unit=limit.unit, ended=ended)


def _acknowledged(item: Item) -> datetime | None:
    """When the notice was signed for, or there was nothing to sign for any more."""
    returned = None if item.returned is None else item.returned.at
    return item.acknowledged_at or returned or item.ended_at


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()
