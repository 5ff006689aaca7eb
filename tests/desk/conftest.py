"""One desk for the whole run, over a real PostgreSQL and a real Temporal; tests bring cases of their own."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta

import pytest

from runtime.embedded.throwaway import throwaway_temporal
from runtime.temporal import connect
from tests.desk.counter import Counter
from tests.desk.opening import open_counter, work
from tests.domain.sample import rulebook
from workflows.signposts import ALL


@pytest.fixture(scope="session")
async def counter(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Counter]:
    """The desk with its worker, its directory, its accounts and the sample procedure."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(new_database())
        client = await connect(await stack.enter_async_context(throwaway_temporal(ALL)))
        home = tmp_path_factory.mktemp("office")
        opened = await open_counter(stack, url, client, home, timedelta(seconds=20))
        await work(stack, opened, client)
        yield opened


@pytest.fixture(scope="session")
def today() -> date:
    """The office's date."""
    return rulebook().hours.local(datetime.now(UTC)).date()
