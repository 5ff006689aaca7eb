"""From boxes to channels: which messages are to leave the desk, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from activities.people import Directory
from models.domain.addressees import is_addressed
from models.domain.names import PersonId
from models.domain.people import Person

Notice = Row[tuple[object, ...]]
"""A message with what is to be known of its case."""

MAIL: Final = "mail"
CHAT: Final = "chat"

TOO_OLD: Final = timedelta(days=3)
"""Nobody is sent news that is older; after a restored backup, say, or when mail is switched on."""
BATCH: Final = 50

_ABOUT: Final = """
    SELECT n.key, n.jurisdiction, n."case", n.kind, n."to", n.at, cases.applicant_id AS applicant,
           cases.project_name AS project, items.holder
    FROM notices AS n
    LEFT JOIN cases ON cases.number = n."case"
    LEFT JOIN items ON items."case" = n."case" AND items.item = n.item
"""
_NEW: Final = text(
    f"{_ABOUT} WHERE handed_out_at IS NULL ORDER BY n.delivered_at LIMIT :most FOR UPDATE OF n SKIP LOCKED"
)
_ONE: Final = text(f"{_ABOUT} WHERE n.key = :key")
_DONE: Final = text("UPDATE notices SET handed_out_at = :now WHERE key = ANY(:keys)")
_READERS: Final = text(
    """
    SELECT a.person, a.mail, a.mail_wanted AND a.mail_confirmed_at IS NOT NULL AS by_mail,
           a.chat, a.chat_wanted AND a.chat IS NOT NULL AS by_chat
    FROM message_addresses AS a JOIN people ON people.id = a.person
    WHERE people.jurisdiction = ANY(:jurisdictions)
    AND (a.mail_wanted AND a.mail_confirmed_at IS NOT NULL OR a.chat_wanted AND a.chat IS NOT NULL)
    """
)
_ENTER: Final = text(
    """
    INSERT INTO message_deliveries (id, notice, channel, recipient, state, attempts, next_try)
    VALUES (:id, :notice, :channel, :recipient, 'waiting', 0, :now) ON CONFLICT (id) DO NOTHING
    """
)


@dataclass(frozen=True)
class Reader:
    """Somebody who wants to be told elsewhere."""

    person: Person
    mail: str | None
    chat: str | None


class HandingOut:
    """Looks for new messages, and for those who want them elsewhere. Both stand in one transaction."""

    def __init__(self, engine: AsyncEngine, directory: Directory, channels: frozenset[str]) -> None:
        """``channels`` are those that the office has."""
        self._engine = engine
        self._directory = directory
        self._channels = channels

    async def some(self, now: datetime, today: date) -> int:
        """Hand out the next few; tells how many messages were looked at."""
        async with self._engine.begin() as connection:
            notices = (await connection.execute(_NEW, {"most": BATCH})).all()
            if not notices:
                return 0
            fresh = [notice for notice in notices if notice.at > now - TOO_OLD]
            readers = await self._readers(connection, {notice.jurisdiction for notice in fresh}, today)
            rows = [
                {
                    "id": delivery_id(notice.key, *to),
                    "notice": notice.key,
                    "channel": to[0],
                    "recipient": to[1],
                }
                for notice in fresh
                for to in self._places(notice, readers, today)
            ]
            if rows:
                await connection.execute(_ENTER, [row | {"now": now} for row in rows])
            await connection.execute(_DONE, {"now": now, "keys": [notice.key for notice in notices]})
        return len(notices)

    async def about(self, notice: str) -> Notice | None:
        """What a letter about the message needs to know of it."""
        async with self._engine.connect() as connection:
            return (await connection.execute(_ONE, {"key": notice})).one_or_none()

    async def readers_of(self, notice: Notice, today: date) -> list[Reader]:
        """Those whom the message is for, and who want it elsewhere, as things stand now."""
        async with self._engine.connect() as connection:
            readers = await self._readers(connection, {notice.jurisdiction}, today)
        return _concerned(notice, readers, today)

    def _places(self, notice: Notice, readers: Sequence[Reader], today: date) -> list[tuple[str, str]]:
        """Mail to each person; the chat is told once, however many of its readers it concerns."""
        concerned = _concerned(notice, readers, today)
        places: list[tuple[str, str]] = []
        if MAIL in self._channels:
            places += [(MAIL, reader.person.id) for reader in concerned if reader.mail is not None]
        if CHAT in self._channels and any(reader.chat is not None for reader in concerned):
            places.append((CHAT, notice.to))
        return places

    async def _readers(
        self, connection: AsyncConnection, jurisdictions: set[str], today: date
    ) -> list[Reader]:
        rows = (await connection.execute(_READERS, {"jurisdictions": sorted(jurisdictions)})).all()
        acting = await self._directory.those([PersonId(row.person) for row in rows], today)
        return [
            Reader(
                acting[row.person],
                row.mail if row.by_mail else None,
                row.chat if row.by_chat else None,
            )
            for row in rows
            if row.person in acting
        ]


def delivery_id(notice: str, channel: str, recipient: str) -> str:
    """The name of a delivery for ever: the same again after a restored backup."""
    return sha256(f"{notice}|{channel}|{recipient}".encode()).hexdigest()[:32]


def _concerned(notice: Notice, readers: Sequence[Reader], today: date) -> list[Reader]:
    return [
        reader
        for reader in readers
        if is_addressed(reader.person, notice.to, today, applicant=notice.applicant, holder=notice.holder)
    ]
