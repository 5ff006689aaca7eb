"""Many cases under the present law and under a changed catalogue: generated ones by two processes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final, NamedTuple

from desk.what_if.course import CaseCourse
from desk.what_if.generated import Generator
from desk.what_if.judging import Side
from desk.what_if.playing import Law, Played, play
from models.domain.case import Case
from models.domain.catalogue import Catalogue
from models.domain.events import Event
from models.domain.rulebook import Rulebook

PROCESSES: Final = 2
CHUNK: Final = 100
"""Cases that a process takes at a time."""

FEW: Final = 600
"""Up to so many cases, starting processes would take longer than playing."""


@dataclass
class Comparison:
    """The same cases on both sides. ``left_out`` are past ones that cannot be played again, and why."""

    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    left_out: dict[str, int] = field(default_factory=dict)


class Past(NamedTuple):
    """A case that has really been: its law, what became of it, what happened, and its course."""

    book: Rulebook
    case: Case
    events: Sequence[Event]
    course: CaseCourse


def compare_generated(book: Rulebook, changed: Catalogue, *, count: int, seed: int) -> Comparison:
    """The cases 1 … ``count`` of a seed on both sides. The number of processes changes nothing."""
    compared = Comparison()
    work = [
        _Work(book.model_dump_json(), changed.model_dump_json(), seed, first, min(first + CHUNK, count + 1))
        for first in range(1, count + 1, CHUNK)
    ]
    for before, after in map(_both, work) if count <= FEW else _at_once(work):
        compared.before.add(before)
        compared.after.add(after)
    return compared


def compare_past(past: Sequence[Past], changed: Catalogue) -> Comparison:
    """What has been, as it has been, against the same work under the changed catalogue."""
    compared = Comparison()
    laws: dict[str, Law] = {}
    for each in past:
        compared.before.judge(each.case, each.events, each.book)
        law = laws.setdefault(each.book.digest, Law(changed_book(each.book, changed)))
        _judge(compared.after, play(each.course, law), law)
    return compared


def changed_book(book: Rulebook, changed: Catalogue) -> Rulebook:
    """The same calendar and hours with the changed catalogue."""
    return Rulebook(catalogue=changed, calendar=book.calendar, hours=book.hours)


class Change:
    """What a changed catalogue changes: some of the items alone, or more than items."""

    def __init__(self, before: Catalogue, after: Catalogue) -> None:
        old, new = before.item_by_code, after.item_by_code
        rest = [each.model_copy(update={"items": ()}) for each in (before, after)]
        self._items_alone = rest[0] == rest[1] and [*old] == [*new]
        self._items = {code for code in old if old[code] != new.get(code)}

    def touches(self, course: CaseCourse) -> bool:
        """Whether the case could go another way; one without a changed item cannot."""
        return not self._items_alone or not self._items.isdisjoint(course.items)


class _Work(NamedTuple):
    book: str
    changed: str
    seed: int
    first: int
    end: int


def _at_once(work: Sequence[_Work]) -> Iterator[tuple[Side, Side]]:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_both, work)


_laws: dict[tuple[str, str, int], tuple[Generator, Law, Law, Change]] = {}
"""What this process has worked out for one comparison; the next one takes its place."""


def _both(work: _Work) -> tuple[Side, Side]:
    key = (work.book, work.changed, work.seed)
    if key not in _laws:
        book = Rulebook.model_validate_json(work.book)
        changed = Catalogue.model_validate_json(work.changed)
        _laws.clear()
        _laws[key] = (
            Generator(book, changed, work.seed),
            Law(book),
            Law(changed_book(book, changed)),
            Change(book.catalogue, changed),
        )
    generator, present, other, change = _laws[key]
    before, after = Side(), Side()
    for number in range(work.first, work.end):
        course = generator.course(number)
        played = play(course, present)
        _judge(before, played, present)
        _judge(after, play(course, other) if change.touches(course) else played, other)
    return before, after


def _judge(side: Side, played: Played, law: Law) -> None:
    if played.refused is not None:
        side.refuse(played.refused.text("en"))
    else:
        side.judge(played.case, played.events, law.book)
