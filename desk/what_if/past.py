"""The course of a case that has really been, read from its events: who took how long for what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from desk.what_if.course import (
    CaseCourse,
    Extension,
    IntakeKind,
    IntakeStep,
    ItemCourse,
    Special,
    Step,
    StepKind,
)
from desk.what_if.working_time import WorkingTime
from models.domain import change_events, events
from models.domain.case import Case
from models.domain.events import Event
from models.domain.fold import evolve
from models.domain.names import ItemCode, ItemState, Level, MaterialCode
from models.domain.rulebook import Rulebook

PLAN_CHANGED: Final = frozenset(
    {"item-added", "item-dropped", "result-reused", "notice-returned", "department-reorganised"}
)
"""After these the plan of the case was no longer the one that its catalogue gives: it is not played again."""

_SENDER: Final[dict[ItemState, Level]] = {"reviewing": "reviewer", "approving": "approver"}


def why_left_out(happened: Sequence[Event]) -> str | None:
    """The kind of the event for which a past case cannot be played again; None when it can."""
    return next((event.kind for event in happened if event.kind in PLAN_CHANGED), None)


def course_of(case: Case, happened: Sequence[Event], book: Rulebook) -> CaseCourse:
    """The course behind the events of a settled case. ``book`` gives the working time."""
    reading = _Reading(WorkingTime(book))
    standing = Case(number=case.number)
    for event in happened:
        reading.read(event, standing)
        standing = evolve(standing, event)
    assert reading.filed is not None  # a case begins with its filing
    return CaseCourse(
        name=case.number,
        filed=reading.filed,
        answers=dict(case.answers),
        lacks=tuple(gap.material for gap in case.asked),
        intake=tuple(reading.intake),
        items={code: each.course() for code, each in reading.items.items()},
        withdrawn=reading.withdrawn,
        decides=reading.decides,
        delivers=reading.delivers,
        outcome=case.outcome,
        extensions=tuple(reading.extensions),
    )


@dataclass
class _ItemReading:
    notified: datetime
    last: datetime
    steps: list[Step] = field(default_factory=list)
    specials: list[Special] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    ended: bool = False

    def course(self) -> ItemCourse:
        return ItemCourse(tuple(self.steps), tuple(self.specials), self.ended, tuple(self.extensions))


class _Reading:
    def __init__(self, work: WorkingTime) -> None:
        self._work = work
        self.filed: datetime | None = None
        self.intake: list[IntakeStep] = []
        self.items: dict[ItemCode, _ItemReading] = {}
        self.withdrawn: int | None = None
        self.decides: int | None = None
        self.delivers: int | None = None
        self.extensions: list[Extension] = []
        self._at_counter: datetime | None = None

    def read(self, event: Event, before: Case) -> None:
        """One event, with the case as it stood before it."""
        if event.item is None:
            self._read_case(event, before)
        elif isinstance(event, events.NoticeIssued):
            self.items.setdefault(event.item, _ItemReading(event.at, event.at))
        elif event.item in self.items:
            self._read_item(self.items[event.item], event, before)

    def _read_case(self, event: Event, before: Case) -> None:
        match event:
            case events.CaseReceived():
                self.filed = self._at_counter = event.at
            case events.CorrectionsRequested():
                self._counter("request-corrections", event, tuple(gap.material for gap in event.gaps))
            case events.CorrectionsSubmitted():
                self._counter("submit-corrections", event, event.materials)
            case events.CaseAccepted():
                self._counter("accept", event)
            case events.NegativeFiled():
                self._counter("decline", event)
            case events.CaseDeclined() if event.by is not None:
                self._counter("decline", event)
            case events.NegativeConfirmed():
                self._counter("confirm", event)
            case events.NegativeReturned():
                self._counter("return", event)
            case events.CaseWithdrawn():
                self.withdrawn = self._since(self.filed, event)
            case change_events.CaseExtended():
                self.extensions.append(Extension(self._since(self.filed, event), event.days))
            case events.CaseDecided():
                self.decides = self._since(before.items_ended_at, event)
            case events.CaseDelivered():
                self.delivers = self._since(before.decided_at, event)
            case _:
                pass

    def _read_item(self, item: _ItemReading, event: Event, before: Case) -> None:
        assert event.item is not None  # the caller asked
        match event:
            case events.NoticeAcknowledged():
                self._step(item, event, "acknowledge")
            case events.OpinionProposed() | events.OpinionEndorsed():
                opinion = event.opinion if isinstance(event, events.OpinionProposed) else "agree"
                minutes = self._worked(item, event)
                item.steps.append(Step(minutes, "sign", event.level, opinion=opinion))
            case events.ItemSentBack():
                sender = _SENDER.get(before.items[event.item].state)
                item.steps.append(Step(self._worked(item, event), "send-back", sender, event.to))
            case events.NegativeFiled() | events.ItemConcluded():
                item.ended = True
                signed_already = event.at == item.last and before.items[event.item].state == "handling"
                if event.by is not None and event.level is not None and not signed_already:
                    item.steps.append(Step(self._worked(item, event), "sign", event.level))
            case events.NegativeConfirmed():
                self._step(item, event, "confirm")
            case events.NegativeReturned():
                self._step(item, event, "return")
            case events.ClockStopped():
                begins = self._since(item.notified, event)
                expected = self._work.between(event.at, self._work.closes(event.until))
                item.specials.append(Special(begins, None, event.reason, expected))
            case events.ClockResumed():
                self._resume(item, event)
            case change_events.ItemExtended():
                item.extensions.append(Extension(self._since(item.notified, event), event.days))
            case _:
                pass

    def _resume(self, item: _ItemReading, event: events.ClockResumed) -> None:
        for position, special in enumerate(item.specials):
            if special.minutes is None and special.reason == event.reason:
                lasted = self._since(item.notified, event) - special.begins
                item.specials[position] = Special(special.begins, lasted, special.reason, special.expected)

    def _step(self, item: _ItemReading, event: Event, do: StepKind) -> None:
        item.steps.append(Step(self._worked(item, event), do))

    def _worked(self, item: _ItemReading, event: Event) -> int:
        minutes = self._work.between(item.last, event.at)
        item.last = event.at
        return minutes

    def _counter(self, do: IntakeKind, event: Event, materials: tuple[MaterialCode, ...] = ()) -> None:
        self.intake.append(IntakeStep(self._since(self._at_counter, event), do, materials))
        self._at_counter = event.at

    def _since(self, begun: datetime | None, event: Event) -> int:
        return 0 if begun is None else self._work.between(begun, event.at)
