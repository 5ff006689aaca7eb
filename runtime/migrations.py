"""Brings a database to the tables that this release needs, from code."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from runtime.database import open_engine

_SCRIPTS = Path(__file__).resolve().parents[1] / "deploy" / "migrations"
_alembic = asyncio.Lock()
"""Alembic keeps the running migration in module globals: one at a time in a process."""


async def migrate(url: str) -> None:
    """Apply every migration that the database lacks, in one transaction.

    A second run changes nothing, and runs at the same time wait for each other. Needs the owner of the
    database.
    """
    engine = open_engine(url, application="lianshen-migrations", connections=1)
    try:
        async with _alembic, engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
