"""Commands on cases that no worker remembers, among thousands of open ones, and the worker's memory there."""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

import psutil

from benchmarks.office import WORKER, Measured, say
from benchmarks.procedure import filing, script
from benchmarks.product import Product

ASKED: Final = 200
_WARMING: Final = 10
_AT_ONCE: Final = 24
_TOLD_EVERY: Final = 1000


@dataclass(frozen=True)
class Cold:
    """Milliseconds of each cold command, and the worker's largest memory in megabytes."""

    open_cases: int
    opened_a_second: float
    milliseconds: list[float]
    megabytes: float


async def measure_cold(measured: Measured, product: Product, first: int, count: int) -> Cold:
    """Open ``count`` cases, accept those that will be asked, forget everything, and ask one after another."""
    numbers = range(first, first + count)
    chosen = random.Random(count).sample(numbers, ASKED + _WARMING)
    begun = time.perf_counter()
    await _in_turns(numbers, lambda number: product.open_case(number).begin(filing(number)))
    opened_a_second = count / (time.perf_counter() - begun)
    await _in_turns(chosen, lambda number: product.open_case(number).give(script(number).opening[1]))
    before = _megabytes(measured.pids[WORKER])
    say(f"the worker has {before:.0f} MB and is started again")
    await measured.restart_worker()
    milliseconds = []
    for number in chosen:
        order = script(number).departments[0][0]
        asked = time.perf_counter()
        await product.open_case(number).give(order)
        milliseconds.append((time.perf_counter() - asked) * 1000)
    after = _megabytes(measured.pids[WORKER])
    return Cold(count, opened_a_second, milliseconds[_WARMING:], max(before, after))


async def _in_turns(numbers: Iterable[int], job: Callable[[int], Awaitable[None]]) -> None:
    """Do the job for every number, some at a time."""
    left = iter(numbers)
    done = itertools.count(1)

    async def hand() -> None:
        for number in left:
            await job(number)
            if (so_far := next(done)) % _TOLD_EVERY == 0:
                say(f"{so_far} cases")

    async with asyncio.TaskGroup() as hands:
        for _ in range(_AT_ONCE):
            hands.create_task(hand())


def _megabytes(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1e6
