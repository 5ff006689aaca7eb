"""Reads from the register what documents are made of: all lines of a case, and the laws that they name."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.numbers import read_number
from activities.register import PostgresRegister
from activities.register_lines import LINE_COLUMNS, Line
from desk.documents.matter import Matter, laws_named, matter_of
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook

_LINES: Final = f'SELECT {LINE_COLUMNS} FROM register WHERE year = $1 AND "case" = $2 ORDER BY seq'  # noqa: S608


class DocumentSources:
    """The register as documents need it: lines with their hashes, as they were written."""

    def __init__(self, engine: AsyncEngine, register: PostgresRegister) -> None:
        self._engine = engine
        self._register = register

    async def lines(self, case: CaseNumber) -> tuple[Line, ...]:
        """Every line of the case, in order; none for a number without a filing."""
        async with self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            found = await driver.fetch(_LINES, read_number(case).year, case)
        return tuple(Line.of(record) for record in found)

    async def laws(self, lines: tuple[Line, ...]) -> dict[str, Rulebook]:
        """The rulebooks that the lines name, by their digests."""
        return {digest: await self._register.load_rulebook(digest) for digest in laws_named(lines)}

    async def matter(self, case: CaseNumber, line: int) -> Matter:
        """The matter of one line. Raises `NoSuchLine`."""
        lines = await self.lines(case)
        return matter_of(lines, line, await self.laws(lines))
