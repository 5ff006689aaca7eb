"""Reads from the register what documents are made of: all lines of a case, and the laws that they name."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.numbers import read_number
from activities.register import PostgresRegister
from activities.register_lines import LINE_COLUMNS, Line
from desk.documents.matter import Matter, laws_named, matter_of
from desk.documents.numbers import KINDS
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook

_LINES: Final = f'SELECT {LINE_COLUMNS} FROM register WHERE year = $1 AND "case" = $2 ORDER BY seq'  # noqa: S608
_PRINTABLE: Final = _LINES.replace(" ORDER", " AND kind = ANY($3) ORDER")


class DocumentSources:
    """The register as documents need it: lines with their hashes, as they were written."""

    def __init__(self, engine: AsyncEngine, register: PostgresRegister) -> None:
        self._engine = engine
        self._register = register

    async def lines(self, case: CaseNumber) -> tuple[Line, ...]:
        """Every line of the case, in order; none for a number without a filing."""
        return await self._fetch(_LINES, read_number(case).year, case)

    async def printable(self, case: CaseNumber) -> tuple[Line, ...]:
        """The lines of the case that may give rise to documents."""
        return await self._fetch(_PRINTABLE, read_number(case).year, case, list(KINDS))

    async def _fetch(self, query: str, *asked: object) -> tuple[Line, ...]:
        async with self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            return tuple(Line.of(record) for record in await driver.fetch(query, *asked))

    async def laws(self, lines: tuple[Line, ...]) -> dict[str, Rulebook]:
        """The rulebooks that the lines name, by their digests."""
        return {digest: await self._register.load_rulebook(digest) for digest in laws_named(lines)}

    async def matter(self, case: CaseNumber, line: int) -> Matter:
        """The matter of one line. Raises `NoSuchLine`."""
        lines = await self.lines(case)
        return matter_of(lines, line, await self.laws(lines))
