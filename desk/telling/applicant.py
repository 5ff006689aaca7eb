"""A case as its applicant is told of it: how far it is, what is asked, and when it ends.

Made for people outside the office: no person, no opinion before the delivery, nothing that goes between
departments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from desk.telling.applicant_words import CLOCKS_OF, CUT_SHORT, ENDINGS, MARKS, SENTENCES, STATES, Mark
from desk.telling.deadlines import why
from models.domain import words as said
from models.domain.case import Case, Item
from models.domain.clock import Clock, CountedDay, explain
from models.domain.clocks import case_clocks
from models.domain.limits import STOP_REASONS
from models.domain.names import ClockName, MaterialCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words
from models.domain.view import ClockView, clock_view


@dataclass(frozen=True)
class Step:
    """One step of the way: behind, now, or to come; ``on`` is the day it was done."""

    words: Words
    mark: Mark
    on: date | None = None


@dataclass(frozen=True)
class Asked:
    """A material that the applicant owes, by when; ``promised`` when the lead consented to have it later."""

    material: MaterialCode
    title: Words
    reason: str | None
    department: Words | None
    by: date | None
    promised: bool


@dataclass(frozen=True)
class Ending:
    """A limit that runs, what happens at its end, and why it ends on that day, told to those who ask."""

    name: ClockName
    title: Words
    seen: ClockView
    clock: Clock
    at: datetime
    book: Rulebook

    @property
    def why(self) -> Words:
        """The days it is counted by, in a sentence."""
        return why(self.clock, self.book.days, self.book.hours)

    @property
    def days(self) -> tuple[CountedDay, ...]:
        """Day by day from its start to its end, or to today where it stands still."""
        until = max(self.seen.due or self.at.date(), self.clock.started)
        return tuple(explain(self.clock, self.book.days, until))


@dataclass(frozen=True)
class ItemStanding:
    """One approval inside the case, without what was thought of it."""

    title: Words
    department: Words
    state: Words
    mark: Mark
    pause: Words | None


@dataclass(frozen=True)
class Progress:
    """Everything that an applicant is told of a case. ``outcome`` is None before the delivery."""

    number: str
    project: str
    procedure: Words
    lead: Words
    state: Words
    mark: Mark
    sentence: Words
    steps: tuple[Step, ...]
    asked: tuple[Asked, ...]
    endings: tuple[Ending, ...]
    items: tuple[ItemStanding, ...]
    outcome: Words | None
    rate_until: date | None


def progress(case: Case, at: datetime, book: Rulebook) -> Progress:
    """The case at a moment on the office's wall clock."""
    return Progress(
        number=case.number,
        project="" if case.project is None else case.project.name,
        procedure=book.catalogue.title,
        lead=said.department(case.lead, case, book.catalogue),
        state=STATES[case.state],
        mark=MARKS.get(case.state, "busy"),
        sentence=_sentence(case),
        steps=tuple(_steps(case)),
        asked=tuple(asked_of_applicant(case, book)),
        endings=tuple(_endings(case, at, book)),
        items=tuple(_item(case, item, book) for item in case.items.values() if item.dropped is None),
        outcome=outcome_told(case),
        rate_until=_rate_until(case, book),
    )


def outcome_told(case: Case) -> Words | None:
    """The outcome, once it has been delivered."""
    return None if case.outcome is None or case.delivered_at is None else said.OUTCOMES[case.outcome]


def asked_of_applicant(case: Case, book: Rulebook) -> Iterator[Asked]:
    """What is asked of the applicant now: corrections, and materials that were promised for a later day."""
    catalogue = book.catalogue
    if case.state in {"correcting", "received"}:
        due = None
        if case.state == "correcting":
            due = clock_view(case_clocks(case, book)["corrections"], _any_moment(case), book).due
        for gap in case.asked:
            if case.state == "received" and gap.material in case.materials:
                continue
            yield Asked(
                gap.material,
                catalogue.material(gap.material).title,
                gap.reason,
                said.department(gap.department, case, catalogue),
                due,
                promised=False,
            )
    if case.state in {"reviewing", "consolidating"}:
        for owed in case.open_gaps:
            title = catalogue.material(owed.material).title
            yield Asked(owed.material, title, None, None, owed.by, promised=True)


def _any_moment(case: Case) -> datetime:
    """A due day does not depend on when one looks."""
    assert case.received_at is not None  # a case that was filed
    return case.received_at


def _steps(case: Case) -> Iterator[Step]:
    yield Step(_words("提交申请", "Application handed in"), "done", _day(case.received_at))
    if case.corrections:
        last = case.corrections[-1]
        yield Step(
            _words("补正材料", "Corrections"),
            "done" if last.to is not None else "off" if case.ended else "busy",
            _day(last.to),
        )
    ahead = [
        (_words("受理", "Acceptance"), case.effective, "received"),
        (
            _words("各部门同时审批", "Review by all departments"),
            _day(case.items_ended_at),
            "reviewing",
        ),
        (_words("作出决定", "Decision"), _day(case.decided_at), "consolidating"),
        (_words("统一送达结果", "Delivery of all results"), _day(case.delivered_at), "decided"),
    ]
    for words, done, while_in in ahead:
        if case.ended and done is None:
            break
        yield Step(words, "done" if done else "busy" if case.state == while_in else "open", done)
    if case.ended and case.state != "archived":
        yield Step(STATES[case.state], "off", _day(case.ended_at))


def _sentence(case: Case) -> Words:
    if case.state != "reviewing":
        return SENTENCES[case.state]
    whole = [item for item in case.items.values() if item.dropped is None]
    done = sum(not item.open for item in whole)
    return _words(
        f"申请已受理，各部门正在同时审批：共{len(whole)}项，已办完{done}项。",
        f"Accepted. The departments are at work side by side: {done} of {len(whole)} approvals are done.",
    )


def _endings(case: Case, at: datetime, book: Rulebook) -> Iterator[Ending]:
    clocks = case_clocks(case, book)
    for name in CLOCKS_OF.get(case.state, ()):
        clock = clocks.get(name)
        if clock is not None and clock.ended is None:
            yield Ending(name, ENDINGS[name], clock_view(clock, at, book), clock, at, book)


def _item(case: Case, item: Item, book: Rulebook) -> ItemStanding:
    state, mark = _item_state(case, item)
    stop = item.live_stops[-1] if item.open and item.live_stops else None
    return ItemStanding(
        title=book.catalogue.item(item.code).title,
        department=said.department(item.department, case, book.catalogue),
        state=state,
        mark=mark,
        pause=None if stop is None else _pause(stop.reason, stop.until),
    )


def _item_state(case: Case, item: Item) -> tuple[Words, Mark]:
    """As coarse as it must be: how an item ended would tell the opinion before the delivery."""
    if case.accepted_at is None and case.effective is None:
        return _words("受理后开始", "begins with the acceptance"), "open"
    if item.open:
        if item.state == "waiting":
            return _words("等前面的事项办完", "waits for an earlier one"), "open"
        return _words("正在审批", "under review"), "busy"
    if item.state == "cancelled" and case.state in CUT_SHORT:
        return _words("不再办理", "not pursued"), "off"
    return _words("已办完", "done"), "done"


def _pause(reason: str, until: date) -> Words:
    named = {str(each): words for each, words in STOP_REASONS.items()}.get(reason, _words(reason, reason))
    return _words(
        f"{named.zh}期间不计时间，预计到{until.month}月{until.day}日",
        f"{named.en}: this time is not counted, probably until {until.day} {until:%b}",
    )


def _rate_until(case: Case, book: Rulebook) -> date | None:
    if case.state != "delivered" or case.delivered_at is None:
        return None
    return book.days.nth_after(case.delivered_at.date(), book.catalogue.archive_after)


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
