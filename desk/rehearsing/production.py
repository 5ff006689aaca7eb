"""One rehearsal on real servers: its people order at their minutes, and the register tells what happened."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from desk.cases import Cases
from desk.outcomes import Refused
from desk.rehearsing.servers import Servers
from models.domain.case import Case
from models.domain.commands import FileCase, Order
from models.domain.dues import next_due
from models.domain.events import Event
from models.domain.names import CaseNumber
from models.domain.refusals import DuplicateCase, Refusal
from models.domain.rehearsal import (
    LOOK,
    Entered,
    LookReport,
    Rehearsal,
    Report,
    Step,
    StepReport,
    chronicle,
    refused,
    said,
    told,
)
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.domain.rules.stage import not_filed, order_of, step_of
from models.domain.text import Words
from models.domain.view import CaseView, view
from models.messages.case_workflow import Answer

PATIENCE: Final = timedelta(minutes=2)
"""How long a step may take, in real time, before the rehearsal is given up."""


class Production:
    """A rehearsal whose first step is at ``begins`` by the server's clock, and the others as written."""

    def __init__(
        self, rehearsal: Rehearsal, books: Mapping[str, Rulebook], servers: Servers, begins: datetime
    ) -> None:
        self._rehearsal = rehearsal
        self._books = books
        self._hours = next(iter(books.values())).hours
        self._register = servers.register
        self._reads = servers.reads
        self._moments = sorted(
            {
                *(self._hours.local_moment(step.at) for step in rehearsal.steps),
                *([] if rehearsal.until is None else [self._hours.local_moment(rehearsal.until)]),
            }
        )
        self._shift = self._moments[0] - begins if self._moments else timedelta(0)
        self._cases = Cases(
            servers.client,
            servers.register,
            patience=PATIENCE,
            epoch_shift=self._shift,
            now=lambda: self._now,
        )
        self._now = begins + self._shift
        self._numbers: dict[str, CaseNumber] = {}
        self._steps: list[StepReport] = []
        self._looks: list[LookReport] = []
        self._report: Report | None = None

    @property
    def next_moment(self) -> datetime | None:
        """When, by the server's clock, somebody acts or looks next; None after the last time."""
        return self._moments[0] - self._shift if self._moments else None

    async def play_moment(self) -> None:
        """Everything that is written for the next moment, in the order in which it is written."""
        self._now = self._moments.pop(0)
        for number, step in enumerate(self._rehearsal.steps, 1):
            if self._hours.local_moment(step.at) != self._now:
                continue
            if step.do == LOOK:
                self._looks.append(LookReport(at=self._now, cases=await self._views()))
            else:
                self._steps.append(await self._play(step, number))
        if not self._moments:
            self._report = await self._tell()

    @property
    def report(self) -> Report:
        """What came of it, once the last moment is over."""
        assert self._report is not None
        return self._report

    async def _play(self, step: Step, number: int) -> StepReport:
        try:
            order = order_of(self._rehearsal, step, number)
            answer = await self._order(str(step.case), order)
        except Refusal as refusal:
            return refused(step, number, refusal.name, said(refusal))
        except Refused as refusal:
            message = Words.model_construct(zh=refusal.zh, en=refusal.en)
            return refused(step, number, refusal.name, message)
        events = tuple(range(answer.first, answer.first + len(answer.events)))
        return StepReport(step=number, outcome="done", events=events, expected=step.expect is None)

    async def _order(self, name: str, order: Order) -> Answer:
        number = self._numbers.get(name)
        if number is not None:
            return await self._cases.perform(number, order)
        if not isinstance(order.command, FileCase):
            raise not_filed()
        book = self._books[name]
        await self._require_fileable(order, order.command, book)
        answer = await self._cases.file(order, book, self._now)
        self._numbers[name] = answer.case
        return answer

    async def _require_fileable(self, order: Order, filed: FileCase, book: Rulebook) -> None:
        """Refuse before a number is drawn, as the counter does: a refused filing takes none."""
        decide(Case(number=CaseNumber("-")), order, self._now, book)
        if not self._numbers:
            return  # nothing was filed in this rehearsal that it could be a second filing of
        catalogue = book.catalogue
        live = await self._reads.live_case(catalogue.jurisdiction.code, filed.project.code, catalogue.code)
        if live is not None:
            raise DuplicateCase(project=filed.project.code, number=live)

    def _entered(self, step: int, event: Event) -> Entered:
        at = self._hours.local_moment(self._rehearsal.steps[step - 1].at) if step else event.at
        return Entered(at=at, step=step, event=event)

    async def _views(self) -> dict[str, CaseView]:
        """Every case as its projection shows it, once all that time has brought by now stands in it."""
        return {name: await self._view(number) for name, number in self._numbers.items()}

    async def _view(self, number: CaseNumber) -> CaseView:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            pause = 0.02
            while True:
                case = await self._register.load_case(number)
                assert case is not None  # it was filed
                book = await self._register.load_rulebook(case.rulebook)
                due = next_due(case, book)
                if due is None or due.lawful > self._now:
                    return view(case, self._now, book)
                await asyncio.sleep(pause)
                pause = min(2 * pause, 1)

    async def _tell(self) -> Report:
        views = await self._views()
        stories: dict[str, list[Entered]] = {}
        for name in self._books:
            if (number := self._numbers.get(name)) is not None:
                entries = await self._register.entries(number)
                stories[name] = [self._entered(step_of(entry.key), entry.event) for entry in entries]
        return Report(
            engine="temporal",
            cases=views,
            events=tuple(told(*happened) for happened in chronicle(stories)),
            steps=tuple(self._steps),
            looks=tuple(self._looks),
        )
