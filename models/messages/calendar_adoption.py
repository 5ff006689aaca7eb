"""What the adoption of a calendar is started with, works through page by page, and tells of its progress."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.domain.calendar_files import name_of
from models.domain.calendar_table import CalendarFile, OfficeDays, YearTable
from models.domain.names import CaseNumber
from models.domain.people import Person

WORKFLOW = "calendar-adoption"
"""The workflow's wire name."""

MOST_NAMED = 20
"""So many of the cases that could not be reached are told by their numbers."""


class Message(BaseModel):
    """A frozen message."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Adoption(Message):
    """A calendar file, and the administrator who adopts it."""

    table: CalendarFile
    by: Person


class Behind(Message):
    """Ask for the next live cases behind ``after`` that still go by an older calendar."""

    table: CalendarFile
    after: CaseNumber | None = None


class CasePage(Message):
    """Some cases, in order, and how many there are ``left`` behind them."""

    numbers: tuple[CaseNumber, ...]
    left: int


class PageAdoption(Message):
    """Ask for the adoption by these cases."""

    adoption: Adoption
    numbers: tuple[CaseNumber, ...]


class PageDone(Message):
    """What came of it: how many adopted, how many had nothing left to adopt, and which gave no answer."""

    adopted: int
    standing: int
    unreached: tuple[CaseNumber, ...]


class Progress(Message):
    """How far the adoption is. ``rounds`` counts how often it has been through all cases.

    ``unreached`` and ``unreached_first`` tell of the round that has ended last; ``missing`` and
    ``missing_first`` of the one that goes on.
    """

    phase: Literal["entering", "adopting", "watching", "done"] = "entering"
    rounds: int = 0
    after: CaseNumber | None = None
    adopted: int = 0
    standing: int = 0
    left: int = 0
    missing: int = 0
    missing_first: tuple[CaseNumber, ...] = ()
    unreached: int = 0
    unreached_first: tuple[CaseNumber, ...] = ()

    def with_page(self, page: CasePage, done: PageDone) -> "Progress":
        """One page further."""
        return self.model_copy(
            update={
                "after": page.numbers[-1],
                "adopted": self.adopted + done.adopted,
                "standing": self.standing + done.standing,
                "left": page.left,
                "missing": self.missing + len(done.unreached),
                "missing_first": (*self.missing_first, *done.unreached)[:MOST_NAMED],
            }
        )

    def with_round(self) -> "Progress":
        """Once through all cases; the next round begins at the front."""
        return self.model_copy(
            update={
                "rounds": self.rounds + 1,
                "after": None,
                "unreached": self.missing,
                "unreached_first": self.missing_first,
                "missing": 0,
                "missing_first": (),
            }
        )


class AdoptionStart(Message):
    """The adoption, and the progress that a new run of it goes on with."""

    adoption: Adoption
    carried: Progress | None = None


def adoption_id(file: YearTable | OfficeDays) -> str:
    """The workflow of an adoption: the same file is the same operation."""
    return f"calendar-{name_of(file)}"
