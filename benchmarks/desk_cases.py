"""Real cases for the desk that is measured: made up by a seed, played by the rules up to this moment."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Final

from activities.contracts import Append
from activities.register import PostgresRegister
from desk.what_if.generated import Generator
from desk.what_if.playing import Law, play
from models.domain.calendar import Calendar
from models.domain.case_file import Applicant, Project
from models.domain.events import CaseReceived, Event
from models.domain.names import CaseNumber, CommandKey
from models.domain.rulebook import Rulebook
from models.domain.rules.passing import passing
from runtime.documents import DATA, load_calendars, load_catalogue

APPLICANT: Final = Applicant(name="十里工业园开发有限公司（示例）", id="91450721MA5XXXXXX0")
"""Every real case is theirs, so that the applicant of the measurement has something to look at."""

_SEED: Final = 20
_LIVE_FROM, _LIVE_SPAN = 1, 24
_ENDED_FROM, _ENDED_SPAN = 70, 90
"""So many working days ago the first of them were filed, and over how many days."""
_AT_ONCE: Final = 8
"""Events that share a key here; single ones would only take longer to enter."""


def rulebook() -> Rulebook:
    """The sample county's procedure under the shipped calendars."""
    catalogue = load_catalogue(DATA / "catalogues" / "lingshan-major-project.yaml")
    return Rulebook(catalogue=catalogue, calendar=Calendar(tables=load_calendars()))


class Past:
    """Cases that were filed some days ago, each with what has happened by ``now``."""

    def __init__(self, book: Rulebook, now: datetime) -> None:
        self.book = book
        self._now = now
        self._law = Law(book)
        self._courses = Generator(book, book.catalogue, _SEED)
        self._draw = Random(_SEED)

    def live(self, count: int) -> Iterator[list[Event]]:
        """Cases of the last weeks, at every stage."""
        return self._cases(1, count, _LIVE_FROM, _LIVE_SPAN)

    def ended(self, count: int) -> Iterator[list[Event]]:
        """Cases of the last year that have come to their end."""
        return self._cases(100_001, count, _ENDED_FROM, _ENDED_SPAN)

    def _cases(self, first: int, count: int, since: int, span: int) -> Iterator[list[Event]]:
        for number in range(first, first + count):
            yield self._case(number, since + self._draw.random() * span)

    def _case(self, number: int, days_ago: float) -> list[Event]:
        work = self._law.work
        filed = work.moment(work.position(self._now) - round(days_ago * work.day))
        course = replace(self._courses.course(number), filed=filed)
        project = Project(
            code=f"{filed.year}-450721-48-01-{number:06}", name=f"十里工业园标准厂房项目（示例 {number}）"
        )
        played = play(course, self._law)
        happened = [event for event in played.events if event.at <= self._now]
        if len(happened) == len(played.events):
            for _, brought in passing(played.case, self._now, self.book):
                happened += brought
        return [
            event.model_copy(update={"project": project, "applicant": APPLICANT})
            if isinstance(event, CaseReceived)
            else event
            for event in happened
        ]


async def enter(register: PostgresRegister, book: Rulebook, events: Sequence[Event]) -> CaseNumber:
    """Enter a case into the register, some events at a time as commands would have; its number."""
    received = events[0]
    assert isinstance(received, CaseReceived)
    key = CommandKey(f"desk-{received.project.code}")
    year = book.hours.local(received.at).year
    number = await register.draw_number(key, book.catalogue.jurisdiction.code, year)
    filed = received.model_copy(update={"number": number, "rulebook": book.digest})
    lines = (filed, *events[1:])
    for expected in range(1, len(lines) + 1, _AT_ONCE):
        asked = Append(
            case=number,
            expected=expected,
            key=key if expected == 1 else CommandKey(f"{key}-{expected}"),
            digest="measured",
            events=lines[expected - 1 : expected - 1 + _AT_ONCE],
        )
        await register.append(asked)
    return number
