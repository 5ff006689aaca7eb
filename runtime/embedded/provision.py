"""What an embedded PostgreSQL needs before the first migration: a role, its database and extensions."""

from dataclasses import dataclass
from pathlib import Path

import asyncpg

from runtime.trouble import ServerMissing

SUPERUSER = "postgres"
APPLICATION = "lianshen"
"""The name of the application's role, which is no superuser, and of the database it owns."""

_EXTENSIONS = ("pg_trgm",)


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords of the two roles; random, without characters that need quoting."""

    superuser: str
    application: str


async def provision(socket: Path, passwords: Passwords) -> None:
    """Bring the server to the state that migrations expect. Does nothing the second time.

    Raises `ServerMissing` when the PostgreSQL found cannot search Chinese text.
    """
    server = await asyncpg.connect(
        host=str(socket), user=SUPERUSER, password=passwords.superuser, database="postgres"
    )
    try:
        if not await server.fetchval("select 1 from pg_roles where rolname = $1", APPLICATION):
            await server.execute(f"create role {APPLICATION} login password '{passwords.application}'")
        if not await server.fetchval("select 1 from pg_database where datname = $1", APPLICATION):
            await server.execute(f"create database {APPLICATION} owner {APPLICATION}")
    finally:
        await server.close()
    await extend(socket, passwords, APPLICATION)


async def extend(socket: Path, passwords: Passwords, database: str) -> None:
    """Install the extensions in one database, and make sure that they see Chinese."""
    connection = await asyncpg.connect(
        host=str(socket), user=SUPERUSER, password=passwords.superuser, database=database
    )
    try:
        for extension in _EXTENSIONS:
            await connection.execute(f"create extension if not exists {extension}")
        if not await connection.fetchval("select cardinality(show_trgm('审批')) > 0"):
            raise ServerMissing(
                "这个数据库的字符分类（lc_ctype）不识别中文，中文检索会全部落空。请以 C.UTF-8 重新建立。",
                "This database's lc_ctype does not know Chinese characters, so every search in Chinese would"
                " find nothing. Create it again with C.UTF-8.",
            )
    except asyncpg.FeatureNotSupportedError as missing:
        raise ServerMissing(
            f"本机的 PostgreSQL 缺少扩展（{missing}）。Debian、Ubuntu 请安装 postgresql-contrib。",
            f"The PostgreSQL found lacks an extension ({missing}). On Debian and Ubuntu: install"
            " postgresql-contrib.",
        ) from None
    finally:
        await connection.close()
