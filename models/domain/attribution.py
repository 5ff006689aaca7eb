"""Who holds the clock: every elapsed working day of a case belongs to exactly one party (domain.md §4).

The chain runs back from the decision through the item that ended last, then its prerequisite that ended
last, to acceptance. A day belongs to the state in which it began, so an event's day to what was before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from models.domain.case import Case, Item
from models.domain.clock import due_day
from models.domain.clocks import item_clocks
from models.domain.names import DepartmentCode, ItemCode
from models.domain.rulebook import Rulebook

APPLICANT, HIGHER_AUTHORITY, SPECIAL_PROCEDURE = "applicant", "higher-authority", "special-procedure"
"""Parties that are no department; every other party is a department's code."""


@dataclass(frozen=True)
class Share:
    """How many working days in a row one party held, for which item (None: for the case)."""

    party: str
    item: ItemCode | None
    days: int


@dataclass(frozen=True)
class Attribution:
    """The shares in the order of time. ``provisional`` while the case is open: the chain may still change."""

    shares: tuple[Share, ...]
    provisional: bool

    @property
    def total(self) -> int:
        """All working days held by anybody."""
        return sum(share.days for share in self.shares)


def attribution(case: Case, on: date, book: Rulebook) -> Attribution:
    """The shares of the working days after receipt, up to the end of the case or before ``on``."""
    if case.received_at is None:
        return Attribution((), provisional=True)
    finished = case.delivered_at or case.ended_at
    last = on - timedelta(days=1) if finished is None else finished.date()
    shares: list[Share] = []
    segments = _segments(case, case.received_at.date(), last, book)
    for after, to, party, item in (part for segment in segments for part in _by_lead(case, segment)):
        days = book.days.between(after, min(to, last))
        if days == 0:
            continue
        if shares and (shares[-1].party, shares[-1].item) == (party, item):
            shares[-1] = Share(party, item, shares[-1].days + days)
        else:
            shares.append(Share(party, item, days))
    return Attribution(tuple(shares), provisional=finished is None)


def _segments(
    case: Case, received: date, last: date, book: Rulebook
) -> Iterator[tuple[date, date, str, ItemCode | None]]:
    accepted = last if case.accepted_at is None else case.accepted_at.date()
    yield from _before_acceptance(case, received, accepted)
    if case.accepted_at is None:
        return
    cursor = accepted
    for item in deciding_chain(case, book):
        ended = last if item.ended_at is None else item.ended_at.date()
        yield from _item_segments(item, cursor, ended, case.lead)
        cursor = max(cursor, ended)
    yield cursor, max(cursor, last), case.lead, None


def _by_lead(
    case: Case, segment: tuple[date, date, str, ItemCode | None]
) -> Iterator[tuple[date, date, str, ItemCode | None]]:
    """The lead's days, each to the department that was the lead when it began."""
    after, to, party, item = segment
    if item is None and party == case.lead:
        for held in case.lead_held:
            until = min(to, held.until)
            if after < until:
                yield after, until, held.party, None
                after = until
    yield after, to, party, item


def _before_acceptance(
    case: Case, received: date, accepted: date
) -> Iterator[tuple[date, date, str, ItemCode | None]]:
    cursor = received
    for corrections in case.corrections:
        since = corrections.since.date()
        yield cursor, since, case.lead, None
        cursor = accepted if corrections.to is None else corrections.to.date()
        yield since, cursor, APPLICANT, None
    yield cursor, accepted, case.lead, None


def deciding_chain(case: Case, book: Rulebook) -> list[Item]:
    """The items that decided the length, earliest first; of an open case those that will as things stand."""
    begun = [item for item in case.items.values() if item.notified_on is not None]
    if not begun:
        return []
    still_open = [item for item in begun if item.open]
    link = max(still_open, key=lambda item: _due(item, book)) if still_open else max(begun, key=_ended)
    chain = [link]
    while earlier := [case.items[code] for code in link.after if _ended_before(case.items[code], link)]:
        link = max(earlier, key=_ended)
        chain.append(link)
    return chain[::-1]


def _ended_before(earlier: Item, item: Item) -> bool:
    """A prerequisite may outlast an item that ended without it: by an earlier result, or dropped."""
    return earlier.ended_at is not None and (item.ended_at is None or earlier.ended_at <= item.ended_at)


def _ended(item: Item) -> float:
    return 0.0 if item.ended_at is None else item.ended_at.timestamp()


def _due(item: Item, book: Rulebook) -> date:
    return due_day(item_clocks(item, book)["committed"], book.days) or date.max


def _item_segments(
    item: Item, after: date, to: date, lead: DepartmentCode
) -> Iterator[tuple[date, date, str, ItemCode | None]]:
    """The days of one item: its department's, but for those on which a special procedure stood in its way.

    Days before the lead added the item, and all days of one that no department was ever notified of, are the
    lead's; so are those on which a returned notice lay with it.
    """
    if to <= after:
        return
    begun = to if item.notified_on is None else min(max(after, item.added_on or after), to)
    yield after, begun, lead, None
    edges = {begun, to}
    marks = [held.until for held in item.held]
    marks += [edge for stop in item.stops for edge in (stop.begun, stop.resumed) if edge is not None]
    edges |= {edge for edge in marks if begun < edge < to}
    for begin, end in pairwise(sorted(edges)):
        standing = [
            stop
            for stop in item.stops
            if stop.begun <= begin and (stop.resumed is None or end <= stop.resumed)
        ]
        if not standing:
            yield begin, end, _keeper(item, begin), item.code
        elif standing[0].reason == HIGHER_AUTHORITY:
            yield begin, end, HIGHER_AUTHORITY, item.code
        else:
            yield begin, end, SPECIAL_PROCEDURE, item.code


def _keeper(item: Item, after: date) -> DepartmentCode:
    """With whom the item lay on the days after ``after``."""
    for held in item.held:
        if after < held.until:
            return held.party
    return item.department if item.returned is None else item.returned.lead
