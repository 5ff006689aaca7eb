"""`make bench-desk`: every page of the desk over 100,000 open tasks and 1,000,000 ended ones, in one table.

A missed target is a figure; a page that reads a big table from end to end ends the run with an error.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks.desk_office import measured_desk
from benchmarks.desk_pages import PageType, pages
from benchmarks.desk_plans import MOST_ROWS, Statement, plans
from benchmarks.desk_visits import Client, clients, measure_alone, measure_together
from benchmarks.office import say
from benchmarks.table import machine

TARGET: Final = 100.0
"""Milliseconds, for the slowest of twenty."""
_DEEP: Final = 10
"""Pages of 200 lines that are turned before a deep page is measured."""


async def measure(visits: int) -> int:
    """All of it; how many statements are unfit. Each client opens every page so often."""
    async with measured_desk() as desk:
        say(f"{desk.size}")
        async with clients(desk) as visitors:
            wanted = [*pages(desk.live, desk.ended), *await _deep(visitors[0])]
            say(f"{len(wanted)} types of pages, each alone")
            alone = await measure_alone(desk, visitors[0], wanted)
            say(f"{len(visitors)} clients at once; {machine()}")
            together = await measure_together(visitors, wanted, visits)
            slow = sum(_at(together[page.name], 95) > TARGET for page in wanted)
            say(f"{slow} types of pages take longer than {TARGET:.0f} ms; now the plans of all statements")
            planned = await plans(desk, visitors[0], wanted)
    sys.stdout.write(f"{_table(wanted, together, alone, planned)}\n{machine()}\n")
    unfit = _unfit(planned)
    for told in unfit:
        sys.stdout.write(f"\n{told}\n")
    return len(unfit)


async def _deep(visitor: Client) -> list[PageType]:
    """Pages far down in the lists, found by turning them."""
    found = []
    for name, kind, way in (
        ("cases, live", "manager", "/api/v1/cases?limit=200"),
        ("cases, delivered", "clerk", "/api/v1/cases?limit=200&state=delivered"),
        ("tasks", "approver", "/api/v1/tasks?limit=200"),
    ):
        cursor = None
        for _ in range(_DEEP):
            told = await visitor.json(kind, f"{way}&cursor={cursor}" if cursor else way)
            if told["cursor"] is None:
                break
            cursor = told["cursor"]
        found.append(PageType(f"API: deep page, {name}", kind, [f"{way}&cursor={cursor}"]))
    return found


def _table(
    wanted: Sequence[PageType],
    together: Mapping[str, Sequence[float]],
    alone: Mapping[str, tuple[float, float]],
    planned: Mapping[str, Sequence[Statement]],
) -> str:
    heads = (
        "page",
        "visits",
        "p50 ms",
        "p95 ms",
        "",
        "desk CPU ms",
        "database CPU ms",
        "statements",
        "rows read",
    )
    rows: list[tuple[str, ...]] = [heads]
    for page in wanted:
        visits = together[page.name]
        p50, p95 = _at(visits, 50), _at(visits, 95)
        statements = planned[page.name]
        cpu = [f"{each:.1f}" for each in alone[page.name]]
        rows.append(
            (
                page.name,
                str(len(visits)),
                f"{p50:.0f}",
                f"{p95:.0f}",
                "" if p95 <= TARGET else "MISSED",
                *cpu,
                str(len(statements)),
                str(sum(each.rows for each in statements)),
            )
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    return "\n".join("  ".join(map(_aligned, row, widths, range(len(row)))) for row in rows)


def _at(visits: Sequence[float], percent: int) -> float:
    ordered = sorted(visits)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _aligned(cell: str, width: int, place: int) -> str:
    return cell.rjust(width) if place else cell.ljust(width)


def _unfit(planned: Mapping[str, Sequence[Statement]]) -> list[str]:
    """Every statement that reads a big table whole, or more rows than a page may, each once."""
    found: dict[str, str] = {}
    for page, statements in planned.items():
        for each in statements:
            if each.whole_tables or each.rows > MOST_ROWS:
                why = f"reads {', '.join(each.whole_tables)} whole" if each.whole_tables else "reads too much"
                found.setdefault(each.text, f"{page} {why} ({each.rows} rows): {each.told()}")
    return list(found.values())


def main() -> None:
    """The command ``python -m benchmarks.desk``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--visits", type=int, default=12, help="of each page by each of four clients (12)")
    visits: int = parser.parse_args().visits
    say(machine())
    try:
        unfit = asyncio.run(measure(visits))
    except asyncio.CancelledError:
        raise SystemExit(130) from None
    raise SystemExit(1 if unfit else 0)


if __name__ == "__main__":
    main()
