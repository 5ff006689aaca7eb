"""The register in PostgreSQL: enters events and their projections in one step, and reads them back."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity

from activities.append_statement import append_arguments, append_statement
from activities.connections import KeptConnections
from activities.contracts import Append, CaseRegister, Entry, Recorded
from activities.numbers import draw_number, read_number
from activities.projections import Projected, load_case
from activities.register_fold import mend
from activities.register_lines import LINE_COLUMNS, Line, read_entry, write_lines, written
from activities.register_refusals import duplicate_case, key_taken, register_behind
from activities.rulebooks import Rulebooks
from models.domain.case import Case
from models.domain.chain import GENESIS
from models.domain.fold import fold
from models.domain.names import CaseNumber, CommandKey
from models.domain.rulebook import Rulebook
from models.tables.projections import LIVE_CASE

MOST_HELD: Final = 512
"""Cases whose state this process keeps between two appends."""

_TRIES: Final = 3
_LIVE_INDEX: Final = "cases_live_project"

_STANDING = f"""
SELECT {LINE_COLUMNS} FROM register
WHERE year = $1 AND "case" = $2 AND (seq >= $3 OR key = $4) ORDER BY seq
"""  # noqa: S608 - our own column names
_ITEMS = 'ARRAY(SELECT items.body FROM items WHERE items."case" = cases.number ORDER BY position) AS items'
_LAST = 'SELECT max(seq) FROM register WHERE year = $1 AND "case" = $2'
_SNAPSHOT = f"""
SELECT cases.seq, head, rulebook, cases.body, last.seq AS last_seq, last.hash AS last_hash, {_ITEMS}
FROM (SELECT $2::text AS number) AS asked
LEFT JOIN cases ON cases.number = asked.number
LEFT JOIN LATERAL (
    SELECT seq, hash FROM register WHERE year = $1 AND "case" = $2 ORDER BY register.seq DESC LIMIT 1
) AS last ON true
"""  # noqa: S608 - our own text
_KEPT = f"SELECT number, body, {_ITEMS} FROM cases WHERE number = ANY($1)"  # noqa: S608 - our own text
_LIVE = f"""
SELECT number FROM cases
WHERE jurisdiction = $1 AND project_code = $2 AND catalogue = $3 AND {LIVE_CASE}
"""  # noqa: S608 - the tables' own condition

log = structlog.get_logger(__name__)


class RegisterContended(Exception):
    """Others wrote into the same case each time this append tried. A retry finds what they wrote."""


class PostgresRegister(CaseRegister):
    """The register over the tables of `models.tables`. Call `close` before the engine is disposed of."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._connections = KeptConnections(engine)
        self._rulebooks = Rulebooks()
        self._held: OrderedDict[CaseNumber, Projected] = OrderedDict()

    async def close(self) -> None:
        """Give the connections back to the engine."""
        await self._connections.close()

    @activity.defn(name="register.append")
    async def append(self, asked: Append) -> Recorded:
        """Enter the events, or answer with what stands there.

        A second run is harmless: the key is entered once in a case, and whoever asks again gets its lines.
        """
        async with self._connections.one() as connection:
            return await self._append(connection, asked)

    async def draw_number(self, key: CommandKey, jurisdiction: str, year: int) -> CaseNumber:
        """The case number of this filing: the same for the same key, without gaps in each year."""
        async with self._connections.one() as connection:
            return await draw_number(
                connection, key=key, jurisdiction=jurisdiction, year=year, at=datetime.now(UTC)
            )

    async def keep_rulebook(self, book: Rulebook) -> str:
        """Keep the rulebook under its digest, once; tells the digest."""
        async with self._connections.one() as connection:
            return await self._rulebooks.keep(connection, book)

    async def load_rulebook(self, digest: str) -> Rulebook:
        """The rulebook of this digest. Raises `RulebookMissing`."""
        async with self._connections.one() as connection:
            return await self._rulebooks.load(connection, digest)

    async def entries(self, case: CaseNumber, after: int = 0) -> tuple[Entry, ...]:
        """The lines of a case that follow line ``after``, in order."""
        async with self._connections.one() as connection:
            found = await self._lines(connection, case, after + 1, None)
        return tuple(read_entry(line) for line in found)

    async def load_case(self, case: CaseNumber) -> Case | None:
        """The case as its projection keeps it; None for a number without a filing, or ``ValueError``."""
        return (await self.load_cases([case])).get(case)

    async def load_cases(self, cases: Sequence[CaseNumber]) -> Mapping[CaseNumber, Case]:
        """Several cases by their numbers, in one question; those without a filing are left out.

        ``ValueError`` for what is no case number at all.
        """
        for case in cases:
            read_number(case)
        async with self._connections.one() as connection:
            kept = await connection.fetch(_KEPT, cases)
        return {CaseNumber(each["number"]): load_case(each["body"], each["items"]) for each in kept}

    async def _append(self, connection: asyncpg.Connection, asked: Append) -> Recorded:
        before = self._held.get(asked.case)
        for _ in range(_TRIES):
            stands = 0 if before is None else before.case.seq
            if stands == asked.expected - 1 and asked.events:
                entered = await self._enter(connection, asked, before)
                if entered is not None:
                    return entered
            standing = await self._standing(connection, asked)
            if standing.entries or not asked.events:
                return standing
            before = await self._load(connection, asked.case)
        raise RegisterContended(asked.case)

    async def _enter(
        self, connection: asyncpg.Connection, asked: Append, before: Projected | None
    ) -> Recorded | None:
        """Enter the events after ``before``; None when the case does not stand there."""
        case = fold(Case(number=asked.case) if before is None else before.case, asked.events)
        if before is not None:
            await self._rulebooks.keep_adopted(connection, before.book, asked.events)
        book = await self._rulebooks.load(connection, case.rulebook)
        lines = write_lines(asked, GENESIS if before is None else before.head, datetime.now(UTC))
        after = Projected(case, lines[-1].hash, book, before)
        statement = append_statement(read_number(asked.case).year, filing=before is None)
        arguments = append_arguments(asked.key, [line.row for line in lines], before, after)
        try:
            entered: bool = await connection.fetchval(statement, *arguments)
        except asyncpg.UniqueViolationError as clash:
            if clash.constraint_name == _LIVE_INDEX:
                await _refuse_second_case(connection, case)
            return None
        if not entered:
            return None
        self._hold(after)
        return Recorded(entries=written(lines, asked.events))

    async def _standing(self, connection: asyncpg.Connection, asked: Append) -> Recorded:
        """What stands under the key and from ``expected`` on; refuses a taken key, and a lost tail."""
        found = await self._lines(connection, asked.case, asked.expected - 1, asked.key)
        if asked.expected > 1 and not any(line.seq >= asked.expected - 1 for line in found):
            last = await connection.fetchval(_LAST, read_number(asked.case).year, asked.case)
            raise register_behind(asked.case, last or 0, asked.expected)
        if any(line.key == asked.key and line.digest != asked.digest for line in found):
            raise key_taken(asked.case, asked.key)
        told = (line for line in found if line.seq >= asked.expected or line.key == asked.key)
        return Recorded(entries=tuple(read_entry(line) for line in told))

    async def _load(self, connection: asyncpg.Connection, case: CaseNumber) -> Projected | None:
        """The case from its rows; from the register when the rows do not say what the register says."""
        kept = await connection.fetchrow(_SNAPSHOT, read_number(case).year, case)
        if (kept["seq"], kept["head"]) != (kept["last_seq"], kept["last_hash"]):
            log.error("register.projection_strayed", case=case, seq=kept["seq"], last=kept["last_seq"])
            projected = await mend(connection, case, self._rulebooks)
        elif kept["seq"] is None:
            projected = None
        else:
            book = await self._rulebooks.load(connection, kept["rulebook"])
            projected = Projected(load_case(kept["body"], kept["items"]), kept["head"], book)
        if projected is None:
            self._held.pop(case, None)
        else:
            self._hold(projected)
        return projected

    async def _lines(
        self, connection: asyncpg.Connection, case: CaseNumber, first: int, key: CommandKey | None
    ) -> list[Line]:
        found = await connection.fetch(_STANDING, read_number(case).year, case, first, key)
        return [Line.of(record) for record in found]

    def _hold(self, projected: Projected) -> None:
        self._held[projected.case.number] = projected
        self._held.move_to_end(projected.case.number)
        if len(self._held) > MOST_HELD:
            self._held.popitem(last=False)


async def _refuse_second_case(connection: asyncpg.Connection, case: Case) -> None:
    """Raise `DuplicateCase` with the live case's number, unless that case is this one or has just ended."""
    project = case.project
    assert project is not None
    live = await connection.fetchval(
        _LIVE, read_number(case.number).jurisdiction, project.code, case.catalogue
    )
    if live is not None and live != case.number:
        raise duplicate_case(project.code, CaseNumber(live))
