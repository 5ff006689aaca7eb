"""A register over the real PostgreSQL, and a raw connection for those who tamper with it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.register import PostgresRegister
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from runtime.database import open_engine
from tests.activities.story import NUMBER, PROJECT, appends, course
from tests.domain.sample import rulebook

Tell = Callable[..., Awaitable[None]]


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on this test's own database."""
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The sample law."""
    return rulebook()


@pytest.fixture
async def new_register(engine: AsyncEngine) -> AsyncIterator[Callable[[], PostgresRegister]]:
    """Makes registers on one database, each as another process would hold it."""
    made: list[PostgresRegister] = []

    def make() -> PostgresRegister:
        made.append(PostgresRegister(engine))
        return made[-1]

    yield make
    for register in made:
        await register.close()


@pytest.fixture
async def register(new_register: Callable[[], PostgresRegister], book: Rulebook) -> PostgresRegister:
    """A register that knows the sample law."""
    register = new_register()
    await register.keep_rulebook(book)
    return register


@pytest.fixture
def tell(register: PostgresRegister, book: Rulebook) -> Tell:
    """Enters a whole case with a bit of everything."""

    async def enter(case: CaseNumber = NUMBER, code: str = PROJECT) -> None:
        for each in appends(course(book, case, code=code), case):
            await register.append(each)

    return enter


@pytest.fixture
async def database(engine: AsyncEngine) -> AsyncIterator[asyncpg.Connection]:
    """The driver's own connection to this test's database."""
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        yield driver
