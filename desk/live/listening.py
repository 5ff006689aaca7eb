"""One ear of the process at the database: hears which cases changed, and looks up whom that concerns."""

import asyncio
from typing import Final

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.append_statement import CHANNEL
from desk.live.changes import Change, Changes
from desk.live.concerns import TROUBLE, read_concerns

TOGETHER: Final = 0.2
"""Seconds for which changes are gathered, so that a burst is looked up once."""
PROBE: Final = 15.0
"""Seconds after which a silent connection is asked whether it still stands."""
AGAIN: Final = 1.0
"""Seconds before the database is called again."""

log = structlog.get_logger(__name__)


class Ear:
    """Listens as long as it runs. Whatever it may have missed begins a new era of the changes."""

    def __init__(self, engine: AsyncEngine, changes: Changes) -> None:
        self._engine = engine
        self._changes = changes
        self._new: list[tuple[int, str]] = []
        self._rung = asyncio.Event()

    async def listen_for_ever(self) -> None:
        """Listen, and call again whenever the database was away."""
        while True:
            try:
                await self._listen()
            except TROUBLE as trouble:
                log.warning("live.deaf", reason=str(trouble))
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        async with self._engine.connect() as connection:
            driver: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection
            driver.add_termination_listener(lambda _: self._rung.set())
            try:
                await driver.add_listener(CHANNEL, self._heard)
                self._new.clear()
                self._changes.begin_era()
                await self._tell_for_ever(driver)
            finally:
                self._changes.begin_era()
                # It has a listener and may be half open: no other work gets this connection.
                driver.terminate()
                await connection.invalidate()

    def _heard(self, _connection: object, _process: int, _channel: str, case: object) -> None:
        self._new.append((self._changes.hear(), str(case)))
        self._rung.set()

    async def _tell_for_ever(self, driver: asyncpg.Connection) -> None:
        while True:
            try:
                async with asyncio.timeout(PROBE):
                    await self._rung.wait()
            except TimeoutError:
                await driver.execute("SELECT 1", timeout=5)
                continue
            if driver.is_closed():
                raise ConnectionResetError("the database closed the connection")
            await asyncio.sleep(TOGETHER)
            self._rung.clear()
            heard, self._new = self._new, []
            if heard:
                await self._tell(heard)

    async def _tell(self, heard: list[tuple[int, str]]) -> None:
        era = self._changes.position
        last = {case: place for place, case in heard}
        concerns = await read_concerns(self._engine, list(last))
        changes = [
            Change(place, case, concerns[case])
            for case, place in sorted(last.items(), key=lambda each: each[1])
            if case in concerns
        ]
        self._changes.tell(changes, heard[-1][0], era)
