import asyncio
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.tables import METADATA
from runtime.database import open_engine
from runtime.embedded.postgres import PostgresServer
from runtime.migrations import migrate
from tests.activities.conftest import Tell
from tests.activities.story import NUMBER

VERSIONS = Path(__file__).parents[2] / "deploy" / "migrations" / "versions"


@pytest.mark.parametrize("table", ["register", "register_2026"])
@pytest.mark.parametrize("order", ["UPDATE {} SET body = body", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_register_is_insert_only(
    database: asyncpg.Connection, tell: Tell, order: str, table: str
) -> None:
    """Its owner cannot change, delete or empty it, nor one of its partitions, by an ordinary statement."""
    await tell()

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="登记簿只能添加"):
        await database.execute(order.format(table))
    assert await database.fetchval("SELECT count(*) FROM register") == 14


async def test_a_line_has_one_place(database: asyncpg.Connection, tell: Tell) -> None:
    """The database itself lets no second line into a place that is taken."""
    await tell()

    with pytest.raises(asyncpg.UniqueViolationError):
        await database.execute("INSERT INTO register SELECT * FROM register WHERE seq = 3")


@pytest.mark.parametrize(("year", "partition"), [(2026, "register_2026"), (2041, "register_other")])
async def test_a_case_lies_in_the_partition_of_its_year(
    database: asyncpg.Connection, tell: Tell, year: int, partition: str
) -> None:
    """By the year in its number; years without a partition of their own have one in common."""
    case = NUMBER.replace("2026", str(year), 1)
    await tell(case)
    found = await database.fetch("SELECT DISTINCT tableoid::regclass::text AS name FROM register")

    assert [row["name"] for row in found] == [partition]


async def test_the_models_say_what_the_migrations_make(engine: AsyncEngine) -> None:
    """Alembic finds nothing to add to, or to take from, a migrated database."""

    def differences(connection: Connection) -> object:
        options = {"compare_type": True, "include_name": _of_the_models}
        return compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def _of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name is None or not name.startswith("register_")


async def test_an_empty_database_is_migrated_once_by_all_who_start_at_once(
    postgres: PostgresServer, postgres_url: str
) -> None:
    """As the database's owner, who is no superuser; a run after that changes nothing."""
    url = make_url(postgres.url)
    name = "migrated_at_once"
    administrator = open_engine(postgres_url)
    async with administrator.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"CREATE DATABASE {name} OWNER {url.username}"))
        try:
            fresh = url.set(database=name).render_as_string(hide_password=False)
            await asyncio.gather(*(migrate(fresh) for _ in range(3)))
            await migrate(fresh)
            engine = open_engine(fresh)
            async with engine.connect() as migrated:
                revisions = (await migrated.execute(text("SELECT version_num FROM alembic_version"))).all()
            await engine.dispose()
        finally:
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await administrator.dispose()

    assert [row[0] for row in revisions] == [max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))]


@pytest.mark.parametrize("said", ["工业园", "三期", "48-01"])
async def test_a_search_for_part_of_a_name_can_use_the_index(database: asyncpg.Connection, said: str) -> None:
    """Also for two Chinese characters, of which trigrams know nothing."""
    names = "search_text(number, project_code, project_name, applicant_name)"
    asked = f"SELECT number FROM cases WHERE search_pairs({names}) @> search_pairs($1)"  # noqa: S608  # our own words
    assert await database.fetchval("SELECT cardinality(search_pairs($1))", said) == len(said) - 1
    async with database.transaction():
        await database.execute("SET LOCAL enable_seqscan = off")
        plan = await database.fetch(f"EXPLAIN {asked}", said)

    assert any("cases_search" in row[0] for row in plan)
