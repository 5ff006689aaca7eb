"""How a command reaches the running office: its database, and the way to its cases."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.people import Directory
from activities.register import PostgresRegister
from desk.cases import Cases
from desk.reads import Reads
from models.domain.clock import OfficeHours
from runtime.addresses import office_addresses
from runtime.database import check_database, open_engine
from runtime.settings import Settings, load_settings
from runtime.temporal import connect

PATIENCE: Final = timedelta(seconds=30)
"""How long a command waits for servers that start again."""


@dataclass(frozen=True)
class Office:
    """The running office, as a command reaches it."""

    settings: Settings
    engine: AsyncEngine
    register: PostgresRegister
    reads: Reads
    directory: Directory

    @property
    def hours(self) -> OfficeHours:
        """When the office opens and closes."""
        return OfficeHours(timezone=self.settings.timezone)

    @property
    def today(self) -> date:
        """The day on the wall of the office."""
        return self.hours.local(datetime.now(UTC)).date()


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    """The office's database, for commands that only read."""
    settings = load_settings()
    url = settings.database_url or office_addresses(settings).database_url  # Temporal may be away
    await check_database(url)
    engine = open_engine(url, application="lianshen-desk", connections=2)
    register = PostgresRegister(engine)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        stack.push_async_callback(register.close)
        yield Office(settings, engine, register, Reads(engine), Directory(engine))


@asynccontextmanager
async def office_with_cases() -> AsyncIterator[tuple[Office, Cases]]:
    """The office and the way to its cases, for commands that act."""
    async with office() as reached:
        client = await connect(office_addresses(reached.settings).temporal)
        yield reached, Cases(client, reached.register, patience=PATIENCE)
