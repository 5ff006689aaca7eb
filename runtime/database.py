"""The way to PostgreSQL: addresses, connection pools and sessions."""

import asyncio

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from runtime.trouble import ServerUnreachable

_DRIVER = "postgresql+asyncpg"
_SCHEMES = {"postgres", "postgresql", _DRIVER}
_PARAMETERS = {"host", "port", "ssl", "target_session_attrs", "passfile", "krbsrvname"}

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 60
IDLE_TRANSACTION_SECONDS = 60


def normalise(url: str) -> str:
    """The address in SQLAlchemy's form for asyncpg. `ValueError` says what cannot be used.

    `postgres://` and `postgresql://` are taken, and libpq's `sslmode` becomes asyncpg's `ssl`.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        message = "not an address like postgresql://user:password@host:5432/database"
        raise ValueError(message) from None
    if parsed.drivername not in _SCHEMES:
        message = f"scheme {parsed.drivername!r} is not postgresql"
        raise ValueError(message)
    query = dict(parsed.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    unknown = sorted(set(query) - _PARAMETERS)
    if unknown:
        message = f"unknown parameter {', '.join(unknown)}"
        raise ValueError(message)
    return parsed.set(drivername=_DRIVER, query=query).render_as_string(hide_password=False)


def open_engine(url: str, *, application: str = "lianshen", connections: int = 5) -> AsyncEngine:
    """A small pool that notices a restarted server and never waits for ever.

    Limits: 5 seconds to connect, 10 for a free connection, 60 for a statement or an idle transaction.
    """
    return create_async_engine(
        normalise(url),
        pool_size=connections,
        max_overflow=connections,
        pool_timeout=10,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": {
                "application_name": application,
                "idle_in_transaction_session_timeout": f"{IDLE_TRANSACTION_SECONDS}s",
                "timezone": "UTC",
            },
        },
    )


def open_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose objects stay readable after the commit."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def check_database(url: str) -> None:
    """One round trip to the database, or `ServerUnreachable` within five seconds."""
    dsn = make_url(normalise(url)).set(drivername="postgresql")
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            connection = await asyncpg.connect(_for_asyncpg(dsn))
            try:
                await connection.execute("select 1")
            finally:
                connection.terminate()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as reason:
        raise ServerUnreachable([f"{place(url)} ({_reason(reason)})"]) from None


def place(url: str) -> str:
    """The address for people: without user name and password."""
    parsed = make_url(normalise(url))
    socket = parsed.query.get("host")
    return (
        f"postgresql://{parsed.host or socket or 'localhost'}:{parsed.port or 5432}/{parsed.database or ''}"
    )


def _for_asyncpg(url: URL) -> str:
    """In an address asyncpg reads libpq's name of the parameter in an address, SQLAlchemy passes its own."""
    query = {("sslmode" if name == "ssl" else name): value for name, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=False)


def _reason(reason: BaseException) -> str:
    return str(reason).strip() or type(reason).__name__
