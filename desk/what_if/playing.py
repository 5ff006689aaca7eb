"""Plays the course of one case by the real rules: each step a command, each limit the clock's own doing."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from desk.what_if.course import CaseCourse, Extension, IntakeStep, Special
from desk.what_if.hands import SAID, Hands, order
from desk.what_if.item_course import ItemPlay
from desk.what_if.working_time import WorkingTime
from models.domain import change_commands, commands
from models.domain.answers import fitting_answers
from models.domain.case import Case
from models.domain.case_file import Applicant, EarlierResult, Project
from models.domain.catalogue import Catalogue
from models.domain.commands import Gap, Order
from models.domain.dues import next_due
from models.domain.events import CaseDecided, Event, NoticeIssued
from models.domain.fold import fold
from models.domain.names import SETTLED_STATES, CaseNumber, ItemCode, MaterialCode
from models.domain.refusals import Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.closing import allowed_outcomes
from models.domain.rules.decide import decide
from models.domain.rules.passing import fire

NUMBER: Final = CaseNumber("000000-2000-000001")
"""Every played case has it: nothing here is entered anywhere."""

_PROJECT: Final = Project(code="2000-000000-00-00-000000", name=SAID)
_APPLICANT: Final = Applicant(name=SAID, id=SAID)

Doing = Callable[[datetime], None]


class Law:
    """A rulebook and what is worked out from it once, for as many cases as are played under it."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.work = WorkingTime(book)
        self.hands = Hands(book.catalogue)


@dataclass
class Played:
    """What came of a case. ``refused`` names why it could not even be filed."""

    case: Case
    events: list[Event] = field(default_factory=list)
    orders: list[tuple[datetime, Order]] = field(default_factory=list)
    refused: Refusal | None = None


def play(course: CaseCourse, law: Law) -> Played:
    """The case from its filing until it is settled, or until nothing more would ever happen."""
    return _Play(course, law).run()


class _Play:
    def __init__(self, course: CaseCourse, law: Law) -> None:
        self.course = course
        self.law = law
        self.case = Case(number=NUMBER)
        self._events: list[Event] = []
        self._orders: list[tuple[datetime, Order]] = []
        self._agenda: list[tuple[datetime, int, Doing]] = []
        self._entered = 0
        self._items: dict[ItemCode, ItemPlay] = {}

    def run(self) -> Played:
        try:
            self.do(self.law.book.hours.local(self.course.filed), self._filing())
        except Refusal as refusal:
            return Played(self.case, refused=refusal)
        if self.course.intake:
            self._next_at_counter(self.course.filed, 0)
        if self.course.withdrawn is not None:
            self.later(self.course.filed, self.course.withdrawn, self._withdraw)
        for extension in self.course.extensions:
            self._extend_case(extension)
        while self.case.state not in SETTLED_STATES:
            at = self._agenda[0][0] if self._agenda else None
            if self._pass_one(at):
                continue  # what time brings comes first, and may put something on the agenda that is nearer
            if at is None:
                break
            heapq.heappop(self._agenda)[2](at)
        return Played(self.case, self._events, self._orders)

    def later(self, base: datetime, minutes: int, doing: Doing) -> None:
        """Put something on the agenda, so much work after an instant."""
        self._entered += 1
        heapq.heappush(self._agenda, (self.law.work.after(base, minutes), self._entered, doing))

    def do(self, at: datetime, given: Order) -> None:
        """What the order makes of the case by the rules. Raises their ``Refusal``."""
        happened = decide(self.case, given, at, self.law.book)
        self._orders.append((at, given))
        self._take(happened)

    def tried(self, at: datetime, given: Order) -> bool:
        """The same where a changed catalogue may say no: the work was done, its effect is none."""
        try:
            self.do(at, given)
        except Refusal:
            return False
        return True

    def _pass_one(self, until: datetime | None) -> bool:
        due = next_due(self.case, self.law.book)
        if due is None or (until is not None and due.lawful > until):
            return False
        self._take(fire(self.case, due, due.lawful, self.law.book))
        return True

    def _take(self, happened: list[Event]) -> None:
        before = self.case.state
        self._events += happened
        self.case = fold(self.case, happened)
        for event in happened:
            if type(event) is NoticeIssued and event.item is not None:
                self._notified(event.item, event.at)
            elif type(event) is CaseDecided:
                self.later(event.at, self.course.delivers or 0, self._deliver)
        if self.case.state == "consolidating" != before:
            self.later(happened[-1].at, self.course.decides or 0, self._decide)

    # --- the counter -------------------------------------------------------------------------------

    def _filing(self) -> Order:
        catalogue = self.law.book.catalogue
        filing = commands.FileCase.model_construct(  # all of it has been checked where it comes from
            project=_PROJECT,
            applicant=_APPLICANT,
            answers=fitting_answers(catalogue, self.course.answers),
            materials=_materials(catalogue, self.course.lacks),
            earlier_results=_earlier_results(catalogue),
        )
        return order(self.law.hands.clerk, filing)

    def _next_at_counter(self, base: datetime, position: int) -> None:
        step = self.course.intake[position]

        def doing(at: datetime) -> None:
            self._at_counter(step, at)
            if position + 1 < len(self.course.intake):
                self._next_at_counter(at, position + 1)

        self.later(base, step.minutes, doing)

    def _at_counter(self, step: IntakeStep, at: datetime) -> None:
        known = self.law.book.catalogue.material_by_code
        materials = tuple(code for code in step.materials if code in known)
        hands = self.law.hands
        match step.do:
            case "request-corrections":
                gaps = tuple(Gap(material=code, reason=SAID) for code in materials)
                self.tried(at, order(hands.clerk, commands.RequestCorrections(gaps=gaps)))
            case "submit-corrections":
                if materials:
                    self.tried(at, order(hands.clerk, commands.SubmitCorrections(materials=materials)))
            case _:
                self.tried(at, hands.at_counter[step.do])

    def _withdraw(self, at: datetime) -> None:
        self.tried(at, self.law.hands.withdraws)

    def _decide(self, at: datetime) -> None:
        if self.course.decides is None:
            return
        natural, allowed = allowed_outcomes(self.case, self.law.book)
        outcome = self.course.outcome if self.course.outcome in allowed else natural
        self.tried(at, self.law.hands.decides[outcome])

    def _deliver(self, at: datetime) -> None:
        if self.course.delivers is not None:
            self.tried(at, self.law.hands.delivers)

    def _extend_case(self, extension: Extension) -> None:
        command = change_commands.ExtendCase(days=extension.days, reason=SAID)
        extend = order(self.law.hands.government, command)
        self.later(self.course.filed, extension.minutes, lambda at: void(self.tried(at, extend)))

    # --- the departments ---------------------------------------------------------------------------

    def _notified(self, code: ItemCode, at: datetime) -> None:
        course = self.course.items.get(code)
        if course is None or code in self._items:
            return
        self._items[code] = ItemPlay(course, self.law.book.catalogue.item(code).levels)
        self._next_on_item(code, at)
        for special in course.specials:
            self._special(code, special, at)
        for extension in course.extensions:
            self._extend_item(code, extension, at)

    def _extend_item(self, code: ItemCode, extension: Extension, notified: datetime) -> None:
        command = change_commands.ExtendItem(item=code, days=extension.days, reason=SAID)
        extend = order(self.law.hands.head(code), command)
        self.later(notified, extension.minutes, lambda at: void(self.tried(at, extend)))

    def _next_on_item(self, code: ItemCode, base: datetime) -> None:
        item = self.case.items[code]
        step = self._items[code].next(item.state) if item.open else None
        if step is None:
            return

        def doing(at: datetime) -> None:
            if self.case.state != "reviewing" or not self.case.items[code].open:
                return
            self.tried(at, self.law.hands.does(code, step, self.case.items[code].state))
            self._next_on_item(code, at)

        self.later(base, step.minutes, doing)

    def _special(self, code: ItemCode, special: Special, notified: datetime) -> None:
        head = self.law.hands.head(code)

        def begin(at: datetime) -> None:
            until = self.law.work.after(at, special.expected).date()
            stop = commands.StopClock(item=code, reason=special.reason, notice=SAID, until=until)
            if self.tried(at, order(head, stop)) and special.minutes is not None:
                resume = order(head, commands.ResumeClock(item=code, reason=special.reason))
                self.later(at, special.minutes, lambda ends: void(self.tried(ends, resume)))

        self.later(notified, special.begins, begin)


def void(_: bool) -> None:
    """Whether the rules agreed does not matter here: the item may have ended while its clock stood still."""


def _materials(catalogue: Catalogue, lacks: tuple[MaterialCode, ...]) -> tuple[MaterialCode, ...]:
    """Everything that the catalogue knows, but for what the applicant forgot."""
    return tuple(code for code in catalogue.material_by_code if code not in lacks)


def _earlier_results(catalogue: Catalogue) -> tuple[EarlierResult, ...]:
    """A case that builds on an earlier phase has its results."""
    if catalogue.follows is None:
        return ()
    return tuple(
        EarlierResult(item=code, number=SAID, date=catalogue.valid_from) for code in catalogue.follows.results
    )
