"""One case on a Temporal server, with hands in memory, and the people who work on it."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from temporalio.api.testservice.v1 import LockTimeSkippingRequest, UnlockTimeSkippingRequest
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

import worker
from activities.contracts import CASES_QUEUE
from models.domain.calendar import Calendar
from models.domain.calendar_table import YearTable
from models.domain.case import Case, Item
from models.domain.commands import Order
from models.domain.event_shape import ClockHappening
from models.domain.events import Event
from models.domain.names import CaseNumber, CommandKey, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from models.messages.case_workflow import WORKFLOW, Answer, CaseStart, workflow_id
from tests.domain.sample import FILING, HOURS, PEOPLE, rulebook
from tests.fakes import InMemoryCaseRegister, InMemoryNotices
from workflows.joint_approval import JointApprovalWorkflow
from workflows.pen import update_id

_numbers = itertools.count(1)

PATIENCE = 20
"""Seconds of real time after which a command that hangs fails its test."""


def book_without_holidays(**changes: Any) -> Rulebook:
    """The sample law under a calendar of plain weeks for twenty years, from which no clock runs out."""
    tables = tuple(
        YearTable(
            calendar=1,
            region="CN",
            year=year,
            status="official",
            source="made up",
            version="1",
            holidays={},
            makeup_workdays=(),
        )
        for year in range(2026, 2046)
    )
    return rulebook(**changes).model_copy(update={"calendar": Calendar(tables=tables)})


def fire_alone() -> Rulebook:
    """The sample law with one item of one level: promised in 5 days, 20 by law."""
    items = [item for item in rulebook().catalogue.model_dump()["items"] if item["code"] == "fire-consult"]
    return book_without_holidays(items=items)


class Office:
    """One case, its register and boxes, and a worker that can be away."""

    def __init__(self, client: Client, book: Rulebook, *, cached: int = 1000) -> None:
        self.client = client
        self.book = book
        self.register = InMemoryCaseRegister()
        self.notices = InMemoryNotices()
        self.number = CaseNumber(f"450721-2026-{next(_numbers):06d}")
        self.shift: timedelta | None = None
        self._cached = cached
        self._keys = itertools.count(1)
        self._worker: AsyncExitStack | None = None

    @property
    def handle(self) -> WorkflowHandle[JointApprovalWorkflow, None]:
        """The case's workflow, its latest run."""
        return self.client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(self.number))

    async def begin_work(self) -> None:
        """Start the workers."""
        self._worker = AsyncExitStack()
        for each in worker.build(self.client, self.register, self.notices, max_cached_workflows=self._cached):
            await self._worker.enter_async_context(each)

    async def end_work(self) -> None:
        """Stop the workers; the case waits in Temporal."""
        if self._worker is not None:
            await self._worker.aclose()
            self._worker = None

    def order(self, by: str, do: str, *, key: str | None = None, **fields: Any) -> Order:
        """An order under a new key."""
        given = CommandKey(key or f"k{next(self._keys)}")
        return Order(key=given, by=PEOPLE[by], command=read_command(do, fields))

    async def file(
        self, *, number: CaseNumber | None = None, key: str | None = None, **filing: Any
    ) -> Answer:
        """File the sample case."""
        order = self.order("clerk", "file-case", key=key, **{**FILING, **filing})
        return await self.begin(order, number)

    async def begin(self, order: Order, number: CaseNumber | None = None) -> Answer:
        """Start the case's workflow with an order, or give the order to the one that runs."""
        operation: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            WORKFLOW,
            CaseStart(
                number=number or self.number, rulebook=self.book.model_dump_json(), epoch_shift=self.shift
            ),
            id=workflow_id(number or self.number),
            task_queue=CASES_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        )
        async with asyncio.timeout(PATIENCE):
            return await self.client.execute_update_with_start_workflow(
                JointApprovalWorkflow.perform, order, id=update_id(order), start_workflow_operation=operation
            )

    async def act(self, by: str, do: str, *, key: str | None = None, **fields: Any) -> Answer:
        """Give the case a command."""
        return await self.give(self.order(by, do, key=key, **fields))

    async def give(self, order: Order) -> Answer:
        """Give the case an order."""
        async with asyncio.timeout(PATIENCE):
            return await self.handle.execute_update(JointApprovalWorkflow.perform, order, id=update_id(order))

    async def refusal(self, by: str, do: str, *, key: str | None = None, **fields: Any) -> ApplicationError:
        """The refusal of a command that must be refused."""
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await self.act(by, do, key=key, **fields)
        assert isinstance(refused.value.cause, ApplicationError)
        return refused.value.cause

    async def opened(self, **filing: Any) -> None:
        """Filed and accepted."""
        await self.file(**filing)
        await self.act("clerk", "accept-case")

    async def decide_flood(self) -> None:
        """The water department's way through its item."""
        await self.act("water-handler", "acknowledge-notice", item="flood")
        await self.act("water-handler", "propose-opinion", item="flood", opinion="agree")
        await self.act("water-approver", "conclude-item", item="flood")

    async def ended(self) -> None:
        """Wait for the end of the case's workflow."""
        async with asyncio.timeout(PATIENCE):
            await self.handle.result()

    async def case(self) -> Case:
        """The state as the workflow knows it."""
        return await self.handle.query(JointApprovalWorkflow.case)

    async def item(self, code: str) -> Item:
        """One item as the workflow knows it."""
        return (await self.case()).items[ItemCode(code)]

    def kinds(self) -> list[str]:
        """What the register says has happened."""
        return self.register.kinds(self.number)

    def events(self, *kinds: str) -> list[Event]:
        """The register's events of some kinds."""
        return [line.event for line in self.register.lines[self.number] if line.event.kind in kinds]

    async def until(self, kind: str, times: int = 1) -> None:
        """Wait until the register says that this has happened."""
        await eventually(lambda: self.kinds().count(kind) >= times, f"{kind}, {times} times")


class TimedOffice(Office):
    """An office on the time-skipping server, whose one clock only moves on."""

    def __init__(self, environment: WorkflowEnvironment, book: Rulebook, *, cached: int = 1000) -> None:
        super().__init__(environment.client, book, cached=cached)
        self.environment = environment
        self.monday = date.min

    async def now(self) -> datetime:
        """The server's time in the office's zone."""
        return HOURS.local(await self.environment.get_current_time())

    async def sleep_until(self, at: datetime) -> None:
        """Let the server's clock run on to a moment."""
        await self.environment.sleep(max(at - await self.now(), timedelta(0)))

    async def without_a_worker_until(self, at: datetime) -> None:
        """Let the clock run on while the case waits for a worker that does not come, then bring it back.

        The server holds its clock while anything waits for a worker; the extra unlocking lifts that.
        """
        await self.end_work()
        server = self.client.test_service
        sleeping = asyncio.create_task(self.sleep_until(at))
        unlocked = 0
        while not (await asyncio.wait([sleeping], timeout=0.3))[0]:
            await server.unlock_time_skipping(UnlockTimeSkippingRequest())
            unlocked += 1
        await sleeping
        for _ in range(unlocked):
            await server.lock_time_skipping(LockTimeSkippingRequest())
        await self.begin_work()

    async def on_a_monday(self) -> None:
        """Go on to ten o'clock of the next Monday, so that a test knows its weekdays."""
        now = await self.now()
        self.monday = now.date() + timedelta(days=7 - now.weekday())
        await self.sleep_until(self.at(0, "10:00"))

    def day(self, number: int) -> date:
        """The working day with this number after the Monday."""
        weeks, days = divmod(number, 5)
        return self.monday + timedelta(weeks=weeks, days=days)

    def at(self, number: int, clock: str = "17:30") -> datetime:
        """A moment of a working day."""
        return HOURS.local_moment(
            datetime.combine(self.day(number), datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007
        )

    def told(self, item: str | None) -> list[tuple[str, str, datetime, bool]]:
        """What the clock alone did to an item or the case: kind, rung, moment and whether it was late."""
        return [
            (event.kind, getattr(event, "rung", ""), event.at, event.late)
            for event in self.register_events()
            if isinstance(event, ClockHappening) and event.item == item
        ]

    def register_events(self) -> list[Event]:
        """Everything that has happened."""
        return [line.event for line in self.register.lines[self.number]]


async def eventually(truth: Callable[[], bool], what: str, seconds: float = 15) -> None:
    """Look again and again, in real time, until it is true."""
    for _ in range(int(seconds / 0.02)):
        if truth():
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"not within {seconds} seconds: {what}")
