"""Hosts workflows and activities: the process that does an office's work. Which queues: by option."""

import argparse
import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities.contracts import CASES_QUEUE, DEPARTMENTS_QUEUE, CaseRegister, NoticeSender
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from runtime.addresses import Addresses, office_addresses
from runtime.database import open_engine
from runtime.logging import configure_logging
from runtime.sandbox import RUNNER
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from runtime.trouble import ServerUnreachable
from workflows.joint_approval import JointApprovalWorkflow

QUEUES: Final = (CASES_QUEUE, DEPARTMENTS_QUEUE)
MOST_CACHED: Final = 500
"""Cases that a worker keeps in memory, a quarter of a megabyte each; any other is replayed for a command."""

log = structlog.get_logger(__name__)


def build(
    client: Client,
    register: CaseRegister,
    notices: NoticeSender,
    *,
    queues: Sequence[str] = QUEUES,
    max_cached_workflows: int = MOST_CACHED,
) -> list[Worker]:
    """A worker for each task queue that this process serves."""
    cases = Worker(
        client,
        task_queue=CASES_QUEUE,
        workflows=[JointApprovalWorkflow],
        activities=[register.append],
        workflow_runner=RUNNER,
        max_cached_workflows=max_cached_workflows,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
    departments = Worker(
        client,
        task_queue=DEPARTMENTS_QUEUE,
        activities=[notices.deliver],
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
    return [each for each in (cases, departments) if each.task_queue in queues]


@asynccontextmanager
async def running(addresses: Addresses, queues: Sequence[str]) -> AsyncIterator[None]:
    """Serve the queues against an office's servers, however long they are away."""
    engine = open_engine(addresses.database_url, application="lianshen-worker")
    register = PostgresRegister(engine)
    client = await connect(addresses.temporal, patience=None)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        stack.push_async_callback(register.close)
        for each in build(client, register, OutboxNotices(engine), queues=queues):
            await stack.enter_async_context(each)
        yield


async def serve(settings: Settings, queues: Sequence[str]) -> None:
    """Serve until the process is told to stop."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with running(await _addresses(settings), queues):
        log.info("worker.started", queues=list(queues))
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
    queues: Sequence[str] = parser.parse_args().queues
    settings = load_settings()
    configure_logging(settings.log_file)
    asyncio.run(serve(settings, queues))


if __name__ == "__main__":
    main()
