"""Plays many whole cases at once, some at a time, and counts commands and processor time."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from benchmarks.office import cpu_seconds
from benchmarks.procedure import COMMANDS, Script, script
from models.domain.commands import Order

Give = Callable[[Order], Awaitable[None]]


@dataclass(frozen=True)
class Case:
    """One case as a round drives it: how it is begun, given a command, and how long its history grew."""

    begin: Give
    give: Give
    history_events: Callable[[], Awaitable[int]]


@dataclass(frozen=True)
class Round:
    """What one round came to."""

    commands_a_second: float
    history_events: float
    cpu_ms_a_command: Mapping[str, float]
    load: float


async def play_round(
    open_case: Callable[[int], Case], numbers: range, pids: Mapping[str, int], *, at_once: int, hands: int
) -> Round:
    """Play the cases with these numbers. Any command that is refused ends the measurement."""
    turns = asyncio.Semaphore(at_once)
    everybody = {**pids, "client": os.getpid()}

    async def one(number: int) -> int:
        async with turns:
            case = open_case(number)
            await play(case, script(number), hands)
            return await case.history_events()

    load = os.getloadavg()[0]
    before = {name: _own_cpu(pid) for name, pid in everybody.items()}
    begun = time.perf_counter()
    events = await asyncio.gather(*(one(number) for number in numbers))
    seconds = time.perf_counter() - begun
    commands = len(numbers) * COMMANDS
    used = {name: (_own_cpu(pid) - before[name]) * 1000 / commands for name, pid in everybody.items()}
    return Round(commands / seconds, sum(events) / len(events), used, load)


async def play(case: Case, orders: Script, hands: int) -> None:
    """The opening in order, then the departments side by side, then the closing."""
    first, *opening = orders.opening
    await case.begin(first)
    for order in opening:
        await case.give(order)

    free = asyncio.Semaphore(hands)

    async def department(own: tuple[Order, ...]) -> None:
        for order in own:
            async with free:
                await case.give(order)

    async with asyncio.TaskGroup() as departments:
        for own in orders.departments:
            departments.create_task(department(own))
    for order in orders.closing:
        await case.give(order)


def _own_cpu(pid: int) -> float:
    if pid == os.getpid():
        times = os.times()
        return times.user + times.system
    return cpu_seconds([pid])
