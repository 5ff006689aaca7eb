import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from temporalio.api.enums.v1 import VersioningBehavior
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy

import worker
from activities.contracts import CASES_QUEUE
from models.domain.commands import Order
from models.domain.names import CaseNumber, CommandKey
from models.domain.rules.decide import read_command
from models.messages.case_workflow import WORKFLOW, Answer, CaseStart, workflow_id
from runtime.embedded.throwaway import throwaway_temporal
from runtime.release import UNVERSIONED, Release, is_routed_to
from runtime.temporal import connect
from tests.domain.sample import FILING, PEOPLE, rulebook
from tests.fakes import InMemoryCaseRegister, InMemoryNotices
from workflows.joint_approval import JointApprovalWorkflow
from workflows.signposts import ALL

NUMBER = CaseNumber("450721-2026-000001")
PATIENCE = 30
"""Seconds of real time for a command."""


class Office:
    """One case on a development server, and workers of different releases."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.register = InMemoryCaseRegister()
        self.notices = InMemoryNotices()

    @property
    def handle(self) -> WorkflowHandle[JointApprovalWorkflow, None]:
        """The case."""
        return self.client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(NUMBER))

    @asynccontextmanager
    async def at_work(self, release: Release) -> AsyncIterator[None]:
        """Workers of a release."""
        cases, departments = worker.build(self.client, self.register, self.notices, release=release)
        async with cases, departments:
            yield

    async def file(self) -> Answer:
        """File the sample case."""
        operation: WithStartWorkflowOperation[JointApprovalWorkflow, None] = WithStartWorkflowOperation(
            WORKFLOW,
            CaseStart(number=NUMBER, rulebook=rulebook().model_dump_json()),
            id=workflow_id(NUMBER),
            task_queue=CASES_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        order = _order("file-case", **FILING)
        async with asyncio.timeout(PATIENCE):
            return await self.client.execute_update_with_start_workflow(
                JointApprovalWorkflow.perform, order, id=order.key, start_workflow_operation=operation
            )

    async def act(self, do: str, **fields: object) -> Answer:
        """Give the case a command by the clerk."""
        order = _order(do, **fields)
        async with asyncio.timeout(PATIENCE):
            return await self.handle.execute_update(JointApprovalWorkflow.perform, order, id=order.key)

    async def make_current(self, release: Release) -> None:
        """What an operator does when a release is to take over; the server must have met its workers."""
        asked = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self.client.namespace,
            deployment_name=release.deployment,
            build_id=release.build_id or "",
            ignore_missing_task_queues=True,
        )
        async with asyncio.timeout(PATIENCE):
            while not await is_routed_to(self.client, release):
                try:
                    await self.client.workflow_service.set_worker_deployment_current_version(asked)
                except Exception:  # noqa: BLE001  # not met yet, whatever it calls that
                    await asyncio.sleep(0.2)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A server of its own: what is current there is a matter of the whole server."""
    async with throwaway_temporal(ALL) as address:
        yield Office(await connect(address))


async def test_without_a_build_id_a_worker_takes_every_task(office: Office) -> None:
    """The embedded office has one release and no versions."""
    async with office.at_work(UNVERSIONED):
        await office.file()
        answer = await office.act("accept-case")

    assert answer.events[0] == "case-accepted"


async def test_a_release_gets_no_case_before_it_is_current(office: Office) -> None:
    """A new build can be started beside the old one without taking anything over."""
    old, new = Release("lianshen", "2026.1"), Release("lianshen", "2026.2")
    async with office.at_work(old):
        await office.make_current(old)
        async with office.at_work(new):
            assert not await is_routed_to(office.client, new)
            await office.file()
            assert await _build(office) == "2026.1"


async def test_a_running_case_moves_on_to_the_current_release(office: Office) -> None:
    """A case lives for months: it is not pinned, and the old workers can go when the new ones serve."""
    old, new = Release("lianshen", "2026.1"), Release("lianshen", "2026.2")
    async with office.at_work(old):
        await office.make_current(old)
        await office.file()
    async with office.at_work(new):
        await office.make_current(new)
        answer = await office.act("accept-case")

        assert answer.events[0] == "case-accepted"
        assert await _build(office) == "2026.2"
        described = await office.handle.describe()
        versioning = described.raw_description.workflow_execution_info.versioning_info
        assert versioning.behavior == VersioningBehavior.VERSIONING_BEHAVIOR_AUTO_UPGRADE


async def test_an_office_can_change_from_no_versions_to_versions(office: Office) -> None:
    """The unversioned workers keep the work until a version is current and they stop; no case is left."""
    first = Release("lianshen", "2026.1")
    async with AsyncExitStack() as versioned:
        async with office.at_work(UNVERSIONED):
            await versioned.enter_async_context(office.at_work(first))
            await office.file()
            assert await _build(office) == ""
            await office.make_current(first)
        answer = await office.act("accept-case")

        assert answer.events[0] == "case-accepted"
        assert await _build(office) == "2026.1"


async def _build(office: Office) -> str:
    """The build that worked on the case last."""
    described = await office.handle.describe()
    info = described.raw_description.workflow_execution_info
    return info.versioning_info.deployment_version.build_id


def _order(do: str, **fields: object) -> Order:
    return Order(key=CommandKey(do), by=PEOPLE["clerk"], command=read_command(do, fields))
