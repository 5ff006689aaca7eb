"""Proves the register and its projections from the lines themselves, case by case, in bounded memory."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.numbers import read_number
from activities.projection_tables import CASES, PROJECTED, ProjectedTable, all_rows
from activities.projections import Cell, Projected, Row
from activities.register_check import Finding, check_lines
from activities.register_fold import fold_lines
from activities.register_lines import LINE_COLUMNS, Line
from activities.rulebooks import RulebookMissing, Rulebooks
from models.domain.names import CaseNumber

CASES_AT_A_TIME: Final = 200
PATIENCE: Final = 24 * 3600.0
"""Seconds that one statement of an audit may take: a province's register is long."""

_LINES = (
    f'SELECT {LINE_COLUMNS} FROM register WHERE $1::text IS NULL OR "case" = $1 ORDER BY year, "case", seq'  # noqa: S608
)
_UNFOUNDED = """
SELECT number, seq FROM cases WHERE ($1::text IS NULL OR number = $1)
AND NOT EXISTS (SELECT FROM register WHERE register."case" = cases.number) ORDER BY number
"""

Report = Callable[[Finding], None]
CaseLines = tuple[CaseNumber, list[Line]]


@dataclass(frozen=True)
class Audit:
    """What was looked at, and how much of it is not as it must be."""

    cases: int
    lines: int
    findings: int


async def verify(engine: AsyncEngine, report: Report, case: CaseNumber | None = None) -> Audit:
    """Look at every line, or at those of one case, and tell ``report`` each finding.

    The chain must be unbroken from the first line on, the projection's head must be the last line (so that
    a tail cut off is seen), and the projected rows must be those that the lines make. Reads one snapshot,
    writes nothing.
    """
    cases = lines = findings = 0
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        rulebooks = Rulebooks()
        async with driver.transaction(isolation="repeatable_read", readonly=True):
            async for batch in in_batches(driver, case):
                cases += len(batch)
                lines += sum(len(own) for _, own in batch)
                for finding in await _check_batch(driver, batch, rulebooks):
                    findings += 1
                    report(finding)
            for row in await driver.fetch(_UNFOUNDED, case, timeout=PATIENCE):
                findings += 1
                report(_unfounded(row["number"], row["seq"]))
    return Audit(cases=cases, lines=lines, findings=findings)


async def in_batches(
    connection: asyncpg.Connection, case: CaseNumber | None
) -> AsyncIterator[list[CaseLines]]:
    """The lines of all cases, or of one, in the order of their numbers, some cases at a time."""
    batch: list[CaseLines] = []
    async for record in connection.cursor(_LINES, case, prefetch=2000, timeout=PATIENCE):
        line = Line.of(record)
        if not batch or batch[-1][0] != line.case:
            if len(batch) == CASES_AT_A_TIME:
                yield batch
                batch = []
            batch.append((line.case, []))
        batch[-1][1].append(line)
    if batch:
        yield batch


def check_number(number: CaseNumber) -> Iterator[Finding]:
    """A case whose number is none has no year and no jurisdiction to be compared with."""
    try:
        read_number(number)
    except ValueError:
        yield Finding(number, None, "number-invalid", "不是办件编号", "this is no case number")


async def check_and_fold(
    connection: asyncpg.Connection, number: CaseNumber, lines: Sequence[Line], rulebooks: Rulebooks
) -> Projected | list[Finding]:
    """The case that the lines make, or all that keeps them from making one."""
    findings = list(check_number(number)) or list(check_lines(number, lines))
    if findings:
        return findings
    try:
        return await fold_lines(connection, number, lines, rulebooks)
    except RulebookMissing as missing:
        zh = f"规则集 {missing.digest} 不存在或已被改动"
        return [
            Finding(
                number, 1, "rulebook-missing", zh, f"its rulebook {missing.digest} is missing or was changed"
            )
        ]
    except (LookupError, ValueError, AssertionError) as impossible:
        reason = f"{type(impossible).__name__}: {impossible}"
        zh = f"无法由事件推算状态（{reason}）"
        return [Finding(number, None, "fold-impossible", zh, f"its events make no state ({reason})")]


async def _check_batch(
    connection: asyncpg.Connection, batch: Sequence[CaseLines], rulebooks: Rulebooks
) -> list[Finding]:
    numbers = [number for number, _ in batch]
    kept = {table.name: await _kept_rows(connection, table, numbers) for table in PROJECTED}
    findings: list[Finding] = []
    for number, lines in batch:
        rows = {table.name: kept[table.name].get(number, {}) for table in PROJECTED}
        findings += _check_end(number, lines[-1], rows[CASES.name])
        made = await check_and_fold(connection, number, lines, rulebooks)
        if isinstance(made, list):
            findings += made
        else:
            findings += _compare(number, made, rows)
    return findings


KeptRows = dict[tuple[Cell, ...], Row]


async def _kept_rows(
    connection: asyncpg.Connection, table: ProjectedTable, numbers: Sequence[CaseNumber]
) -> dict[CaseNumber, KeptRows]:
    """The rows of these cases as they stand in the database, by case and key."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    own = table.key[0]
    found = await connection.fetch(f'SELECT {names} FROM {table.name} WHERE "{own}" = ANY ($1)', numbers)  # noqa: S608
    rows: dict[CaseNumber, KeptRows] = {}
    for record in found:
        row: Row = dict(record.items())
        rows.setdefault(record[own], {})[table.key_of(row)] = row
    return rows


def _check_end(number: CaseNumber, last: Line, cases: KeptRows) -> Iterator[Finding]:
    """The head that the projection keeps is the witness for the register's end."""
    for row in cases.values():
        seq = row["seq"]
        if isinstance(seq, int) and seq > last.seq:
            zh = f"登记簿止于第 {last.seq} 条，投影已至第 {seq} 条：末尾被截去"
            en = f"the register ends at line {last.seq}, the projection stands at {seq}: the tail is missing"
            yield Finding(number, last.seq, "tail-missing", zh, en)


def _compare(number: CaseNumber, made: Projected, kept: dict[str, KeptRows]) -> Iterator[Finding]:
    for table in PROJECTED:
        must = {table.key_of(row): row for row in all_rows(made, table)}
        stands = kept[table.name]
        for key in sorted(must.keys() | stands.keys(), key=str):
            place = f"{table.name} {'/'.join(str(part) for part in key[1:])}".strip()
            if key not in stands:
                yield Finding(number, None, "projection-missing", f"缺少 {place}", f"{place} is missing")
            elif key not in must:
                yield Finding(number, None, "projection-unfounded", f"{place} 无据", f"no event made {place}")
            elif wrong := ", ".join(name for name in table.columns if must[key][name] != stands[key][name]):
                zh, en = f"{place} 的 {wrong} 与登记簿不符", f"{wrong} of {place} not as the register says"
                yield Finding(number, None, "projection-strayed", zh, en)


def _unfounded(number: str, seq: int) -> Finding:
    return Finding(
        number,
        None,
        "tail-missing",
        f"投影有 {seq} 条事件，登记簿一条也没有",
        f"the projection has {seq} events, the register has none",
    )
