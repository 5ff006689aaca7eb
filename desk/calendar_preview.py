"""What adopting a calendar would do, case by case, by the very rules that will do it. Writes nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from activities.register import PostgresRegister
from desk.reads import Reads
from models.domain.calendar_files import rulebook_with
from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.case import Case
from models.domain.events import Event
from models.domain.fold import fold
from models.domain.refusals import Refusal
from models.domain.reprojection import OpenDeadline, reprojected
from models.domain.rulebook import Rulebook
from models.domain.rules.calendar_adoption import found_after_all
from models.domain.rules.passing import passing


@dataclass(frozen=True)
class Foreseen:
    """A case under the new calendar: its deadlines, and what time will bring at once."""

    case: Case
    book: Rulebook
    deadlines: list[OpenDeadline]
    at_once: list[Event]


def foresee(case: Case, book: Rulebook, file: YearTable | OfficeDays, at: datetime) -> Foreseen | None:
    """What the file would do to a case at this moment; None when it would change nothing of its law."""
    at = book.hours.local(at)
    for _, brought in passing(case, at, book):
        case = fold(case, brought)
    try:
        new = rulebook_with(book, file)
    except Refusal:
        return None
    if case.ended:
        return None
    adopted = replace(case, last_at=at)
    at_once = found_after_all(adopted, at, book, new)
    adopted = fold(adopted, at_once)
    at_once += [event for _, brought in passing(adopted, at, new) for event in brought]
    return Foreseen(case, new, reprojected(case, book, new), at_once)


async def preview(
    register: PostgresRegister, reads: Reads, file: YearTable | OfficeDays, at: datetime
) -> AsyncIterator[Foreseen]:
    """Every live case whose law the file would change, by number."""
    after = None
    while numbers := await reads.live_numbers(after):
        for number in numbers:
            case = await register.load_case(number)
            if case is not None:
                seen = foresee(case, await register.load_rulebook(case.rulebook), file, at)
                if seen is not None:
                    yield seen
        after = numbers[-1]
