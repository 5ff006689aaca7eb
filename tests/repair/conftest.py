"""An office whose database and whose Temporal file can each be put back to an older copy."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowHandle
from typer.testing import CliRunner, Result

import worker
from activities.calendars import PostgresCalendarKeeper
from activities.contracts import Entry
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from desk.cases import Cases
from desk.cli.register import app
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.names import CaseNumber, CommandKey
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from models.messages.case_workflow import Answer, workflow_id
from runtime.addresses import NAMESPACE, TemporalAddress
from runtime.database import open_engine
from runtime.database_url import for_asyncpg
from runtime.embedded.folders import prepare_home
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.temporal import TemporalServer
from runtime.temporal import connect
from tests.domain.sample import FILING, PEOPLE
from tests.workflows.office import book_without_holidays
from workflows.joint_approval import JointApprovalWorkflow
from workflows.signposts import ALL

PATIENCE: Final = 30

WAY: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("clerk", "accept-case", {}),
    ("water-handler", "acknowledge-notice", {"item": "flood"}),
    ("water-handler", "propose-opinion", {"item": "flood", "opinion": "agree"}),
    ("water-approver", "conclude-item", {"item": "flood"}),
)
"""The first steps of a case, each with the key of its place: ``step-1`` and so on."""

_databases = itertools.count(1)


class ShortHistories(TemporalServer):
    """A Temporal that asks for a new run after every forty events."""

    def _command(self, program: Path) -> list[str]:
        return [
            *super()._command(program),
            *("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=40"),
        ]


class Office:
    """Servers, a worker and a desk. Every part can be taken away, and put back as it once was."""

    def __init__(
        self,
        home: Path,
        postgres: PostgresServer,
        name: str,
        temporal: type[TemporalServer] = TemporalServer,
    ) -> None:
        self.home = home
        self.book: Rulebook = book_without_holidays()
        self.number = CaseNumber("")
        self._postgres = postgres
        self._name = name
        self._copies = itertools.count(1)
        self._temporal = temporal(home, namespace=NAMESPACE, search_attributes=ALL)
        self._at_work: AsyncExitStack | None = None
        self.client: Client
        self.engine: AsyncEngine
        self.register: PostgresRegister
        self.cases: Cases

    @property
    def database_url(self) -> str:
        """The office's database."""
        return make_url(self._postgres.url).set(database=self._name).render_as_string(hide_password=False)

    @property
    def handle(self) -> WorkflowHandle[JointApprovalWorkflow, None]:
        """The workflow of the case that was filed last."""
        return self.client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(self.number))

    async def start_engine(self) -> None:
        """Start Temporal on its file."""
        await self._temporal.start()
        self.client = await connect(TemporalAddress(target=self._temporal.address, namespace=NAMESPACE))

    async def begin_work(self) -> None:
        """A desk, and a worker behind it."""
        self._at_work = AsyncExitStack()
        engine = self.engine = open_engine(self.database_url, application="tests")
        self._at_work.push_async_callback(engine.dispose)
        self.register = PostgresRegister(engine)
        self._at_work.push_async_callback(self.register.close)
        notices = OutboxNotices(engine)
        self._at_work.push_async_callback(notices.close)
        calendars = PostgresCalendarKeeper(engine, self.register, self.client)
        for each in worker.build(self.client, self.register, notices, calendars):
            await self._at_work.enter_async_context(each)
        self.cases = Cases(self.client, self.register, patience=timedelta(seconds=PATIENCE))

    async def end_work(self) -> None:
        """Everybody goes home; the servers stay."""
        if self._at_work is not None:
            await self._at_work.aclose()
            self._at_work = None

    async def close(self) -> None:
        """The servers, too."""
        await self.end_work()
        await self._temporal.stop()

    async def quiet(self) -> None:
        """Wait until the case's last messages are in their boxes: a worker that stops delays them."""

        async def delivered() -> bool:
            told = (await self.handle.describe()).raw_description
            return not told.pending_activities and not told.HasField("pending_workflow_task")

        if self.number:
            await eventually(delivered, "the case is quiet")

    async def dump(self) -> str:
        """A copy of the database as it is now; nobody is at work meanwhile."""
        await self.quiet()
        await self.end_work()
        copy = f"{self._name}_{next(self._copies)}"
        await self._order(f"create database {copy} template {self._name} owner lianshen")
        await self.begin_work()
        return copy

    async def restore(self, copy: str) -> None:
        """The database as it was then, and nobody at work."""
        await self.end_work()
        await self._order(f"drop database {self._name} with (force)")
        await self._order(f"create database {self._name} template {copy} owner lianshen")

    async def copy_engine(self) -> Path:
        """A copy of Temporal's file as it is now, made while it stands still."""
        await self.quiet()
        await self.end_work()
        await self._temporal.stop()
        copy = Path(tempfile.mkdtemp(dir=self.home))
        for file in self.home.glob("temporal.db*"):
            shutil.copy2(file, copy)
        await self.start_engine()
        await self.begin_work()
        return copy

    async def restore_engine(self, copy: Path | None, *, workers_stay: bool = False) -> None:
        """Temporal's file as it was then, or an empty one; nobody at work, unless nobody thinks of it."""
        if not workers_stay:
            await self.end_work()
        await self._temporal.stop()
        for file in self.home.glob("temporal.db*"):
            file.unlink()
        for file in () if copy is None else copy.iterdir():
            shutil.copy2(file, self.home)
        await self.start_engine()

    async def file(self, key: str = "filing", project: str = "000123") -> Answer:
        """File the sample case of a project."""
        named = {"code": f"2026-450721-48-01-{project}", "name": "示例工业园"}
        order = ordered("clerk", "file-case", key, **{**FILING, "project": named})
        answer = await self.cases.file(order, self.book, datetime.now(UTC))
        self.number = answer.case
        return answer

    async def go(self, first: int, last: int) -> list[Answer]:
        """Go these steps of the way."""
        return [
            await self.cases.perform(self.number, ordered(by, do, f"step-{place}", **fields))
            for place, (by, do, fields) in enumerate(WAY, 1)
            if first <= place <= last
        ]

    async def lines(self, number: CaseNumber | None = None) -> tuple[Entry, ...]:
        """What the register holds of the case, hashes included."""
        return await self.register.entries(number or self.number)

    async def boxes(self) -> dict[str, str]:
        """Every message that lies in a box, by its key."""
        rows = await self.sql('SELECT key, kind FROM notices WHERE "case" = $1', self.number)
        return {row["key"]: row["kind"] for row in rows}

    async def state(self) -> Case:
        """The case as its workflow knows it."""
        async with asyncio.timeout(PATIENCE):
            return await self.handle.query(JointApprovalWorkflow.case)

    async def sql(self, statement: str, *values: object) -> list[Any]:
        """Straight into the office's database, as its owner."""
        connection = await asyncpg.connect(for_asyncpg(self.database_url))
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def type(self, *words: str, code: int = 0) -> str:
        """Type ``lianshen register …``; it must end with the code. What it printed."""
        environment = {
            "DATABASE_URL": self.database_url,
            "TEMPORAL_ADDRESS": self._temporal.address,
            "TEMPORAL_NAMESPACE": NAMESPACE,
            "LIANSHEN_LANG": "en",
        }

        def typed() -> Result:
            return CliRunner().invoke(app, list(words), env=environment)

        done = await asyncio.to_thread(typed)
        assert done.exit_code == code, f"{words} ended with {done.exit_code}: {done.output} {done.exception}"
        return str(done.output)

    async def _order(self, statement: str) -> None:
        connection = await asyncpg.connect(for_asyncpg(self._postgres.superuser_url))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def ordered(by: str, do: str, key: str, **fields: Any) -> Order:
    """An order of one of the sample's people."""
    return Order(key=CommandKey(key), by=PEOPLE[by], command=read_command(do, fields))


async def eventually(truth: Callable[[], Awaitable[bool]], what: str, seconds: float = PATIENCE) -> None:
    """Look again and again until it is true."""
    ends = asyncio.get_running_loop().time() + seconds
    while not await truth():
        if asyncio.get_running_loop().time() > ends:
            pytest.fail(f"not within {seconds} seconds: {what}")
        await asyncio.sleep(0.1)


@pytest.fixture
async def office(postgres: PostgresServer) -> AsyncIterator[Office]:
    """An office at work, with servers of its own data."""
    async with _open_office(postgres, TemporalServer) as opened:
        yield opened


@pytest.fixture
async def short_office(postgres: PostgresServer) -> AsyncIterator[Office]:
    """An office whose cases go from run to run."""
    async with _open_office(postgres, ShortHistories) as opened:
        yield opened


@asynccontextmanager
async def _open_office(postgres: PostgresServer, temporal: type[TemporalServer]) -> AsyncIterator[Office]:
    home = Path(tempfile.mkdtemp(prefix="lianshen-test-"))
    prepare_home(home)
    made = Office(home, postgres, f"repair_{next(_databases)}", temporal)
    await made._order(f"create database {made._name} template lianshen owner lianshen")
    try:
        await made.start_engine()
        await made.begin_work()
        yield made
    finally:
        await made.close()
        shutil.rmtree(home)
