"""A server dies between click and answer: the person is told the truth, nothing is lost or doubled."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx2 as httpx
import psutil
import pytest
from temporalio.client import Client

from models.domain.names import CaseNumber
from models.messages.case_workflow import workflow_id
from runtime.addresses import NAMESPACE, TemporalAddress
from runtime.embedded.folders import prepare_home
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.temporal import TemporalServer
from runtime.migrations import migrate
from runtime.temporal import connect
from tests.desk.counter import Browser, Counter
from tests.desk.opening import open_counter, work
from workflows.signposts import ALL

PATIENCE = timedelta(seconds=1.5)
LONGEST_SECONDS = 60.0


class Shop:
    """A desk of its own whose servers and workers can be taken away."""

    def __init__(
        self, counter: Counter, postgres: PostgresServer, temporal: TemporalServer, client: Client
    ) -> None:
        self.counter = counter
        self.postgres = postgres
        self.temporal = temporal
        self.client = client
        self._working = AsyncExitStack()

    async def open(self) -> None:
        """Let somebody work on the cases."""
        await work(self._working, self.counter, self.client)

    async def close(self) -> None:
        """Nobody works on the cases any more."""
        await self._working.aclose()


@pytest.fixture(scope="module")
async def shop() -> AsyncIterator[Shop]:
    """Servers for this file alone."""
    home = Path(tempfile.mkdtemp(prefix="lianshen-away-"))
    prepare_home(home)
    try:
        async with AsyncExitStack() as stack:
            postgres = PostgresServer(home, durable=True)
            await postgres.start()
            stack.push_async_callback(postgres.stop)
            await migrate(postgres.url)
            temporal = TemporalServer(home, namespace=NAMESPACE, search_attributes=ALL)
            await temporal.start()
            stack.push_async_callback(temporal.stop)
            client = await connect(TemporalAddress(target=temporal.address, namespace=NAMESPACE))
            counter = await open_counter(stack, postgres.url, client, home, PATIENCE)
            opened = Shop(counter, postgres, temporal, client)
            await opened.open()
            stack.push_async_callback(opened.close)
            yield opened
    finally:
        data = home / "postgres"
        if data.is_symlink():
            shutil.rmtree(data.resolve())
        shutil.rmtree(home)


async def kill(server: PostgresServer | TemporalServer) -> None:
    """At once, as by a power cut."""
    assert server.pid is not None
    psutil.Process(server.pid).kill()
    while server.running:
        await asyncio.sleep(0.05)


async def until(asked: Callable[[], Awaitable[httpx.Response]], status: int) -> httpx.Response:
    """Ask until the answer has this status."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while (answer := await asked()).status_code != status:
            await asyncio.sleep(0.5)
    return answer


async def acceptances(browser: Browser, number: str) -> int:
    """How often the case was accepted, by the register."""
    answer = await browser.get(f"/api/v1/cases/{number}/events")
    return [each["event"]["kind"] for each in answer.json()["events"]].count("case-accepted")


async def test_a_command_that_nobody_answers_in_time_is_kept_and_done_once(shop: Shop) -> None:
    """202 with where to ask; the page says that it does not count yet; later it is done, once."""
    clerk, number = await shop.counter.browser("clerk"), await shop.counter.case()
    await shop.close()
    try:
        first = await clerk.command(number, "accept-case", "slow")
        again = await clerk.command(number, "accept-case", "slow")
        polled = await clerk.get(first.headers["location"])
        page = await clerk.get(f"/cases/{number}/receipts/slow")
        form = await clerk.post_form(f"/cases/{number}/acts/accept-case", key="slow", confirmed="yes")
    finally:
        await shop.open()
    done = await until(lambda: clerk.get(first.headers["location"]), 200)

    assert [answer.status_code for answer in (first, again, polled)] == [202, 202, 202]
    assert first.json()["poll"] == first.headers["location"]
    assert "正在登记" in page.text
    assert form.headers["location"] == f"/cases/{number}/receipts/slow"
    assert done.json()["events"][0] == "case-accepted"
    assert await acceptances(clerk, number) == 1
    assert (await clerk.command(number, "accept-case", "slow")).json() == done.json()


async def test_a_command_is_not_lost_with_the_engine(shop: Shop) -> None:
    """The engine dies while the person waits; after its return the command is done, once."""
    clerk, number = await shop.counter.browser("clerk"), await shop.counter.case()
    await shop.close()
    waiting = asyncio.create_task(clerk.command(number, "accept-case", "struck"))
    await asyncio.sleep(0.7)
    await kill(shop.temporal)
    answer = await waiting
    await shop.temporal.start()
    await shop.open()
    done = await until(lambda: clerk.get(f"/api/v1/cases/{number}/commands/struck"), 200)

    assert answer.status_code == 202
    assert done.json()["events"][0] == "case-accepted"
    assert await acceptances(clerk, number) == 1


async def test_without_the_engine_nothing_is_taken(shop: Shop) -> None:
    """503 with when to try again, on the page and for programs; reading goes on."""
    clerk, number = await shop.counter.browser("clerk"), await shop.counter.case()
    await shop.close()
    await kill(shop.temporal)
    answer = await clerk.command(number, "accept-case", "away")
    page = await clerk.post_form(f"/cases/{number}/acts/accept-case", key="away-2", confirmed="yes")
    board = await clerk.get(f"/cases/{number}")
    await shop.temporal.start()
    await shop.open()
    before = await clerk.get(f"/api/v1/cases/{number}/commands/away")
    done = await until(lambda: clerk.command(number, "accept-case", "away"), 200)

    assert (answer.status_code, answer.json()["type"]) == (503, "ServerAway")
    assert int(answer.headers["retry-after"]) > 0
    assert (page.status_code, board.status_code) == (503, 200)
    assert before.status_code == 404
    assert done.json()["events"][0] == "case-accepted"
    assert await acceptances(clerk, number) == 1


async def test_without_the_database_the_truth_is_that_nobody_knows(shop: Shop) -> None:
    """It dies while the person waits: the same sent again is done once. Then every page says 503."""
    clerk, number = await shop.counter.browser("clerk"), await shop.counter.case()
    other = await shop.counter.case()
    await shop.close()
    waiting = asyncio.gather(
        clerk.command(number, "accept-case", "blind"),
        clerk.post_form(f"/cases/{other}/acts/accept-case", key="blind", confirmed="yes"),
    )
    await asyncio.sleep(0.7)
    await kill(shop.postgres)
    answer, told = await waiting
    page = await clerk.get(f"/cases/{number}")
    await shop.postgres.start()
    await shop.open()
    done = await until(lambda: clerk.command(number, "accept-case", "blind"), 200)

    assert (answer.status_code, answer.json()["type"]) == (503, "OutcomeUnknown")
    assert (told.status_code, page.status_code) == (503, 503)
    assert "不能确定" in told.text
    assert "没有办理任何事项" in page.text
    assert done.json()["events"][0] == "case-accepted"
    assert await acceptances(clerk, number) == 1


async def test_a_case_without_its_workflow_says_what_the_administrator_must_type(shop: Shop) -> None:
    """It is not told as being recorded: nothing will move it but the repair."""
    clerk, number = await shop.counter.browser("clerk"), await shop.counter.case()
    await shop.client.get_workflow_handle(workflow_id(CaseNumber(number))).terminate()
    answer = await clerk.command(number, "accept-case")

    assert (answer.status_code, answer.json()["type"]) == (503, "EngineLost")
    assert f"lianshen register restart-cases --case {number}" in answer.json()["title"]
