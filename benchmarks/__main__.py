"""`make bench`: measure everything once and print one table. Missed targets are figures, not failures."""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Final

from activities.register import PostgresRegister
from activities.register_audit import verify
from activities.register_check import Finding
from benchmarks.cold import measure_cold
from benchmarks.office import WORKER, measured_office, say
from benchmarks.procedure import rulebook
from benchmarks.product import Product
from benchmarks.pure import by_rules, by_stage, seconds_a_case
from benchmarks.rounds import Round, play_round
from benchmarks.table import (
    Figure,
    figures_of_cases,
    figures_of_cold,
    figures_of_rounds,
    machine,
    printed,
)
from benchmarks.twin import Twin, make_tables, twin_worker
from runtime.database import open_engine
from runtime.temporal import connect

PAIRS: Final = 3
CASES: Final = 30
AT_ONCE: Final = 8
HANDS: Final = 3
"""So many cases at once, and in each so many departments: some twenty people click in the same moment."""

_WARMING: Final = 8


async def measure(open_cases: int) -> list[Figure]:
    """All that needs an office. Raises when a command is refused or the register is not whole."""
    async with AsyncExitStack() as stack:
        measured = await stack.enter_async_context(measured_office())
        addresses = measured.office.addresses
        engine = open_engine(addresses.database_url)
        stack.push_async_callback(engine.dispose)
        register = PostgresRegister(engine)
        stack.push_async_callback(register.close)
        client = await connect(addresses.temporal)
        await make_tables(addresses.database_url)
        product, twin = Product(client, register, rulebook()), Twin(client)
        with twin_worker(measured.home) as twin_pid:
            pids = dict(measured.pids)
            rounds: dict[str, list[Round]] = {"product": [], "twin": []}
            first = 1
            for pair in range(PAIRS + 1):
                count = CASES if pair else _WARMING  # the first pair warms up and is not counted
                numbers = range(first, first + count)
                first += count
                for name, side, worker in (("product", product, pids[WORKER]), ("twin", twin, twin_pid)):
                    played = await play_round(
                        side.open_case, numbers, {**pids, WORKER: worker}, at_once=AT_ONCE, hands=HANDS
                    )
                    say(f"{name}: {played.commands_a_second:.0f} commands/s, load {played.load:.1f}")
                    if pair:
                        rounds[name].append(played)
        cold = await measure_cold(measured, product, first, open_cases)
        say("verifying the register")
        found: list[Finding] = []
        audit = await verify(engine, found.append)
        if found or audit.cases != len(product.numbers):
            raise RuntimeError(f"the register is not what was entered: {audit}, {found[:3]}")
    return [
        *figures_of_rounds(rounds["product"], rounds["twin"]),
        *figures_of_cold(cold),
        Figure("register: cases and lines verified", f"{audit.cases}, {audit.lines}"),
    ]


def main() -> None:
    """The command ``python -m benchmarks``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--open", type=int, default=5000, help="open cases for the cold commands (5000)")
    open_cases: int = parser.parse_args().open
    say(machine())
    pure = [
        *figures_of_cases("rules alone", seconds_a_case(by_rules)),
        *figures_of_cases("rules on the rehearsal's stage", seconds_a_case(by_stage)),
    ]
    say(printed(pure))
    try:
        figures = [*pure, *asyncio.run(measure(open_cases))]
    except asyncio.CancelledError:
        raise SystemExit(130) from None
    say(machine())
    sys.stdout.write(f"{printed(figures)}\n")


if __name__ == "__main__":
    main()
