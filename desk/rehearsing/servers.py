"""The servers that a rehearsal needs, all of them its own and gone afterwards."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import WorkflowRunner

import worker
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from desk.reads import Reads
from runtime.database import open_engine
from runtime.embedded.throwaway import throwaway_database, throwaway_time_skipping
from runtime.sandbox import RUNNER
from workflows.signposts import ALL

MINUTE: Final = timedelta(minutes=1)

AFTERWARDS: Final = timedelta(seconds=10)
"""An alarm rings as much later as the server was busy when it was set; by then all have rung."""


class ServerTime:
    """The one clock of a time-skipping server. It ticks, and leaps only while somebody asks it to."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment

    async def now(self) -> datetime:
        """The server's time."""
        return (await self._environment.get_current_time()).astimezone(UTC)

    async def next_minute(self) -> datetime:
        """The beginning of a minute that has not begun."""
        return (await self.now()).replace(second=0, microsecond=0) + MINUTE

    async def run_on_to(self, moment: datetime) -> None:
        """Let everything happen that is due up to a moment, in order, and stop in its minute."""
        left = moment + AFTERWARDS - await self.now()
        if left > timedelta(0):
            await self._environment.sleep(left)


@dataclass(frozen=True)
class Servers:
    """What a rehearsal is played on."""

    client: Client
    time: ServerTime
    register: PostgresRegister
    reads: Reads


@asynccontextmanager
async def rehearsal_servers(
    database_server: str | None, *, runner: WorkflowRunner = RUNNER
) -> AsyncIterator[Servers]:
    """A time-skipping Temporal, a PostgreSQL database of its own, and a worker that serves them.

    ``database_server`` is the address of a PostgreSQL server to make the database on; None starts one.
    """
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(throwaway_database(database_server))
        environment = await stack.enter_async_context(throwaway_time_skipping(ALL))
        engine = open_engine(url, application="lianshen-rehearsal", connections=8)
        stack.push_async_callback(engine.dispose)
        register = PostgresRegister(engine)
        stack.push_async_callback(register.close)
        notices = OutboxNotices(engine)
        stack.push_async_callback(notices.close)
        for each in worker.build(environment.client, register, notices, runner=runner):
            await stack.enter_async_context(each)
        yield Servers(environment.client, ServerTime(environment), register, Reads(engine))
