"""The twin's side of a round: its tables, its worker's process, and its bare updates."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from benchmarks.procedure import COMMANDS
from benchmarks.rounds import Case
from benchmarks.twin_rows import step_of
from benchmarks.twin_worker import TABLES
from benchmarks.twin_workflow import QUEUE, TwinOrder, TwinWorkflow
from models.domain.commands import Order
from runtime.database_url import for_asyncpg


class Twin:
    """Opens cases of the twin, one for each number."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def open_case(self, number: int) -> Case:
        """A case that has not begun yet."""
        name = f"twin-{number:06}"
        handle = self._client.get_workflow_handle_for(TwinWorkflow.run, name)

        async def begin(order: Order) -> None:
            operation: WithStartWorkflowOperation[TwinWorkflow, None] = WithStartWorkflowOperation(
                TwinWorkflow.run,
                COMMANDS,
                id=name,
                task_queue=QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
            await self._client.execute_update_with_start_workflow(
                TwinWorkflow.perform, _bare(order), id=order.key, start_workflow_operation=operation
            )

        async def give(order: Order) -> None:
            await handle.execute_update(TwinWorkflow.perform, _bare(order), id=order.key)

        async def history_events() -> int:
            return (await handle.describe()).history_length

        return Case(begin, give, history_events)


async def make_tables(database_url: str) -> None:
    """Make the twin's tables in the office's own database."""
    connection = await asyncpg.connect(for_asyncpg(database_url))
    try:
        await connection.execute(TABLES)
    finally:
        await connection.close()


@contextlib.contextmanager
def twin_worker(home: Path) -> Iterator[int]:
    """The twin's worker, running; its process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.twin_worker"], env={**os.environ, "LIANSHEN_HOME": str(home)}
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _bare(order: Order) -> TwinOrder:
    return TwinOrder(step=step_of(order), body=order.model_dump_json())
