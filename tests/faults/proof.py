"""What must hold of a case afterwards (domain.md §7): people's book, register, boxes and Temporal agree."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.contracts import Entry
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.dues import next_due
from models.domain.effects import effects
from models.domain.events import Event
from models.domain.fold import evolve, fold
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.domain.rules.passing import fire
from models.messages.case_workflow import Answer
from tests.domain.invariants import check_all, check_fold
from tests.faults.people import Line
from workflows.pen import digest

_CLOCK = "clock:"
_MUCH_LATER = timedelta(days=1)


@dataclass(frozen=True)
class Sent:
    """One message as it lies in its box."""

    key: str
    kind: str
    item: str | None
    at: datetime


def check_book(number: CaseNumber, lines: Sequence[Line], entries: Sequence[Entry]) -> Iterator[str]:
    """Acknowledged commands stand once, as they were answered; refused ones not at all; no others (4, 8)."""
    standing: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        standing.setdefault((entry.key, entry.digest), []).append(entry)
    for line in lines:
        key = line.order.key
        stands = standing.pop((key, digest(line.order)), [])
        if line.answers and line.refusals:
            yield f"{key}: acknowledged to one click and refused to another ({line.refusals[0]})"
        if any(answer != line.answers[0] for answer in line.answers):
            yield f"{key}: its clicks got different answers: {line.answers}"
        if line.done and not stands:
            yield f"{key}: acknowledged, and not in the register"
        elif line.done and (entered := _answer(number, stands)) != line.answers[0]:
            yield f"{key}: answered {line.answers[0]}, entered {entered}"
        elif not line.done and stands:
            yield f"{key}: never acknowledged, and in the register as {stands[0].seq}"
        if not line.known:
            yield f"{key}: its outcome has never become known"
    for (other, _), stands in standing.items():
        if not other.startswith(_CLOCK):
            yield f"{other}: nobody gave this command, and it is in the register as {stands[0].seq}"


def _answer(number: CaseNumber, stands: Sequence[Entry]) -> Answer:
    first = stands[0]
    return Answer(
        case=number,
        key=first.key,
        digest=first.digest,
        first=first.seq,
        events=tuple(entry.event.kind for entry in stands),
    )


def check_reasons(
    number: CaseNumber, lines: Sequence[Line], entries: Sequence[Entry], book: Rulebook
) -> Iterator[str]:
    """The rules, asked again line by line, say what stands there: who might, when, and what (3, 6).

    No command was entered before what was due until then, and no rung before or after its turn.
    """
    orders = {(line.order.key, digest(line.order)): line.order for line in lines}
    case, at = Case(number=number), 0
    while at < len(entries):
        key, its_digest = entries[at].key, entries[at].digest
        step = [entry.event for entry in entries[at:] if (entry.key, entry.digest) == (key, its_digest)]
        order = orders.get((key, its_digest))
        said = _by_the_clock(case, key, step, book) if order is None else _by_hand(case, order, step, book)
        if said is not None:
            yield f"{key} at {entries[at].seq}: {said}"
            return
        case, at = fold(case, step), at + len(step)


def _by_hand(case: Case, order: Order, step: Sequence[Event], book: Rulebook) -> str | None:
    at = step[0].entered_at or step[0].at
    due = next_due(case, book)
    if due is not None and due.lawful <= at:
        return f"entered at {at}, while {due.key} was due at {due.lawful}"
    try:
        events = decide(case, order, at, book)
    except Refusal as refusal:
        return f"stands, and the rules refuse it: {refusal.name}"
    return None if events == list(step) else f"stands as {step}, and the rules say {events}"


def _by_the_clock(case: Case, key: CommandKey, step: Sequence[Event], book: Rulebook) -> str | None:
    due = next_due(case, book)
    if due is None or due.key != key:
        return f"the clock did this, and {due and due.key} was due"
    in_time, later = (fire(case, due, due.lawful + delay, book) for delay in (timedelta(0), _MUCH_LATER))
    return None if list(step) in (in_time, later) else f"stands as {step}, and the clock says {in_time}"


def messages_of(number: CaseNumber, entries: Sequence[Entry]) -> list[Sent]:
    """The messages that the entries require, each under its one key."""
    case, sent = Case(number=number), list[Sent]()
    for entry in entries:
        case = evolve(case, entry.event)
        sent += [
            Sent(f"{number}:{entry.seq}:{effect.to}", entry.event.kind, effect.item, entry.event.at)
            for effect in effects(case, entry.event)
        ]
    return sent


def check_messages(required: Sequence[Sent], boxes: Sequence[Sent]) -> Iterator[str]:
    """No message twice, none missing, none that nothing gave rise to."""
    counted = Counter(sent.key for sent in boxes)
    yield from (f"message {key} stands {count} times" for key, count in counted.items() if count > 1)
    there: Mapping[str, Sent] = {sent.key: sent for sent in boxes}
    must = {sent.key: sent for sent in required}
    yield from (f"message {key} was never sent" for key in must if key not in there)
    yield from (f"message {key} has no reason" for key in there if key not in must)
    yield from (
        f"message {key} says {there[key]}, and must say {sent}"
        for key, sent in must.items()
        if key in there and there[key] != sent
    )


def check_state(
    case: Case, known: Case | None, entries: Sequence[Entry], book: Rulebook, now: datetime
) -> Iterator[str]:
    """The workflow's state is the fold of the register, and every invariant of the rules holds (1-9)."""
    happened = [entry.event for entry in entries]
    if known is not None and known != case:
        yield f"the workflow stands at {known.seq}, {known.state}; the register at {case.seq}, {case.state}"
    if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
        yield f"numbers of the register: {[entry.seq for entry in entries]}"
    if sum(event.kind == "case-delivered" for event in happened) > 1:
        yield "delivered more than once"
    if case.rulebook != book.digest:
        yield f"the case has changed its rulebook to {case.rulebook}"
    yield from _holds(lambda: check_fold(case, happened, book))
    yield from _holds(lambda: check_all(case, happened, book, now))


def _holds(check: Callable[[], None]) -> Iterator[str]:
    try:
        check()
    except AssertionError as broken:
        where = traceback.extract_tb(broken.__traceback__)[-1]
        yield f"{where.name}: {where.line} {broken}".rstrip()
