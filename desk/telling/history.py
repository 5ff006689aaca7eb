"""What has happened to a case, one sentence for each event, by the law of its day."""

from dataclasses import dataclass
from datetime import datetime

from activities.contracts import Entry
from activities.register import PostgresRegister
from desk.telling.story import Story
from models.domain.case import Case
from models.domain.events import CaseReceived, DeadlinesReprojected
from models.domain.fold import evolve
from models.domain.names import CaseNumber
from models.domain.text import Words


@dataclass(frozen=True)
class Told:
    """One event: its number, the moment, and the sentence; ``by_clock`` when time alone has brought it."""

    entry: Entry
    at: datetime
    sentence: Words
    by_clock: bool


async def told_history(register: PostgresRegister, number: CaseNumber) -> list[Told]:
    """The history of a case from its first event; empty for a number without one."""
    story: Story | None = None
    after, told = Case(number=number), []
    for entry in await register.entries(number):
        after = evolve(after, entry.event)
        if story is None or isinstance(entry.event, CaseReceived | DeadlinesReprojected):
            story = Story(await register.load_rulebook(after.rulebook))
        told.append(
            Told(entry, entry.event.at, story.sentence(entry.event, after), entry.event.by_name is None)
        )
    return told
