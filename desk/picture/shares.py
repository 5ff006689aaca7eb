"""Who held the clock: the shares of a case by party, from the first to the last working day, as one whole."""

from dataclasses import dataclass
from datetime import date

from models.domain import words as said
from models.domain.attribution import APPLICANT, HIGHER_AUTHORITY, SPECIAL_PROCEDURE, attribution
from models.domain.case import Case
from models.domain.names import ItemCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words


@dataclass(frozen=True)
class Part:
    """Working days in a row that one party held; ``party`` counts the parties of the case from 0."""

    party: int
    item: ItemCode | None
    title: Words
    days: int


@dataclass(frozen=True)
class Party:
    """All days of one party, and how many of a hundred they are, rounded so that all make a hundred."""

    name: Words
    kind: str
    days: int
    percent: int


@dataclass(frozen=True)
class Shares:
    """The parts in the order of time; the parties with the most days first. Both add up to ``total``."""

    parts: tuple[Part, ...]
    parties: tuple[Party, ...]
    total: int
    provisional: bool


def shares(case: Case, on: date, book: Rulebook) -> Shares:
    """The shares up to the end of the case, or of the days before ``on``."""
    held = attribution(case, on, book)
    days: dict[str, int] = {}
    for share in held.shares:
        days[share.party] = days.get(share.party, 0) + share.days
    order = sorted(days, key=lambda party: -days[party])
    percent = dict(zip(order, _percent([days[party] for party in order]), strict=True))
    parts = tuple(
        Part(order.index(share.party), share.item, _title(case, share.item, book), share.days)
        for share in held.shares
    )
    parties = tuple(
        Party(
            said.party(code, case, book.catalogue),
            code if code in {APPLICANT, HIGHER_AUTHORITY, SPECIAL_PROCEDURE} else "department",
            days[code],
            percent[code],
        )
        for code in order
    )
    return Shares(parts, parties, held.total, held.provisional)


def _percent(days: list[int]) -> list[int]:
    """Whole numbers that add up to a hundred: what is left over goes to the largest rests."""
    total = sum(days)
    found = [100 * each // total for each in days]
    rests = sorted(range(len(days)), key=lambda place: -(100 * days[place] % total))
    for place in rests[: 100 - sum(found)]:
        found[place] += 1
    return found


def _title(case: Case, item: ItemCode | None, book: Rulebook) -> Words:
    if item is not None:
        return book.catalogue.item(item).title
    if case.accepted_at is None:
        return Words(zh="受理之前", en="before acceptance")
    return Words(zh="受理、汇总和送达", en="acceptance, consolidation and delivery")
