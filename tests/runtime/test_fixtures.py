"""The servers that the whole suite leans on."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy import text
from temporalio.testing import WorkflowEnvironment

from runtime.addresses import TemporalAddress
from runtime.database import open_engine
from runtime.temporal import connect

NewDatabase = Callable[[], AbstractAsyncContextManager[str]]


async def scalar(url: str, question: str) -> object:
    """One value from a database."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        value: object = await connection.scalar(text(question))
    await engine.dispose()
    return value


async def test_each_database_finds_chinese_text(database_url: str) -> None:
    """Trigrams of Chinese words exist, which an lc_ctype of C would leave empty."""
    assert await scalar(database_url, "select cardinality(show_trgm('审批'))") == 3


async def test_what_one_test_writes_no_other_sees(new_database: NewDatabase, database_url: str) -> None:
    """Databases come from a template, and nothing flows back into it."""
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("create table left_behind (id int)"))
    await engine.dispose()

    async with new_database() as another:
        assert await scalar(another, "select to_regclass('left_behind')") is None


async def test_the_application_is_no_superuser(database_url: str) -> None:
    """A hole in our SQL must not become a hole in the machine."""
    assert await scalar(database_url, "select usesuper from pg_user where usename = current_user") is False


async def test_the_development_server_answers(temporal_dev: TemporalAddress) -> None:
    """A client reaches it in its namespace."""
    client = await connect(temporal_dev)

    assert await client.service_client.check_health()


async def test_the_time_skipping_server_skips_a_month(time_skipping: WorkflowEnvironment) -> None:
    """Thirty days pass in the time of a call."""
    before = await time_skipping.get_current_time()

    await time_skipping.sleep(30 * 24 * 3600)

    assert (await time_skipping.get_current_time() - before).days >= 30
