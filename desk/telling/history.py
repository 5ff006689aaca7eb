"""What has happened to a case, one sentence for each event, by the law of its day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.contracts import Entry
from activities.register import PostgresRegister
from desk.telling.story import Story
from models.domain.case import Case
from models.domain.event_shape import ClockHappening
from models.domain.events import (
    CaseReceived,
    DeadlineBreached,
    DeadlinesReprojected,
    Escalated,
    Event,
)
from models.domain.fold import evolve
from models.domain.names import CaseNumber
from models.domain.text import Words


@dataclass(frozen=True)
class Told:
    """One event: its number, the moment, and the sentence; ``by_clock`` when time alone has brought it.

    ``marks`` say what is out of the ordinary: a limit that was broken, or that the entry came later.
    """

    entry: Entry
    at: datetime
    sentence: Words
    by_clock: bool
    marks: tuple[Words, ...] = ()


async def told_history(register: PostgresRegister, number: CaseNumber) -> list[Told]:
    """The history of a case from its first event; empty for a number without one."""
    story: Story | None = None
    after, told = Case(number=number), []
    for entry in await register.entries(number):
        after = evolve(after, entry.event)
        if story is None or isinstance(entry.event, CaseReceived | DeadlinesReprojected):
            story = Story(await register.load_rulebook(after.rulebook))
        sentence, by_clock = story.sentence(entry.event, after), entry.event.by_name is None
        told.append(Told(entry, entry.event.at, sentence, by_clock, tuple(_marks(entry.event))))
    return told


BROKEN: Final = Words(zh="逾期", en="late")
ENTERED_LATE: Final = Words(zh="补录", en="entered late")
RECORDED_LATE: Final = Words(zh="补记", en="recorded late")


def _marks(event: Event) -> Iterator[Words]:
    if isinstance(event, DeadlineBreached | Escalated):
        yield BROKEN
    if event.entered_at is not None:
        yield ENTERED_LATE
    if isinstance(event, ClockHappening) and event.late:
        yield RECORDED_LATE
