"""Opens the pages of the measured desk as people do: signed in, some at once, with a pause between two."""

import asyncio
import contextlib
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

import httpx2 as httpx
import psutil

from benchmarks.desk_office import CLIENTS, KINDS, MeasuredDesk, person_of
from benchmarks.desk_pages import PageType

PAUSE: Final = (0.1, 0.5)
"""Seconds between two pages of a client: four of them ask for some ten pages a second, as 600 people do who
open a page each minute."""
ALONE: Final = 8
"""How often a page is opened by nobody else's side, for its processor time."""

_TOKEN: Final = re.compile(r'name="form" value="([^"]*)"')


class Client:
    """One visitor with a window for each kind of person."""

    def __init__(self, windows: Mapping[str, httpx.AsyncClient]) -> None:
        self._windows = windows

    async def open(self, page: PageType, turn: int) -> float:
        """Open a page; the seconds until it was there whole. Raises when it is no page."""
        way = page.ways[turn % len(page.ways)]
        begun = time.perf_counter()
        answer = await self._windows[page.kind].get(way)
        seconds = time.perf_counter() - begun
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{page.name}: {way} answered {answer.status_code}: {answer.text[:300]}")
        return seconds

    async def json(self, kind: str, way: str) -> dict[str, object]:
        """An answer of the API."""
        answer = await self._windows[kind].get(way)
        answer.raise_for_status()
        told: dict[str, object] = answer.json()
        return told


@contextlib.asynccontextmanager
async def clients(desk: MeasuredDesk) -> AsyncIterator[list[Client]]:
    """All clients, signed in."""
    async with contextlib.AsyncExitStack() as stack:
        made = []
        for number in range(CLIENTS):
            windows = {}
            for kind in KINDS:
                window = httpx.AsyncClient(base_url=desk.url, headers={"origin": desk.url}, timeout=60)
                windows[kind] = await stack.enter_async_context(window)
                await _sign_in(window, person_of(kind, number), desk.password)
            made.append(Client(windows))
        yield made


async def measure_together(
    visitors: Sequence[Client], pages: Sequence[PageType], rounds: int
) -> dict[str, list[float]]:
    """Milliseconds of every visit by page, all clients at work. Each opens every page so many times."""
    found: dict[str, list[float]] = defaultdict(list)

    async def visits(number: int, visitor: Client) -> None:
        draw = Random(number)
        for turn in range(rounds):
            for page in draw.sample(pages, len(pages)):
                await asyncio.sleep(draw.uniform(*PAUSE))
                found[page.name].append(await visitor.open(page, turn * CLIENTS + number) * 1000)

    async with asyncio.TaskGroup() as group:
        for number, visitor in enumerate(visitors):
            group.create_task(visits(number, visitor))
    return found


async def measure_alone(
    desk: MeasuredDesk, visitor: Client, pages: Sequence[PageType]
) -> dict[str, tuple[float, float]]:
    """Processor milliseconds that a visit costs the desk and PostgreSQL; other load hardly matters."""
    found = {}
    pids = (desk.desk_pid, desk.postgres.pid or 0)
    for page in pages:
        await visitor.open(page, 0)
        before = [_cpu(pid) for pid in pids]
        for turn in range(ALONE):
            await visitor.open(page, turn)
        used = [(_cpu(pid) - was) / ALONE * 1000 for pid, was in zip(pids, before, strict=True)]
        found[page.name] = (used[0], used[1])
    return found


async def _sign_in(window: httpx.AsyncClient, account: str, password: str) -> None:
    token = _TOKEN.search((await window.get("/login")).text)
    assert token is not None
    answer = await window.post("/login", data={"form": token[1], "account": account, "password": password})
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"{account} is not let in: {answer.status_code}")


def _cpu(pid: int) -> float:
    """Seconds of processor time of a process with its threads and children; in nanoseconds, not in ticks."""
    spent = 0
    process = psutil.Process(pid)
    for each in (process, *process.children(recursive=True)):
        for thread in Path(f"/proc/{each.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                spent += int(thread.read_text(encoding="ascii").split()[0])
    return spent / 1e9
