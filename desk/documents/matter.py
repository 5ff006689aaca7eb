"""The matter of a document: one event of a case, and the case as it stood when that event had happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.register_lines import Line
from models.domain.case import Case
from models.domain.events import CaseReceived, DeadlinesReprojected, Event
from models.domain.fold import evolve
from models.domain.rulebook import Rulebook


class NoSuchLine(Exception):
    """The case has no line of this number in the register."""


@dataclass(frozen=True)
class Matter:
    """One event with its place in the register; what happened later does not show in it.

    ``book`` is the law of that day: an adopted calendar changes it in mid-case. ``entered_at`` is the date
    of its document as a file.
    """

    case: Case
    event: Event
    line: int
    hash: str
    entered_at: datetime
    book: Rulebook


def matter_of(lines: Sequence[Line], seq: int, laws: Mapping[str, Rulebook]) -> Matter:
    """The matter of line ``seq``, from all the lines of its case up to there and the rulebooks they name.

    Raises `NoSuchLine`, and ``KeyError`` for a rulebook that is not among ``laws``.
    """
    if not 1 <= seq <= len(lines) or lines[seq - 1].seq != seq:
        raise NoSuchLine(seq)
    case = Case(number=lines[0].case)
    law = ""
    event: Event
    for line in lines[:seq]:
        event = line.event()
        case = evolve(case, event)
        if isinstance(event, CaseReceived | DeadlinesReprojected):
            law = event.rulebook
    last = lines[seq - 1]
    return Matter(
        case=case, event=last.event(), line=seq, hash=last.hash, entered_at=last.entered_at, book=laws[law]
    )


def laws_named(lines: Sequence[Line]) -> tuple[str, ...]:
    """The digests of the rulebooks that the lines of a case name, in order."""
    named = (line.event() for line in lines if line.kind in {"case-received", "deadlines-reprojected"})
    return tuple(event.rulebook for event in named if isinstance(event, CaseReceived | DeadlinesReprojected))
