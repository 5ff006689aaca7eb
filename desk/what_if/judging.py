"""What was late in a case, by how many working days and whose: read from its events and its clocks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from models.domain import events
from models.domain.case import Case
from models.domain.clock import Clock, due_day
from models.domain.clocks import case_clocks, item_clocks
from models.domain.events import Event
from models.domain.names import ClockName, DepartmentCode, ItemCode
from models.domain.rulebook import Rulebook


class Place(NamedTuple):
    """Where a limit runs: a clock of an item (or, without one, of the case) and who answers for it."""

    department: DepartmentCode
    item: ItemCode | None
    clock: ClockName


@dataclass
class Tally:
    """How often a limit ran, how often it was broken, and by how many working days in sum and at most."""

    ran: int = 0
    late: int = 0
    days: int = 0
    most: int = 0

    def add(self, other: "Tally") -> None:
        """Count the other's, too."""
        self.ran += other.ran
        self.late += other.late
        self.days += other.days
        self.most = max(self.most, other.most)


@dataclass
class Side:
    """What came of many cases under one law. ``unfiled`` are those that it would not even receive."""

    cases: int = 0
    places: dict[Place, Tally] = field(default_factory=lambda: defaultdict(Tally))
    outcomes: Counter[str] = field(default_factory=Counter)
    unfiled: Counter[str] = field(default_factory=Counter)
    late_cases: int = 0
    decided: int = 0
    days_to_decision: int = 0

    def add(self, other: "Side") -> None:
        """Count the other's cases, too."""
        self.cases += other.cases
        for place, tally in other.places.items():
            self.places[place].add(tally)
        self.outcomes += other.outcomes
        self.unfiled += other.unfiled
        self.late_cases += other.late_cases
        self.decided += other.decided
        self.days_to_decision += other.days_to_decision

    def judge(self, case: Case, happened: Iterable[Event], book: Rulebook) -> None:
        """Count a case that has been played, or that has really been."""
        self.cases += 1
        self.outcomes[case.outcome or case.state] += 1
        broken = _broken(happened)
        for name, clock in case_clocks(case, book).items():
            self._count(Place(case.lead, None, name), clock, broken.get((None, name)), book)
        for item in case.items.values():
            for name, clock in item_clocks(item, book).items():
                since = broken.get((item.code, name))
                self._count(Place(item.department, item.code, name), clock, since, book)
        self.late_cases += (None, "committed") in broken
        if case.decided_at is not None and case.received_at is not None:
            self.decided += 1
            self.days_to_decision += book.days.between(case.received_at.date(), case.decided_at.date())

    def refuse(self, why: str) -> None:
        """Count a case that could not be filed."""
        self.cases += 1
        self.unfiled[why] += 1

    def _count(self, place: Place, clock: Clock, since: datetime | None, book: Rulebook) -> None:
        """A limit that ran; ``since`` is when it was found broken, if it was."""
        tally = self.places[place]
        tally.ran += 1
        if since is None:
            return
        due = due_day(clock, book.days)
        ended = clock.ended or since
        days = 0 if due is None else book.days.between(due, ended.date())
        tally.late += 1
        tally.days += days
        tally.most = max(tally.most, days)


_BREAKS: Final[Mapping[type[Event], ClockName]] = {
    events.AcknowledgementMissed: "acknowledgement",
    events.CaseDeemedAccepted: "acceptance",
    events.CorrectionsLapsed: "corrections",
}
"""The limits whose end has an event of its own; every other breach names its limit."""


def _broken(happened: Iterable[Event]) -> dict[tuple[ItemCode | None, ClockName], datetime]:
    """The limits that were broken, and when: by the events that say so."""
    found: dict[tuple[ItemCode | None, ClockName], datetime] = {}
    for event in happened:
        limit = event.clock if type(event) is events.DeadlineBreached else _BREAKS.get(type(event))
        if limit is not None:
            found.setdefault((event.item, limit), event.at)
    return found
