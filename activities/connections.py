"""Connections that stay with the register, so that an append does not pay for a pool's check-out and ping."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from temporalio.exceptions import ApplicationError

MOST_AT_ONCE: Final = 4


class KeptConnections:
    """Up to four connections of the engine, handed out by turns and given back with `close`.

    A connection that a server ended is replaced; after any trouble all idle ones are given up, since what
    broke one has broken the others. Nothing is tried again here: the activity is, and finds its own entry
    by the key.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Semaphore(MOST_AT_ONCE)
        self._idle: list[tuple[AsyncConnection, asyncpg.Connection]] = []

    @contextlib.asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """The driver's own connection, outside of a transaction, for one caller at a time."""
        async with self._turn:
            connection, driver = await self._take()
            try:
                yield driver
            except ApplicationError:
                self._idle.append((connection, driver))
                raise
            except BaseException:
                driver.terminate()
                await _give_up(connection)
                await self.close()
                raise
            else:
                self._idle.append((connection, driver))

    async def close(self) -> None:
        """Give the idle connections back, before the engine is disposed of."""
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.close()

    async def _take(self) -> tuple[AsyncConnection, asyncpg.Connection]:
        while self._idle:
            connection, driver = self._idle.pop()
            if not driver.is_closed():
                return connection, driver
            await _give_up(connection)
        connection = await self._engine.connect()
        return connection, (await connection.get_raw_connection()).driver_connection


async def _give_up(connection: AsyncConnection) -> None:
    await connection.invalidate()
    await connection.close()
