"""Hosts workflows and activities: the process that does an office's work. Which queues: by option."""

import argparse
import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.worker import Worker, WorkflowRunner

from activities.calendar_contract import CalendarKeeper
from activities.calendars import PostgresCalendarKeeper
from activities.contracts import CASES_QUEUE, DEPARTMENTS_QUEUE, CaseRegister, NoticeSender
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from runtime.addresses import Addresses, office_addresses
from runtime.database import open_engine
from runtime.logging import configure_logging
from runtime.release import UNVERSIONED, Release, is_routed_to
from runtime.sandbox import RUNNER
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from runtime.trouble import ServerUnreachable
from workflows.calendar_adoption import CalendarAdoptionWorkflow
from workflows.joint_approval import JointApprovalWorkflow

QUEUES: Final = (CASES_QUEUE, DEPARTMENTS_QUEUE)
MOST_CACHED: Final = 500
"""Cases that a worker keeps in memory, a quarter of a megabyte each; any other is replayed for a command."""

log = structlog.get_logger(__name__)


def build(
    client: Client,
    register: CaseRegister,
    notices: NoticeSender,
    calendars: CalendarKeeper | None = None,
    *,
    queues: Sequence[str] = QUEUES,
    max_cached_workflows: int = MOST_CACHED,
    release: Release = UNVERSIONED,
    runner: WorkflowRunner = RUNNER,
) -> list[Worker]:
    """A worker for each task queue that this process serves.

    Without ``calendars`` it has nobody who could go through all cases, and takes no adoption on.
    """
    hands: list[Callable[..., object]] = [register.append]
    if calendars is not None:
        hands += [calendars.enter, calendars.list_cases, calendars.adopt_page]
    cases = Worker(
        client,
        task_queue=CASES_QUEUE,
        workflows=[JointApprovalWorkflow, *([CalendarAdoptionWorkflow] if calendars else [])],
        activities=hands,
        workflow_runner=runner,
        max_cached_workflows=max_cached_workflows,
        graceful_shutdown_timeout=timedelta(seconds=5),
        deployment_config=release.config,
    )
    departments = Worker(
        client,
        task_queue=DEPARTMENTS_QUEUE,
        activities=[notices.deliver],
        graceful_shutdown_timeout=timedelta(seconds=5),
        deployment_config=release.config,
    )
    return [each for each in (cases, departments) if each.task_queue in queues]


@asynccontextmanager
async def running(
    addresses: Addresses, queues: Sequence[str], release: Release = UNVERSIONED
) -> AsyncIterator[None]:
    """Serve the queues against an office's servers, however long they are away."""
    engine = open_engine(addresses.database_url, application="lianshen-worker")
    register = PostgresRegister(engine)
    client = await connect(addresses.temporal, patience=None)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        stack.push_async_callback(register.close)
        notices = OutboxNotices(engine)
        stack.push_async_callback(notices.close)
        calendars = PostgresCalendarKeeper(engine, register, client)
        for each in build(client, register, notices, calendars, queues=queues, release=release):
            await stack.enter_async_context(each)
        if release.versioned and not await is_routed_to(client, release):
            log.warning("worker.waits_for_its_turn", deployment=release.deployment, build_id=release.build_id)
        yield


async def serve(settings: Settings, queues: Sequence[str]) -> None:
    """Serve until the process is told to stop."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    release = Release(settings.deployment, settings.build_id)
    async with running(await _addresses(settings), queues, release):
        gc.freeze()  # to look through what stays again and again would hold up every case
        log.info("worker.started", queues=list(queues), build_id=release.build_id)
        await stopping.wait()
    log.info("worker.stopped")


async def _addresses(settings: Settings) -> Addresses:
    while True:
        try:
            return office_addresses(settings)
        except ServerUnreachable as unreachable:
            log.warning("worker.waits", tried=list(unreachable.tried))
            await asyncio.sleep(2)


def main() -> None:
    """The command ``python -m worker``."""
    parser = argparse.ArgumentParser(prog="worker", description=__doc__)
    parser.add_argument("--queues", nargs="+", choices=QUEUES, default=QUEUES, help="which queues to serve")
    parser.add_argument("--deployment", help="whose release it is; else LIANSHEN_DEPLOYMENT")
    parser.add_argument("--build-id", help="which release it is; else LIANSHEN_BUILD_ID, else unversioned")
    asked = parser.parse_args()
    queues: Sequence[str] = asked.queues
    given = {"deployment": asked.deployment, "build_id": asked.build_id}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    configure_logging(settings.log_file)
    asyncio.run(serve(settings, queues))


if __name__ == "__main__":
    main()
