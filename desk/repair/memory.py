"""What the engine remembers of a case: every answer of the register that stands in its workflow's histories.

Histories lie in the Temporal server, so no worker is asked: one that is away, or that kept a newer state than
its server, makes no difference.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from pydantic_core import to_json
from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.register_refill import Witnessed
from models.domain.names import CaseNumber, CommandKey
from models.messages.case_workflow import WORKFLOW, CaseStart, workflow_id

APPEND: Final = "register.append"
LOCAL: Final = "core_local_activity"
"""How the SDK's core names the marker that keeps the answer of a local activity."""

PAGE: Final = 100


@dataclass(frozen=True)
class Run:
    """One run of a case's workflow, as the server lists it."""

    id: str
    running: bool
    started: datetime


@dataclass(frozen=True)
class RunMemory:
    """What one run was started with, and what the register answered it, in the order of the history."""

    run: Run
    start: CaseStart
    entries: tuple[Witnessed, ...]

    @property
    def carried(self) -> int:
        """How many events of the case the run was started with."""
        return 0 if self.start.carried is None else self.start.carried.case.seq

    @property
    def last(self) -> int:
        """The highest number of an event that the run knows of."""
        return max([self.carried, *(entry.seq for entry in self.entries)])


@dataclass(frozen=True)
class Memory:
    """What all runs of a case remember that the server still has, the oldest first."""

    number: CaseNumber
    runs: tuple[RunMemory, ...] = ()

    @property
    def last(self) -> int:
        """The highest number of an event that any run knows of; nothing was entered when it is 0."""
        return max((run.last for run in self.runs), default=0)

    @property
    def running(self) -> RunMemory | None:
        """The run that goes on, if one does."""
        return next((each for each in reversed(self.runs) if each.run.running), None)

    @property
    def laws(self) -> tuple[str, ...]:
        """The texts of the rulebooks that the runs were started with, each once."""
        return tuple(dict.fromkeys(each.start.rulebook for each in self.runs))

    def entries(self) -> Iterator[Witnessed]:
        """Every entry that some run knows, as often as it is known."""
        return (entry for each in self.runs for entry in each.entries)


class RegisterAnswers:
    """Finds the register's answers in a history that is read from its end, and no other activity's.

    An ordinary activity's result names its order by number alone, and that comes later on the way back.
    """

    def __init__(self) -> None:
        self._results: dict[int, Payload] = {}

    def in_(self, event: HistoryEvent) -> Payload | None:
        """The register's answer that this event brings to light, if it does."""
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED:
            marker = event.marker_recorded_event_attributes
            if marker.marker_name != LOCAL or "result" not in marker.details:
                return None
            own = json.loads(marker.details["data"].payloads[0].data)
            return marker.details["result"].payloads[0] if own["activity_type"] == APPEND else None
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            done = event.activity_task_completed_event_attributes
            for result in done.result.payloads:
                self._results[done.scheduled_event_id] = result
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            answered = self._results.pop(event.event_id, None)
            if event.activity_task_scheduled_event_attributes.activity_type.name == APPEND:
                return answered
        return None


class Histories:
    """The histories on the Temporal server, as witnesses of what the cases have entered."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def known(self, only: str = "") -> dict[str, list[Run]]:
        """The runs of the cases that the server knows, running or closed within its retention, by workflow.

        ``only`` narrows the search further, in the server's own language.
        """
        query = f"WorkflowType = '{WORKFLOW}'" + (f" AND {only}" if only else "")
        found: dict[str, list[Run]] = {}
        async for each in self.client.list_workflows(query):
            run = Run(each.run_id, each.status is WorkflowExecutionStatus.RUNNING, each.start_time)
            found.setdefault(each.id, []).append(run)
        return found

    async def of_case(self, number: CaseNumber) -> list[Run]:
        """The runs of one case, as `known` lists them."""
        name = workflow_id(number)
        return (await self.known(f"WorkflowId = '{name}'")).get(name, [])

    async def memory(self, number: CaseNumber, listed: Sequence[Run]) -> Memory:
        """Everything that the histories of a case say; ``listed`` are its runs by the server's index.

        The index may be a moment late: so the latest run is asked for by itself, and each run names the one
        before it.
        """
        runs = await self._runs(number, listed)
        read: dict[str, RunMemory] = {}
        while runs:
            run = runs.pop()
            found = await self._read(number, run)
            if found is None:
                continue  # its retention has just ended
            read[run.id], before = found
            if before and before not in read and all(each.id != before for each in runs):
                runs.append(Run(before, running=False, started=run.started))
        return Memory(number, tuple(sorted(read.values(), key=lambda each: (each.run.started, each.last))))

    async def latest(self, number: CaseNumber) -> RunMemory | None:
        """What the latest run of a case remembers; None when the server knows no run. Asks no index."""
        run = await self._latest_run(number)
        found = None if run is None else await self._read(number, run)
        return None if found is None else found[0]

    async def last_answer(self, number: CaseNumber, run: Run) -> Witnessed | None:
        """The last entry that the register answered a run, read from the end of its history."""
        request = GetWorkflowExecutionHistoryReverseRequest(
            namespace=self.client.namespace,
            execution=WorkflowExecution(workflow_id=workflow_id(number), run_id=run.id),
            maximum_page_size=PAGE,
        )
        answers = RegisterAnswers()
        while True:
            page = await self.client.workflow_service.get_workflow_execution_history_reverse(request)
            for event in page.history.events:
                answered = answers.in_(event)
                if answered is not None and (entries := await self._entries(answered)):
                    return max(entries, key=lambda entry: entry.seq)
            if not page.next_page_token:
                return None
            request.next_page_token = page.next_page_token

    async def _runs(self, number: CaseNumber, listed: Sequence[Run]) -> list[Run]:
        latest = await self._latest_run(number)
        if latest is None:
            return list(listed)
        return [latest, *(replace(run, running=False) for run in listed if run.id != latest.id)]

    async def _latest_run(self, number: CaseNumber) -> Run | None:
        try:
            told = await self.client.get_workflow_handle(workflow_id(number)).describe()
        except RPCError as failed:
            if failed.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None
        return Run(told.run_id, told.status is WorkflowExecutionStatus.RUNNING, told.start_time)

    async def _read(self, number: CaseNumber, run: Run) -> tuple[RunMemory, str] | None:
        """What a run remembers, and the run before it that it goes on from; None without a history."""
        events = await self._history(number, run.id)
        if not events:
            return None
        entries: list[Witnessed] = []
        answers = RegisterAnswers()
        for event in reversed(events):
            if (answered := answers.in_(event)) is not None:
                entries += await self._entries(answered)
        start = events[0].workflow_execution_started_event_attributes
        given = await self._start(start.input)
        known = [] if given.carried is None else [Witnessed(**dict(line)) for line in given.carried.known]
        return RunMemory(run, given, (*known, *reversed(entries))), start.continued_execution_run_id

    async def _history(self, number: CaseNumber, run: str) -> Sequence[HistoryEvent]:
        handle = self.client.get_workflow_handle(workflow_id(number), run_id=run)
        try:
            return [event async for event in handle.fetch_history_events()]
        except RPCError as failed:
            if failed.status is not RPCStatusCode.NOT_FOUND:
                raise
            return []

    async def _start(self, given: Payloads) -> CaseStart:
        (start,) = await self.client.data_converter.decode(given.payloads, [CaseStart])
        return cast("CaseStart", start)

    async def _entries(self, answered: Payload) -> list[Witnessed]:
        """The entries in an answer, each event as the very text that was written."""
        (told,) = await self.client.data_converter.decode([answered], [dict[str, list[dict[str, Any]]]])
        return [
            Witnessed(
                seq=entry["seq"],
                key=CommandKey(entry["key"]),
                digest=entry["digest"],
                entered_at=datetime.fromisoformat(entry["entered_at"]),
                body=to_json(entry["event"]).decode(),
                hash=entry.get("hash"),
            )
            for entry in told["entries"]
        ]
