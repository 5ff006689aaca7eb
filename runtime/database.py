"""The way to PostgreSQL: connection pools and sessions."""

import asyncio

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from runtime.database_url import for_asyncpg, normalise, place
from runtime.trouble import ServerUnreachable

CONNECT_SECONDS = 5
STARTING_SECONDS = 30
STATEMENT_SECONDS = 60
IDLE_TRANSACTION_SECONDS = 60

_OF_PAGES = {"plan_cache_mode": "force_custom_plan", "max_parallel_workers_per_gather": "0", "jit": "off"}


def open_engine(
    url: str, *, application: str = "lianshen", connections: int = 5, pages: bool = False
) -> AsyncEngine:
    """A small pool that notices a restarted server and never waits for ever.

    Limits: 5 seconds to connect, 10 for a free connection, 60 for a statement or an idle transaction.
    ``pages`` is for the short questions of many people: each is planned for its own values, since the plan
    for any value reads lists of a rare one from end to end, and is answered on one processor.
    """
    engine = create_async_engine(
        normalise(url),
        pool_size=connections,
        max_overflow=connections,
        pool_timeout=10,
        pool_recycle=1800,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": {
                "application_name": application,
                "idle_in_transaction_session_timeout": f"{IDLE_TRANSACTION_SECONDS}s",
                "timezone": "UTC",
                **(_OF_PAGES if pages else {}),
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _require_open)
    return engine


def _require_open(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: object) -> None:
    """Give out no connection that the server has closed; with one, all that are older go.

    The driver knows of it without asking, while a ping would be three trips for every question.
    """
    driver = connection.driver_connection
    if driver is None or driver.is_closed():
        raise InvalidatePoolError


def open_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose objects stay readable after the commit."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def check_database(url: str) -> None:
    """One round trip to the database, or `ServerUnreachable` within five seconds.

    A server that says it is starting up, as after a crash, is there: it gets half a minute.
    """
    clock = asyncio.get_running_loop().time
    ends = clock() + STARTING_SECONDS
    try:
        while True:
            try:
                return await _ask(url)
            except asyncpg.CannotConnectNowError:
                if clock() > ends:
                    raise
                await asyncio.sleep(0.2)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as reason:
        raise ServerUnreachable([f"{place(url)}: {_said(reason)}"]) from None


async def _ask(url: str) -> None:
    async with asyncio.timeout(CONNECT_SECONDS):
        connection = await asyncpg.connect(for_asyncpg(url))
        try:
            await connection.execute("select 1")
        finally:
            connection.terminate()


def _said(reason: Exception) -> str:
    match reason:
        case TimeoutError():
            return "没有回答 no answer"
        case ConnectionRefusedError() | FileNotFoundError():
            return "拒绝连接 connection refused"
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return "用户名或密码不对 wrong user or password"
        case _:
            return str(reason).strip() or type(reason).__name__
