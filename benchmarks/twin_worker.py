"""The bare twin's worker, a process of its own: one statement an update, on as many connections."""

import asyncio
import signal
from collections.abc import Mapping

import asyncpg
from temporalio import activity
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.connections import MOST_AT_ONCE
from benchmarks.twin_rows import Written, written_by_step
from benchmarks.twin_workflow import QUEUE, WRITE, TwinWorkflow, TwinWrite
from runtime.addresses import office_addresses
from runtime.database_url import for_asyncpg
from runtime.settings import load_settings
from runtime.temporal import connect

LINES_A_STEP = 100
"""The numbers that a step has for its lines, so that no two steps meet."""

TABLES = """
CREATE TABLE twin_lines ("case" text, seq integer, body text, PRIMARY KEY ("case", seq));
CREATE TABLE twin_rows ("case" text, name text, body text, PRIMARY KEY ("case", name)) WITH (fillfactor = 80);
"""
_WRITE = """
WITH entered AS (
    INSERT INTO twin_lines SELECT $1, $2 + line.position, line.body
    FROM unnest($3::text[]) WITH ORDINALITY AS line(body, position)
    ON CONFLICT DO NOTHING
)
INSERT INTO twin_rows SELECT $1, kept.name, kept.body FROM unnest($4::text[], $5::text[]) AS kept(name, body)
ON CONFLICT ("case", name) DO UPDATE SET body = excluded.body
"""


class Writer:
    """Writes a step's rows in one statement, which is one transaction."""

    def __init__(self, steps: Mapping[int, Written]) -> None:
        self._steps = steps
        self._idle: asyncio.Queue[asyncpg.Connection] = asyncio.Queue()

    async def connect(self, url: str) -> None:
        """Open the connections that stay."""
        for _ in range(MOST_AT_ONCE):
            self._idle.put_nowait(await asyncpg.connect(for_asyncpg(url)))

    @activity.defn(name=WRITE)
    async def write(self, asked: TwinWrite) -> None:
        """A second run puts the same rows there."""
        step = self._steps[asked.step]
        connection = await self._idle.get()
        try:
            await connection.execute(
                _WRITE, asked.case, asked.step * LINES_A_STEP, step.lines, step.names, step.rows
            )
        finally:
            self._idle.put_nowait(connection)


async def serve() -> None:
    """Serve the twin's queue of the office in `LIANSHEN_HOME` until the process is told to stop."""
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    addresses = office_addresses(load_settings())
    writer = Writer(written_by_step())
    await writer.connect(addresses.database_url)
    async with Worker(
        await connect(addresses.temporal),
        task_queue=QUEUE,
        workflows=[TwinWorkflow],
        activities=[writer.write],
        workflow_runner=SandboxedWorkflowRunner(),
    ):
        await stopping.wait()


if __name__ == "__main__":
    asyncio.run(serve())
