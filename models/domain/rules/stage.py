"""The pure engine: plays a rehearsal by the rules alone, in virtual time, without any server."""

from collections.abc import Mapping
from datetime import datetime

from models.domain.calendar_files import rulebook_with
from models.domain.case import Case
from models.domain.commands import Command, FileCase, Order
from models.domain.dues import next_due
from models.domain.events import DeadlinesReprojected, Event
from models.domain.fold import fold
from models.domain.names import SETTLED_STATES, CommandKey
from models.domain.refusals import CaseNotOpen, DuplicateCase, Refusal
from models.domain.rehearsal import (
    LOOK,
    LookReport,
    Rehearsal,
    Report,
    Step,
    StepReport,
    numbered,
    refused,
    said,
    told,
)
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide, read_command
from models.domain.rules.passing import fire
from models.domain.view import CaseView, view
from models.domain.words import CASE_STATES

_STEP = "step-"


class Stage:
    """Cases on a virtual clock that only moves forward. ``books`` gives each case name its law."""

    def __init__(self, books: Mapping[str, Rulebook]) -> None:
        self._books = dict(books)
        self._numbers: dict[tuple[str, int], int] = {}
        self.cases: dict[str, Case] = {}
        self.happened: list[tuple[str, int, Event]] = []

    def pass_until(self, at: datetime) -> None:
        """Let time bring everything that is due up to ``at``, over all cases in order."""
        while True:
            dues = [
                (due.lawful, position, name, due)
                for position, name in enumerate(self._books)
                if (case := self.cases.get(name)) is not None
                and (due := next_due(case, self._books[name])) is not None
                and due.lawful <= at
            ]
            if not dues:
                return
            _, _, name, due = min(dues)
            case = self.cases[name]
            self._record(name, case, fire(case, due, due.lawful, self._books[name]))

    def act(self, name: str, order: Order, at: datetime) -> list[int]:
        """One command at a moment; the numbers of its events. Raises the ``Refusal`` of the rules."""
        self.pass_until(at)
        book = self._books[name]
        case = self.cases.get(name)
        if case is None:
            if not isinstance(order.command, FileCase):
                raise not_filed()
            case = self._new_case(name, at)
        events = decide(case, order, at, book)
        if isinstance(order.command, FileCase):
            self._refuse_duplicate(order.command, book)
            series = self._series(book, at)
            self._numbers[series] = self._numbers.get(series, 0) + 1  # a refused filing takes no number
        self._record(name, case, events)
        return [case.seq + position for position in range(1, len(events) + 1)]

    def views(self, at: datetime) -> dict[str, CaseView]:
        """Every case as it stands at a moment."""
        return {name: view(case, at, self._books[name]) for name, case in self.cases.items()}

    def _new_case(self, name: str, at: datetime) -> Case:
        series = self._series(self._books[name], at)
        return Case(number=numbered(*series, self._numbers.get(series, 0) + 1))

    def _refuse_duplicate(self, filed: FileCase, book: Rulebook) -> None:
        for case in self.cases.values():
            same = case.project is not None and case.project.code == filed.project.code
            live = case.state not in SETTLED_STATES
            if same and live and case.catalogue == book.catalogue.code:
                raise DuplicateCase(project=filed.project.code, number=case.number)

    @staticmethod
    def _series(book: Rulebook, at: datetime) -> tuple[str, int]:
        """Case numbers count by jurisdiction and year."""
        return book.catalogue.jurisdiction.code, book.hours.local(at).year

    def _record(self, name: str, case: Case, events: list[Event]) -> None:
        self.happened.extend((name, case.seq + position, event) for position, event in enumerate(events, 1))
        self.cases[name] = fold(case, events)
        for event in events:
            if isinstance(event, DeadlinesReprojected):
                self._books[name] = rulebook_with(self._books[name], event.table)


def play(rehearsal: Rehearsal, books: Mapping[str, Rulebook]) -> Report:
    """Play the whole file. A step may be refused; whether that was foreseen stands in its report."""
    stage = Stage(books)
    hours = next(iter(books.values())).hours
    reports: list[StepReport] = []
    looks: list[LookReport] = []
    now = None
    for number, step in enumerate(rehearsal.steps, 1):
        now = hours.local_moment(step.at)
        if step.do == LOOK:
            stage.pass_until(now)
            looks.append(LookReport(at=now, cases=stage.views(now)))
        else:
            reports.append(_play_step(stage, rehearsal, step, number, now))
    if rehearsal.until is not None:
        now = hours.local_moment(rehearsal.until)
    if now is not None:
        stage.pass_until(now)
    return Report(
        engine="core",
        cases={} if now is None else stage.views(now),
        events=tuple(told(name, seq, event) for name, seq, event in stage.happened),
        steps=tuple(reports),
        looks=tuple(looks),
    )


def order_of(rehearsal: Rehearsal, step: Step, number: int) -> Order:
    """The order that a step gives. Raises ``CommandUnknown`` or ``FieldInvalid``."""
    assert step.by is not None
    assert step.case is not None  # the file was checked
    filed = rehearsal.cases[step.case]
    fields = filed.model_dump(exclude={"catalogue"}) if step.do == "file-case" else {}
    command: Command = read_command(step.do, {**fields, **step.fields})
    by = rehearsal.people[step.by].person(step.by)
    return Order(key=CommandKey(f"{_STEP}{number}"), by=by, command=command, happened=step.happened)


def step_of(key: CommandKey) -> int:
    """The number of the step that a line of the register comes from; 0 for what time brought."""
    return int(key.removeprefix(_STEP)) if key.startswith(_STEP) else 0


def not_filed() -> CaseNotOpen:
    """The refusal of anything but a filing while there is no case."""
    return CaseNotOpen(state=CASE_STATES["unfiled"], allowed=CASE_STATES["received"])


def _play_step(stage: Stage, rehearsal: Rehearsal, step: Step, number: int, now: datetime) -> StepReport:
    try:
        order = order_of(rehearsal, step, number)
        events = stage.act(str(step.case), order, now)
    except Refusal as refusal:
        return refused(step, number, refusal.name, said(refusal))
    return StepReport(step=number, outcome="done", events=tuple(events), expected=step.expect is None)
