"""Commands on cases that no worker remembers, among thousands of open ones, and the worker's memory there."""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

import psutil

from benchmarks.office import WORKER, Measured, elapsed, say
from benchmarks.procedure import filing, script
from benchmarks.product import Product

ASKED: Final = 200
_WARMING: Final = 10
_AT_ONCE: Final = 24
_TOLD_EVERY: Final = 1000
OPENED_BY: Final = 360
LEAST_PATIENCE: Final = 60
"""Seconds of the run at which opening ends, and of opening at the least, so that a run ends within eight
minutes: on a busy machine fewer cases are opened, and the table says how many."""


@dataclass(frozen=True)
class Cold:
    """Milliseconds of each cold command among so many open cases, and the worker's largest memory."""

    open_cases: int
    opened_a_second: float
    milliseconds: list[float]
    megabytes: float


async def measure_cold(measured: Measured, product: Product, first: int, count: int) -> Cold:
    """Open ``count`` cases, accept those that will be asked, forget everything, and ask one after another."""
    begun = time.perf_counter()
    patience = max(OPENED_BY - elapsed(), LEAST_PATIENCE)
    numbers = itertools.takewhile(
        lambda _: time.perf_counter() - begun < patience, range(first, first + count)
    )
    opened = await _in_turns(numbers, lambda number: product.open_case(number).begin(filing(number)))
    opened_a_second = len(opened) / (time.perf_counter() - begun)
    chosen = random.Random(count).sample(opened, ASKED + _WARMING)
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
    return Cold(len(opened), opened_a_second, milliseconds[_WARMING:], max(before, after))


async def _in_turns(numbers: Iterable[int], job: Callable[[int], Awaitable[None]]) -> list[int]:
    """Do the job for every number, some at a time; the numbers it was done for."""
    left = iter(numbers)
    done: list[int] = []

    async def hand() -> None:
        for number in left:
            await job(number)
            done.append(number)
            if len(done) % _TOLD_EVERY == 0:
                say(f"{len(done)} cases")

    async with asyncio.TaskGroup() as hands:
        for _ in range(_AT_ONCE):
            hands.create_task(hand())
    return done


def _megabytes(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1e6
