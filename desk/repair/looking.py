"""A quick look at whether register and engine agree, for an office that starts: the ends of each case."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.reads import Reads, Standing
from desk.repair.memory import Histories, Run
from models.domain.names import CaseNumber
from models.messages.case_workflow import case_of, workflow_id

AT_ONCE: Final = 8

MOST: Final = 1000
"""Cases whose history is opened, the latest ones; `register refill --check` looks at all."""

PAUSE: Final = 3.0
"""Seconds before what may be an append under way is looked at again."""

Side = Literal["register", "engine"]


@dataclass(frozen=True)
class Disagreement:
    """How many cases the register has lost lines of, how many the engine has lost; of how many looked at."""

    register_behind: int
    engine_behind: int
    looked_at: int
    known: int


async def look(engine: AsyncEngine, histories: Histories) -> Disagreement:
    """Compare the ends only: a break in the middle is for `register verify`."""
    known = await histories.known()
    standings = await Reads(engine).standings([case_of(name) for name in known])
    numbers = sorted({*map(case_of, known), *standings}, key=lambda each: _since(known, each), reverse=True)
    sides = await _sides(histories, numbers[:MOST], known, standings)
    if any(sides.values()):
        await asyncio.sleep(PAUSE)
        suspects = [number for number, side in sides.items() if side is not None]
        known = await histories.known()
        standings = await Reads(engine).standings(suspects)
        sides |= await _sides(histories, suspects, known, standings)
    found = list(sides.values())
    return Disagreement(found.count("register"), found.count("engine"), len(sides), len(numbers))


async def _sides(
    histories: Histories,
    numbers: Sequence[CaseNumber],
    known: dict[str, list[Run]],
    standings: dict[CaseNumber, Standing],
) -> dict[CaseNumber, Side | None]:
    """The side that is behind in each case, or neither."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: CaseNumber) -> Side | None:
        async with turns:
            return await _side(histories, number, known.get(workflow_id(number), []), standings.get(number))

    return dict(zip(numbers, await asyncio.gather(*map(one, numbers)), strict=True))


async def _side(
    histories: Histories, number: CaseNumber, runs: list[Run], stands: Standing | None
) -> Side | None:
    lost: Side | None = "engine" if stands is not None and not stands.ended else None
    if not runs:
        return lost
    run = max(runs, key=lambda each: each.started)
    last = await histories.last_answer(number, run)
    if last is None:
        return None if run.running else lost
    if stands is None or last.seq > stands.seq:
        return "register"
    if last.seq == stands.seq and last.hash not in {None, stands.head}:
        return "register"  # which is a fork, and is named so when it is to be refilled
    return None if run.running and last.seq == stands.seq else lost


def _since(known: dict[str, list[Run]], number: CaseNumber) -> float:
    """When the latest run of a case began; a case without one comes first."""
    runs = known.get(workflow_id(number))
    return float("inf") if runs is None else max(run.started.timestamp() for run in runs)
