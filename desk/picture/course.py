"""The course of a case as bars over working days: what ran, what stood still, and where each limit ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from models.domain import words as said
from models.domain.attribution import deciding_chain
from models.domain.calendar import WorkingDays
from models.domain.case import Case, Item
from models.domain.clock import ONE_DAY, due_day
from models.domain.clocks import case_clocks, item_clocks
from models.domain.limits import STOP_REASONS
from models.domain.names import ItemCode, ItemState
from models.domain.rulebook import Rulebook
from models.domain.text import Words


@dataclass(frozen=True)
class Pause:
    """A stop from the end of ``begun`` to the end of ``resumed``; None while it lasts."""

    notice: str
    reason: Words
    begun: date
    resumed: date | None


@dataclass(frozen=True)
class Bar:
    """One item. It runs from the end of the day ``begun`` to the end of ``ended``; None while it is open.

    ``code`` is None for the case as a whole. ``leads`` says that the item is on the chain that decides the
    length; ``provisional`` that a limit rests on a year without a published calendar.
    """

    code: ItemCode | None
    title: Words
    department: Words
    state: Words
    item_state: ItemState | None
    begun: date | None
    ended: date | None
    committed: date | None
    statutory: date | None
    pauses: tuple[Pause, ...]
    leads: bool
    late: bool
    provisional: bool


@dataclass(frozen=True)
class Closure:
    """Days without work between two working days that are more than a weekend: holidays, closed offices."""

    first: date
    last: date
    words: Words


@dataclass(frozen=True)
class Course:
    """The bars, and the days from the first to the last that they lie over, both working days.

    ``chain`` are the items that decide the length, earliest first.
    """

    bars: tuple[Bar, ...]
    chain: tuple[ItemCode, ...]
    first: date
    last: date
    today: date
    closures: tuple[Closure, ...]


def course(case: Case, at: datetime, book: Rulebook) -> Course:
    """The course as it stands at a moment on the office's clock."""
    today = at.date()
    chain = tuple(item.code for item in deciding_chain(case, book))
    bars = (_whole(case, at, book), *(_bar(case, item, at, book, chain) for item in case.items.values()))
    received = today if case.received_at is None else case.received_at.date()
    ends = [day for bar in bars for day in (bar.ended, bar.committed, bar.statutory) if day is not None]
    finished = case.delivered_at or case.ended_at
    last = max([*ends, received + ONE_DAY, today if finished is None else finished.date()])
    first_day, last_day = book.days.on_or_after(received), book.days.on_or_after(last)
    return Course(bars, chain, first_day, last_day, today, tuple(_closures(first_day, last_day, book.days)))


def _whole(case: Case, at: datetime, book: Rulebook) -> Bar:
    """The case from its receipt to its delivery."""
    clocks = case_clocks(case, book)
    committed, statutory = clocks.get("committed"), clocks.get("statutory")
    finished = case.delivered_at or case.ended_at
    due = None if committed is None else due_day(committed, book.days)
    decided = case.decided_at or case.ended_at
    return Bar(
        code=None,
        title=Words(zh="整个办件", en="The whole case"),
        department=said.department(case.lead, case, book.catalogue),
        state=said.CASE_STATES[case.state],
        item_state=None,
        begun=None if case.received_at is None else case.received_at.date(),
        ended=None if finished is None else finished.date(),
        committed=due,
        statutory=None if statutory is None else due_day(statutory, book.days),
        pauses=(),
        leads=False,
        late=_late(due, decided, at, book),
        provisional=due is not None and book.days.is_provisional(due),
    )


def _bar(case: Case, item: Item, at: datetime, book: Rulebook, chain: tuple[ItemCode, ...]) -> Bar:
    clocks = item_clocks(item, book)
    dues = {
        name: None if clock is None else due_day(clock, book.days)
        for name, clock in (("committed", clocks.get("committed")), ("statutory", clocks.get("statutory")))
    }
    due = dues["committed"]
    return Bar(
        code=item.code,
        title=book.catalogue.item(item.code).title,
        department=said.department(item.department, case, book.catalogue),
        state=said.NOTICE_RETURNED if item.returned and item.open else said.ITEM_STATES[item.state],
        item_state=item.state,
        begun=item.clocks_from,
        ended=None if item.ended_at is None else item.ended_at.date(),
        committed=due,
        statutory=dues["statutory"],
        pauses=tuple(_pauses(item)),
        leads=item.code in chain,
        late=_late(due, item.ended_at, at, book),
        provisional=any(day is not None and book.days.is_provisional(day) for day in dues.values()),
    )


def _pauses(item: Item) -> Iterator[Pause]:
    for stop in item.stops:
        named = {str(name): words for name, words in STOP_REASONS.items()}.get(stop.reason)
        reason = named or Words.model_construct(zh=stop.reason, en=stop.reason)
        ended = None if item.ended_at is None else item.ended_at.date()
        yield Pause(stop.notice, reason, stop.begun, stop.resumed or ended)


def _late(due: date | None, ended: datetime | None, at: datetime, book: Rulebook) -> bool:
    """Broken by law only on a day of a published table."""
    if due is None or book.days.is_provisional(due):
        return False
    return book.hours.closes(due) <= (ended or at)


def _closures(first: date, last: date, days: WorkingDays) -> Iterator[Closure]:
    day = first
    while day < last:
        following = days.nth_after(day, 1)
        between = [day + ONE_DAY * each for each in range(1, (following - day).days)]
        told = [described for each in between if (described := days.describe(each)).kind != "weekend"]
        if told:
            names = dict.fromkeys((described.zh, described.en) for described in told)
            zh, en = "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
            yield Closure(between[0], between[-1], Words.model_construct(zh=zh, en=en))
        day = following
