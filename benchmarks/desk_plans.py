"""What PostgreSQL did for each page: every statement with its plan, as the server itself writes it down."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from benchmarks.desk_office import MeasuredDesk
from benchmarks.desk_pages import PageType
from benchmarks.desk_visits import Client
from runtime.database_url import for_asyncpg
from runtime.embedded.provision import APPLICATION

BIG: Final = ("cases", "items", "clocks", "register", "notices", "numbers", "attachments")
"""Tables that grow with every case, and what their partitions' names begin with."""
MOST_ROWS: Final = 20_000
"""Rows that a page may look at; more would grow with the office."""

_SETTINGS: Final = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
}


@dataclass(frozen=True)
class Statement:
    """One statement of a page: its text, its plan, and how many rows were looked at."""

    text: str
    plan: Mapping[str, Any]

    @property
    def whole_tables(self) -> list[str]:
        """The big tables that it read from end to end."""
        return sorted(
            {
                node["Relation Name"]
                for node in _nodes(self.plan)
                if node["Node Type"] == "Seq Scan" and str(node["Relation Name"]).startswith(BIG)
            }
        )

    @property
    def rows(self) -> int:
        """Rows that its scans brought, with those that were thrown away again."""
        seen = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
        return sum(
            round(sum(float(node.get(name, 0)) for name in seen) * float(node.get("Actual Loops", 1)))
            for node in _nodes(self.plan)
            if "Scan" in node["Node Type"] and "Relation Name" in node
        )

    def told(self) -> str:
        """The plan in lines, for whoever looks for the reason."""
        return f"{' '.join(self.text.split())[:1500]}\n" + "\n".join(_lines(self.plan, 1))


async def plans(desk: MeasuredDesk, visitor: Client, pages: Sequence[PageType]) -> dict[str, list[Statement]]:
    """The statements of one visit of each page. The desk's connections are new ones from here on."""
    connection = await asyncpg.connect(for_asyncpg(desk.postgres.superuser_url))
    for name, value in _SETTINGS.items():
        await connection.execute(f"ALTER ROLE {APPLICATION} SET {name} = '{value}'")
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", APPLICATION
    )
    await connection.close()
    await asyncio.sleep(1)  # until the desk has noticed
    found = {}
    for page in pages:
        await visitor.open(page, 0)
        begun = desk.postgres_log.stat().st_size
        await visitor.open(page, 1)
        await asyncio.sleep(0.1)  # the server writes its log a moment later
        found[page.name] = list(_logged(desk.postgres_log, begun))
    return found


def _logged(log: Path, begun: int) -> Iterator[Statement]:
    with log.open("rb") as file:
        file.seek(begun)
        lines = file.read().decode("utf-8", "replace").splitlines()
    entry: list[str] | None = None
    for line in [*lines, "end"]:
        if line.startswith("\t") and entry is not None:
            entry.append(line)
            continue
        if entry:
            told = json.loads("\n".join(entry))
            yield Statement(told.get("Query Text", ""), told["Plan"])
        entry = [] if line.endswith("plan:") else None


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _lines(plan: Mapping[str, Any], depth: int) -> Iterator[str]:
    named = " ".join(str(plan[key]) for key in ("Node Type", "Relation Name", "Index Name") if key in plan)
    removed = plan.get("Rows Removed by Filter", 0)
    rows = f"{plan.get('Actual Rows', 0)} rows × {plan.get('Actual Loops', 1)}"
    yield f"{'  ' * depth}{named}: {rows}{f', {removed} thrown away' if removed else ''}"
    for key in ("Index Cond", "Recheck Cond", "Filter", "Sort Key"):
        if key in plan:
            yield f"{'  ' * depth}  {key}: {str(plan[key])[:300]}"
    for inner in plan.get("Plans", ()):
        yield from _lines(inner, depth + 1)
