"""Where past cases come from: the office's register, or a rehearsal that has been played."""

from collections import Counter
from collections.abc import Iterable

from activities.register import PostgresRegister
from desk.reads import Reads
from desk.what_if.comparing import Past
from desk.what_if.past import course_of, why_left_out
from models.domain.calendar_files import rulebook_with
from models.domain.case import Case
from models.domain.events import EVENT, DeadlinesReprojected, Event
from models.domain.fold import fold
from models.domain.names import SETTLED_STATES, CaseNumber
from models.domain.rehearsal import Report
from models.domain.rulebook import Rulebook

NOT_SETTLED = "in-progress"
OTHER_CATALOGUE = "other-catalogue"


async def past_of_register(
    register: PostgresRegister, reads: Reads, catalogue: str
) -> tuple[list[Past], Counter[str]]:
    """The settled cases of a procedure, under the law that each of them ended with."""
    found: list[Past] = []
    left_out: Counter[str] = Counter()
    for number in await reads.numbers_of(catalogue):
        case = await register.load_case(number)
        if case is None:
            continue
        entries = await register.entries(number)
        book = await register.load_rulebook(case.rulebook)
        _sort(case, [entry.event for entry in entries], book, catalogue, found, left_out)
    return found, left_out


def past_of_rehearsal(
    report: Report, books: dict[str, Rulebook], catalogue: str
) -> tuple[list[Past], Counter[str]]:
    """The cases that a rehearsal brought to their end."""
    found: list[Past] = []
    left_out: Counter[str] = Counter()
    for name, view in report.cases.items():
        happened = list(_events_of(report, name))
        book = books[name]
        for event in happened:
            if isinstance(event, DeadlinesReprojected):
                book = rulebook_with(book, event.table)
        case = fold(Case(number=CaseNumber(view.number)), happened)
        _sort(case, happened, book, catalogue, found, left_out)
    return found, left_out


def _events_of(report: Report, name: str) -> Iterable[Event]:
    for told in report.events:
        if told["case"] == name:
            yield EVENT.validate_python(
                {key: value for key, value in told.items() if key not in {"case", "seq"}}
            )


def _sort(
    case: Case,
    happened: list[Event],
    book: Rulebook,
    catalogue: str,
    found: list[Past],
    left_out: Counter[str],
) -> None:
    why = why_left_out(happened)
    if case.catalogue != catalogue:
        left_out[OTHER_CATALOGUE] += 1
    elif case.state not in SETTLED_STATES:
        left_out[NOT_SETTLED] += 1
    elif why is not None:
        left_out[why] += 1
    else:
        found.append(Past(book, case, happened, course_of(case, happened, book)))
