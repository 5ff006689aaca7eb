"""Makes the projections anew from the register: beside the kept ones, compared, replaced in one step."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.projection_tables import PROJECTED, ProjectedTable, all_rows
from activities.register_audit import PATIENCE, check_and_fold, in_batches
from activities.register_check import Finding, RegisterDamaged
from activities.register_fold import copy_rows
from activities.rulebooks import Rulebooks

MOST_REPORTED = 100

# Appends wait, lists go on reading what stands there until the new rows are committed.
_LOCK = f"LOCK TABLE {', '.join(table.name for table in PROJECTED)} IN EXCLUSIVE MODE"


@dataclass(frozen=True)
class Rebuilt:
    """How many cases there are, and how many rows of each table were not right."""

    cases: int
    changed: Mapping[str, int]


async def rebuild(engine: AsyncEngine) -> Rebuilt:
    """Put the projections right. Rows that are right already stay as they are, byte for byte.

    Raises `RegisterDamaged` when lines are not whole; then nothing has changed. Appends wait meanwhile.
    """
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        async with driver.transaction():
            await driver.execute(_LOCK, timeout=PATIENCE)
            for table in PROJECTED:
                await driver.execute(f"CREATE TEMP TABLE {_shadow(table)} (LIKE {table.name}) ON COMMIT DROP")
            cases = await _fill_shadows(driver)
            changed = {table.name: await _replace(driver, table) for table in PROJECTED}
    return Rebuilt(cases=cases, changed=changed)


async def _fill_shadows(connection: asyncpg.Connection) -> int:
    """Fold every case into the shadow tables; tells how many there are."""
    cases = 0
    findings: list[Finding] = []
    rulebooks = Rulebooks()
    async for batch in in_batches(connection, None):
        made = [await check_and_fold(connection, number, lines, rulebooks) for number, lines in batch]
        findings += [finding for each in made if isinstance(each, list) for finding in each]
        if len(findings) >= MOST_REPORTED:
            break
        cases += len(batch)
        for table in PROJECTED:
            rows = [row for each in made if not isinstance(each, list) for row in all_rows(each, table)]
            await copy_rows(connection, _shadow(table), table, rows)
    if findings:
        raise RegisterDamaged(findings)
    return cases


async def _replace(connection: asyncpg.Connection, table: ProjectedTable) -> int:
    """Take out what the shadow does not have, put in what it has more; tells how many rows were not right."""
    shadow = _shadow(table)
    same = f"{shadow}.* IS NOT DISTINCT FROM {table.name}.*"
    key = " AND ".join(f'{shadow}."{name}" = {table.name}."{name}"' for name in table.key)
    await connection.execute(f"CREATE INDEX ON {shadow} ({_key(table)})", timeout=PATIENCE)
    await connection.execute(f"ANALYZE {shadow}", timeout=PATIENCE)
    unfounded = await _count(
        connection,
        f"DELETE FROM {table.name} WHERE NOT EXISTS (SELECT FROM {shadow} WHERE {key})",  # noqa: S608
    )
    # Rows that strayed come back with the insert, which counts them.
    await _count(
        connection,
        f"DELETE FROM {table.name} USING {shadow} WHERE {key} AND NOT ({same})",  # noqa: S608
    )
    entered = await _count(
        connection,
        f"INSERT INTO {table.name} SELECT * FROM {shadow}"  # noqa: S608
        f" WHERE NOT EXISTS (SELECT FROM {table.name} WHERE {key})",
    )
    return unfounded + entered


async def _count(connection: asyncpg.Connection, statement: str) -> int:
    """Run the statement; tells how many rows it touched."""
    told: str = await connection.execute(statement, timeout=PATIENCE)
    return int(told.rpartition(" ")[2])


def _key(table: ProjectedTable) -> str:
    return ", ".join(f'"{name}"' for name in table.key)


def _shadow(table: ProjectedTable) -> str:
    return f"shadow_{table.name}"
