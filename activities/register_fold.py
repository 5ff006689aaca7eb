"""Makes the rows of a case from its lines, and writes them where the kept ones cannot be trusted."""

from collections.abc import Sequence

import asyncpg

from activities.numbers import read_number
from activities.projection_tables import PROJECTED, ProjectedTable, all_rows
from activities.projections import Projected, Row
from activities.register_check import RegisterDamaged, check_lines
from activities.register_lines import LINE_COLUMNS, Line
from activities.rulebooks import Rulebooks
from models.domain.case import Case
from models.domain.fold import fold
from models.domain.names import CaseNumber

_OWN_LINES = f'SELECT {LINE_COLUMNS} FROM register WHERE year = $1 AND "case" = $2 ORDER BY seq'  # noqa: S608
_LOCK = "SELECT FROM cases WHERE number = $1 FOR UPDATE"


async def fold_lines(
    connection: asyncpg.Connection, number: CaseNumber, lines: Sequence[Line], rulebooks: Rulebooks
) -> Projected:
    """The case that whole lines make. Raises `RulebookMissing`."""
    case = fold(Case(number=number), (line.event() for line in lines))
    return Projected(case, lines[-1].hash, await rulebooks.load(connection, case.rulebook))


async def mend(connection: asyncpg.Connection, number: CaseNumber, rulebooks: Rulebooks) -> Projected | None:
    """Write the rows of one case anew from its lines; None for a case without lines, whose rows go.

    Raises `RegisterDamaged` when the lines are not whole.
    """
    async with connection.transaction():
        await connection.execute(_LOCK, number)
        records = await connection.fetch(_OWN_LINES, read_number(number).year, number)
        lines = [Line.of(record) for record in records]
        if findings := list(check_lines(number, lines)):
            raise RegisterDamaged(findings)
        for table in PROJECTED:
            await connection.execute(f'DELETE FROM {table.name} WHERE "{table.key[0]}" = $1', number)  # noqa: S608
        if not lines:
            return None
        projected = await fold_lines(connection, number, lines, rulebooks)
        for table in PROJECTED:
            await copy_rows(connection, table.name, table, all_rows(projected, table))
    return projected


async def copy_rows(
    connection: asyncpg.Connection, into: str, table: ProjectedTable, rows: Sequence[Row]
) -> None:
    """Copy rows of a projected table into it, or into its shadow."""
    records = [tuple(row[name] for name in table.columns) for row in rows]
    await connection.copy_records_to_table(into, records=records, columns=table.columns)
