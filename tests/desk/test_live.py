import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest
import uvicorn

from desk.app import DeskServer
from desk.lists import Lists
from desk.live import streams
from desk.live.concerns import hears, read_concerns
from desk.narrowing import CaseFilter
from models.domain.visibility import Sight, sight_of
from models.tables import CaseRow
from tests.desk.browsers import served
from tests.desk.counter import FOREIGN, ORIGIN, PASSWORD, Browser, Counter, people, sign_in

WAIT = 8.0


class Listener:
    """One stream, read event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self) -> tuple[str, str]:
        """The next event and what it says."""
        kind = data = ""
        async with asyncio.timeout(WAIT):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    data = value
                elif not line and kind:
                    return kind, data
        return "over", ""

    async def changed(self) -> str:
        """The case of the next change; nothing else has been told before it."""
        kind, data = await self.next()
        assert kind == "changed", kind
        case: str = json.loads(data)["case"]
        return case


class Wire:
    """The desk behind a real server."""

    def __init__(self, counter: Counter, port: int) -> None:
        self.counter = counter
        self.port = port

    @contextlib.asynccontextmanager
    async def listen(
        self, account: str, *, token: str | None = None, since: str | None = None, **asked: object
    ) -> AsyncIterator[Listener]:
        """The person's stream, from now on unless ``since`` says otherwise."""
        token = token or (await self.counter.browser(account)).token
        headers = {"host": "desk.test", "accept": streams_kind(), "cookie": f"lianshen-session={token}"}
        here = self.counter.app.state.desk.streams.position if since is None else since
        query = {"since": here, **{name: str(value) for name, value in asked.items()}}
        async with (
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=headers) as client,
            client.stream("GET", "/events", params=query) as answer,
        ):
            yield Listener(answer)


def streams_kind() -> str:
    """What a browser's EventSource asks for."""
    return "text/event-stream"


@pytest.fixture(scope="module")
async def wire(counter: Counter) -> AsyncIterator[Wire]:
    """One server for this file."""
    async with served(counter.app) as port:
        yield Wire(counter, port)


async def test_a_change_is_told_to_whom_it_concerns_and_to_nobody_else(counter: Counter, wire: Wire) -> None:
    """Of a case without forestry the bureau, another applicant and another city hear nothing."""
    async with contextlib.AsyncExitStack() as stack:
        heard = {
            account: await stack.enter_async_context(wire.listen(account))
            for account in ("clerk", "supervisor", "forestry-handler", "other-applicant", "abroad-supervisor")
        }
        assert [await each.next() for each in heard.values()] == [("alive", "1")] * len(heard)
        without = await counter.case(answers={"uses_forest": False})
        first = {account: await heard[account].changed() for account in ("clerk", "supervisor")}
        await asyncio.sleep(0.5)
        with_forest = await counter.case()
        second = {account: await heard[account].changed() for account in ("clerk", "forestry-handler")}

    assert first == {"clerk": without, "supervisor": without}
    assert second == {"clerk": with_forest, "forestry-handler": with_forest}


async def test_a_page_hears_what_came_between_its_making_and_its_listening(
    counter: Counter, wire: Wire
) -> None:
    """By the position that it bears; and not again what it has seen."""
    page = (await (await counter.browser("clerk")).get("/")).text
    position = page.split('data-live="/events?since=')[1].split('"')[0]
    number = await counter.case()
    await asyncio.sleep(0.5)
    later = (await (await counter.browser("clerk")).get("/")).text
    after = later.split('data-live="/events?since=')[1].split('"')[0]
    async with wire.listen("clerk", since=position) as earlier, wire.listen("clerk", since=after) as fresh:
        told = [await earlier.next(), await earlier.next()]
        quiet = await fresh.next()
        another = await counter.case()
        next_told = await fresh.changed()

    assert json.loads(told[1][1])["case"] == number
    assert quiet[0] == "alive"
    assert next_told == another


async def test_the_page_of_a_case_hears_of_that_case_alone(counter: Counter, wire: Wire) -> None:
    """Behind the line that it shows; at once when it is behind already."""
    number = await counter.case()
    async with (
        wire.listen("clerk", case=number, seq=1) as heard,
        wire.listen("clerk", case=number, seq=0) as behind,
    ):
        first = await heard.next(), await behind.changed()
        await counter.case()
        await (await counter.browser("clerk")).command(number, "accept-case")
        told = await heard.changed()

    assert first == (("alive", "1"), number)
    assert told == number


async def test_nobody_listens_to_a_case_that_is_not_theirs(counter: Counter, wire: Wire) -> None:
    """404 as everywhere; and 406 for what asks for a page."""
    number = await counter.case(answers={"uses_forest": False})
    async with wire.listen("forestry-handler", case=number) as heard:
        refused = heard.answer.status_code
    page = await (await counter.browser("clerk")).get("/events")

    assert (refused, page.status_code) == (404, 406)


@pytest.mark.parametrize("position", ["", "00000000-0", "no position", "٣-٣"])
async def test_who_comes_from_elsewhere_is_told_to_look_again(wire: Wire, position: str) -> None:
    """A page of another process, or of before a restart: nobody knows what it missed."""
    async with wire.listen("clerk", since=position) as heard:
        told = [(await heard.next())[0], (await heard.next())[0]]

    assert told == ["alive", "reload"]


async def test_a_stream_ends_with_its_session(
    counter: Counter, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out elsewhere, locked by the administrator, idle: the page is told, and then nothing more."""
    monkeypatch.setattr(streams, "WATCH", 0.2)
    browser: Browser = await counter.stranger("10.0.9.1")
    await sign_in(browser, "clerk", PASSWORD)
    async with wire.listen("clerk", token=browser.token) as heard:
        await heard.next()
        await browser.post_form("/logout")
        told = await heard.next(), await heard.next()

    assert told == (("ended", "1"), ("over", ""))


async def test_an_open_page_is_no_use_of_the_session(counter: Counter, wire: Wire) -> None:
    """Who has left the desk with a page open is signed out in time."""
    desk = counter.app.state.desk
    browser: Browser = await counter.stranger("10.0.9.2")
    await sign_in(browser, "clerk", PASSWORD)
    async with desk.engine.begin() as connection:
        await connection.exec_driver_sql(
            "UPDATE sessions SET seen_at = seen_at - interval '30 minutes' WHERE begun_at = "
            "(SELECT max(begun_at) FROM sessions)"
        )
        seen = "SELECT seen_at FROM sessions ORDER BY begun_at DESC LIMIT 1"
        before = (await connection.exec_driver_sql(seen)).scalar_one()
    async with wire.listen("clerk", token=browser.token) as heard:
        assert (await heard.next())[0] == "alive"
    async with desk.engine.connect() as connection:
        after = (await connection.exec_driver_sql(seen)).scalar_one()

    assert after == before


async def test_when_the_database_was_out_of_hearing_every_list_may_be_old(
    counter: Counter, wire: Wire
) -> None:
    """The ear is cut off and listens again; the list is told to look again, and hears the next change."""
    async with wire.listen("clerk") as heard:
        await heard.next()
        async with counter.engine.begin() as connection:
            await connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' "
                "OR query = 'SELECT 1' AND pid <> pg_backend_pid()"
            )
        told = (await heard.next())[0]
        await asyncio.sleep(2)
        number = await counter.case()
        while (then := await heard.next())[0] == "reload":
            pass

    assert told == "reload"
    assert (then[0], json.loads(then[1])["case"]) == ("changed", number)


async def test_too_many_streams_of_one_account_are_refused(
    wire: Wire, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And those that have gone are counted no more."""
    monkeypatch.setattr(streams, "MOST_OF_ONE", 1)
    async with wire.listen("reviewer-of-none", token=(await counter.browser("administrator")).token) as one:
        await one.next()
        async with wire.listen("administrator") as other:
            refused = other.answer.status_code
    async with asyncio.timeout(WAIT):
        while len(counter.app.state.desk.streams):
            await asyncio.sleep(0.05)

    assert refused == 429


async def test_the_form_of_a_stream_says_what_it_is(wire: Wire) -> None:
    """No cache keeps it and no proxy holds it back."""
    async with wire.listen("clerk") as heard:
        headers = heard.answer.headers

    assert headers["content-type"].startswith(streams_kind())
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert ORIGIN not in str(headers)


async def test_who_hears_of_a_case_is_who_finds_it_in_the_lists(counter: Counter) -> None:
    """For every person of the sample, here and abroad: the stream tells no more than the lists do."""
    desk = counter.app.state.desk
    numbers = [await counter.case(), await counter.case(answers={"uses_forest": False})]
    concerns = await read_concerns(desk.engine, numbers)
    everybody = [(person, where) for person in people().values() for where in ("450721", FOREIGN)]
    sights = [sight_of(person, where, desk.today) for person, where in everybody]
    listed = [
        {row.number for number in numbers for row in await numbers_seen(desk.lists, sight, number)}
        for sight in sights
    ]
    heard = [{number for number in numbers if hears(sight, concerns[number])} for sight in sights]

    assert heard == listed
    assert set(map(len, heard)) == {0, 1, 2}


async def numbers_seen(lists: Lists, sight: Sight, number: str) -> list[CaseRow]:
    """The case, if it stands in the lists of such a person."""
    return [row for row, _ in (await lists.cases(sight, CaseFilter(query=number, state="any"))).lines]


async def test_open_streams_do_not_hold_up_the_end_of_the_desk(counter: Counter) -> None:
    """The server stops within the second, and the stream has ended in order."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        counter.app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=20
    )
    server = DeskServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.02)
    async with Wire(counter, listening.getsockname()[1]).listen("clerk") as heard:
        await heard.next()
        asked = asyncio.get_running_loop().time()
        server.should_exit = True
        told = await heard.next()
    await serving
    took = asyncio.get_running_loop().time() - asked
    counter.app.state.desk.streams._closing = False

    assert told == ("over", "")
    assert took < 3
