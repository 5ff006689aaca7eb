"""A case on the time-skipping server, with hands in memory."""

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

import worker
from activities.contracts import CASES_QUEUE
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.names import CaseNumber, CommandKey
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from models.messages.case_workflow import WORKFLOW, Answer, CaseStart, workflow_id
from tests.domain.sample import FILING, HOURS, PEOPLE, rulebook
from tests.fakes import InMemoryCaseRegister, InMemoryNotices
from workflows.joint_approval import JointApprovalWorkflow
from workflows.signposts import ALL

_SCREAMING = {"Keyword": "KEYWORD", "KeywordList": "KEYWORD_LIST", "Datetime": "DATETIME"}

_numbers = itertools.count(1)


class Office:
    """One case and the server's one clock, which only moves on."""

    def __init__(self, environment: WorkflowEnvironment, book: Rulebook) -> None:
        self.environment = environment
        self.client: Client = environment.client
        self.book = book
        self.register = InMemoryCaseRegister()
        self.notices = InMemoryNotices()
        self.number = CaseNumber(f"450721-2026-{next(_numbers):06d}")
        self._keys = itertools.count(1)

    @property
    def handle(self) -> Any:
        """The case's workflow, its latest run."""
        return self.client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(self.number))

    async def now(self) -> datetime:
        """The server's time in the office's zone."""
        return HOURS.local(await self.environment.get_current_time())

    async def sleep_until(self, at: datetime) -> None:
        """Let the server's clock run on to a moment."""
        await self.environment.sleep(max(at - await self.now(), timedelta(0)))

    def order(self, by: str, do: str, *, key: str | None = None, **fields: Any) -> Order:
        """An order under a new key."""
        given = CommandKey(key or f"k{next(self._keys)}")
        return Order(key=given, by=PEOPLE[by], command=read_command(do, fields))

    async def file(self, **filing: Any) -> Answer:
        """File the sample case."""
        operation: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            WORKFLOW,
            CaseStart(number=self.number, rulebook=self.book.model_dump_json()),
            id=workflow_id(self.number),
            task_queue=CASES_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        order = self.order("clerk", "file-case", **{**FILING, **filing})
        answer: Answer = await self.client.execute_update_with_start_workflow(
            JointApprovalWorkflow.perform, order, id=order.key, start_workflow_operation=operation
        )
        return answer

    async def act(self, by: str, do: str, *, key: str | None = None, **fields: Any) -> Answer:
        """Give the case a command."""
        return await self.give(self.order(by, do, key=key, **fields))

    async def give(self, order: Order) -> Answer:
        """Give the case an order."""
        answer: Answer = await self.handle.execute_update(JointApprovalWorkflow.perform, order, id=order.key)
        return answer

    async def refusal(self, by: str, do: str, **fields: Any) -> ApplicationError:
        """The refusal of a command that must be refused."""
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await self.act(by, do, **fields)
        assert isinstance(refused.value.cause, ApplicationError)
        return refused.value.cause

    async def case(self) -> Case:
        """The state as the workflow knows it."""
        case: Case = await self.handle.query(JointApprovalWorkflow.case)
        return case

    def kinds(self) -> list[str]:
        """What the register says has happened."""
        return self.register.kinds(self.number)


@pytest.fixture(scope="session")
async def prepared(time_skipping: WorkflowEnvironment) -> WorkflowEnvironment:
    """The time-skipping server with the product's search attributes."""
    types = {
        name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{_SCREAMING[kind]}") for name, kind in ALL.items()
    }
    await time_skipping.client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=time_skipping.client.namespace, search_attributes=types)
    )
    return time_skipping


@pytest.fixture(params=[1000, 0], ids=["cached", "replayed"])
async def office(request: pytest.FixtureRequest, prepared: WorkflowEnvironment) -> AsyncIterator[Office]:
    """An office with a worker; once with a cache, and once replaying its history at every single task."""
    made = Office(prepared, rulebook())
    async with AsyncExitStack() as stack:
        for each in worker.build(
            made.client, made.register, made.notices, max_cached_workflows=request.param
        ):
            await stack.enter_async_context(each)
        yield made
