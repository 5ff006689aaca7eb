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
    """All days of one party, and how many of a hundred they are, rounded."""

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
    parts = tuple(
        Part(order.index(share.party), share.item, _title(case, share.item, book), share.days)
        for share in held.shares
    )
    parties = tuple(
        Party(
            said.party(code, case, book.catalogue),
            code if code in {APPLICANT, HIGHER_AUTHORITY, SPECIAL_PROCEDURE} else "department",
            days[code],
            round(100 * days[code] / held.total),
        )
        for code in order
    )
    return Shares(parts, parties, held.total, held.provisional)


def _title(case: Case, item: ItemCode | None, book: Rulebook) -> Words:
    if item is not None:
        return book.catalogue.item(item).title
    if case.accepted_at is None:
        return Words(zh="受理之前", en="before acceptance")
    return Words(zh="受理、汇总和送达", en="acceptance, consolidation and delivery")
