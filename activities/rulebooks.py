"""Rulebooks under their own digest: kept once, never changed, read back as long as a case needs them."""

from collections.abc import Iterable
from hashlib import sha256

import asyncpg

from models.domain.calendar_files import rulebook_with
from models.domain.events import DeadlinesReprojected, Event
from models.domain.rulebook import Rulebook, read_rulebook

_KEEP = """
INSERT INTO rulebooks (digest, jurisdiction, code, version, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (digest) DO NOTHING
"""
_LOAD = "SELECT body FROM rulebooks WHERE digest = $1"


class RulebookMissing(LookupError):
    """No rulebook is kept under this digest, or its text is no longer the one that was kept."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(f"规则集 {digest} 不存在或已被改动 / rulebook {digest} is missing or was changed")


class Rulebooks:
    """The rulebooks in the database, each read once by this process."""

    def __init__(self) -> None:
        self._read: dict[str, Rulebook] = {}

    async def keep(self, connection: asyncpg.Connection, book: Rulebook) -> str:
        """Keep the rulebook and tell its digest. A second time changes nothing."""
        return await self.keep_text(connection, book.model_dump_json())

    async def keep_text(self, connection: asyncpg.Connection, text: str) -> str:
        """Keep a rulebook as it was written, under the digest of that text."""
        catalogue = read_rulebook(text).catalogue
        digest = sha256(text.encode()).hexdigest()
        await connection.execute(
            _KEEP, digest, catalogue.jurisdiction.code, catalogue.code, catalogue.version, text
        )
        return digest

    async def keep_adopted(
        self, connection: asyncpg.Connection, book: Rulebook, entering: Iterable[Event]
    ) -> None:
        """Keep the rulebooks that a case under ``book`` goes on with by these events: a new calendar's.

        Kept before the events are entered, so that the register never names a law that it does not have.
        """
        for event in entering:
            if isinstance(event, DeadlinesReprojected):
                book = rulebook_with(book, event.table)
                if book.digest not in self._read:
                    await self.keep(connection, book)

    async def load(self, connection: asyncpg.Connection, digest: str) -> Rulebook:
        """The rulebook of this digest. Raises `RulebookMissing`, also for a text that does not fit it."""
        known = self._read.get(digest)
        if known is None:
            text = await connection.fetchval(_LOAD, digest)
            if text is None or sha256(text.encode()).hexdigest() != digest:
                raise RulebookMissing(digest)
            known = self._read[digest] = read_rulebook(text)
        return known
