"""Runs the migrations: on the connection that runtime.migrations hands over, or by hand on the office's."""

import asyncio
import re

from alembic import context
from sqlalchemy import Connection, text

from models.tables import METADATA
from runtime.addresses import office_addresses
from runtime.database import open_engine
from runtime.settings import load_settings

ONE_AT_A_TIME = 4_507_210_001
"""The advisory lock under which a database is migrated, so that two starting processes do not meet in it."""

_PARTITION = re.compile(r"register_(?:\d{4}|other)\Z")


def _of_the_models(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Autogenerate compares what the models declare; the register's partitions are no models."""
    return not (kind == "table" and name is not None and _PARTITION.match(name))


def _migrate(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=_of_the_models,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _by_hand() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        settings = load_settings()
        url = settings.database_url or office_addresses(settings).database_url
    engine = open_engine(url, application="lianshen-migrations", connections=1)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


def _print_sql() -> None:
    context.configure(dialect_name="postgresql", target_metadata=METADATA, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _print_sql()
elif isinstance(handed := context.config.attributes.get("connection"), Connection):
    _migrate(handed)
else:
    asyncio.run(_by_hand())
