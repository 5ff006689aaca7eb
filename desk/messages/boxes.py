"""A person's box on the desk: what came, what is read."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.domain.addressees import HANDLER, addresses_of
from models.domain.effects import APPLICANT
from models.domain.faults import Unfit
from models.domain.people import Person

MOST_COUNTED: Final = 100
"""Unread messages that are counted one by one; beyond them the desk says “99+”."""
NEW: Final = timedelta(days=14)
"""What came before that, counts as read for whoever opens the box for the first time."""
PAGE: Final = 50

_NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)

_WANTED = """
    SELECT * FROM notices
    WHERE {whose}
    AND (delivered_at, key) < (:at, :key)
    AND NOT ("to" LIKE '%{handler}' AND item IS NOT NULL AND coalesce((
        SELECT holder FROM items WHERE items."case" = notices."case" AND items.item = notices.item
    ) <> :person, false))
    {unread}
    ORDER BY delivered_at DESC, key DESC LIMIT :most
"""
_UNTIL = (
    "coalesce((SELECT read_until FROM message_readers WHERE person = :person), CAST(:fresh AS timestamptz))"
)
_NO_MARK = f"""
    AND delivered_at > {_UNTIL}
    AND NOT EXISTS (SELECT FROM message_marks WHERE person = :person AND notice = notices.key)
"""


def _mine(*, unread: bool) -> str:
    extra = _NO_MARK if unread else ""
    own = _WANTED.format(
        whose='jurisdiction = :jurisdiction AND "to" = address.name', unread=extra, handler=HANDLER
    )
    filed = _WANTED.format(
        whose=f'"case" = filed.number AND "to" = \'{APPLICANT}\'', unread=extra, handler=HANDLER
    )
    return f"""
    SELECT found.* FROM unnest(CAST(:addresses AS text[])) AS address (name), LATERAL ({own}) AS found
    UNION ALL
    SELECT found.* FROM (
        SELECT number FROM cases WHERE applicant_id = :identity AND jurisdiction = :jurisdiction
    ) AS filed, LATERAL ({filed}) AS found
    """  # noqa: S608 - our own words


_PAGE: Final = text(
    f"""
    SELECT mine.key, mine."case", mine.seq, mine.kind, mine.item, mine.at, mine.delivered_at,
           cases.project_name, mine.delivered_at <= {_UNTIL} OR marked.read_at IS NOT NULL AS read
    FROM ({_mine(unread=False)}) AS mine
    LEFT JOIN cases ON cases.number = mine."case"
    LEFT JOIN message_marks AS marked ON marked.person = :person AND marked.notice = mine.key
    ORDER BY mine.delivered_at DESC, mine.key DESC LIMIT :most
    """  # noqa: S608
)
_COUNT: Final = text(
    f"SELECT count(*) FROM (SELECT FROM ({_mine(unread=True)}) AS mine LIMIT :most) AS counted"  # noqa: S608
)
_MARK: Final = text(
    """
    INSERT INTO message_marks (person, notice, read_at)
    SELECT :person, key, :now FROM notices WHERE key = :key ON CONFLICT DO NOTHING
    """
)
_ALL: Final = text(
    """
    INSERT INTO message_readers (person, read_until) VALUES (:person, :until)
    ON CONFLICT (person) DO UPDATE SET read_until = greatest(message_readers.read_until, excluded.read_until)
    """
)
_FORGET: Final = text(
    """
    DELETE FROM message_marks USING notices
    WHERE person = :person AND notices.key = message_marks.notice AND notices.delivered_at <= :until
    """
)


@dataclass(frozen=True)
class Box:
    """Whose box, as it is on a day of the office."""

    person: Person
    jurisdiction: str
    on: date


@dataclass(frozen=True)
class Message:
    """One message in somebody's box; ``project`` is what the case is called."""

    key: str
    case: str
    seq: int
    kind: str
    item: str | None
    at: datetime
    delivered_at: datetime
    project: str
    read: bool


@dataclass(frozen=True)
class BoxPage:
    """Some messages, the newest first, and the cursor of those behind them."""

    messages: Sequence[Message]
    cursor: str | None


class Boxes:
    """The table `notices`, each person's part of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")  # two trips less a question

    async def unread(self, whose: Box, now: datetime) -> int:
        """How many messages the person has not read, up to `MOST_COUNTED`."""
        async with self._reading.connect() as connection:
            asked = _asked(whose, now - NEW, MOST_COUNTED)
            return int((await connection.execute(_COUNT, asked)).scalar_one())

    async def page(self, whose: Box, now: datetime, *, cursor: str | None = None) -> BoxPage:
        """A page of the person's messages. Raises ``Unfit`` for a cursor that this list did not give."""
        asked = _asked(whose, now - NEW, PAGE + 1)
        if cursor is not None:
            asked["at"], asked["key"] = _read_cursor(cursor)
        async with self._reading.connect() as connection:
            rows = (await connection.execute(_PAGE, asked)).all()
        messages = [
            Message(
                key=row.key,
                case=row.case,
                seq=row.seq,
                kind=row.kind,
                item=row.item,
                at=row.at,
                delivered_at=row.delivered_at,
                project=row.project_name or row.case,
                read=row.read,
            )
            for row in rows[:PAGE]
        ]
        return BoxPage(messages, _cursor(messages[-1]) if len(rows) > PAGE else None)

    async def read(self, person: Person, key: str, now: datetime) -> None:
        """The person has read the message; a mark on somebody else's does nothing to anybody."""
        async with self._engine.begin() as connection:
            await connection.execute(_MARK, {"person": person.id, "key": key, "now": now})

    async def read_all(self, person: Person, until: datetime) -> None:
        """The person has read everything that came until then."""
        async with self._engine.begin() as connection:
            await connection.execute(_ALL, {"person": person.id, "until": until})
            await connection.execute(_FORGET, {"person": person.id, "until": until})


def _asked(whose: Box, fresh: datetime, most: int) -> dict[str, object]:
    person = whose.person
    return {
        "person": person.id,
        "jurisdiction": whose.jurisdiction,
        "addresses": list(addresses_of(person, whose.on)),
        "identity": person.identity if person.has("applicant") else None,
        "fresh": fresh,
        "at": _NEVER,
        "key": "",
        "most": most,
    }


def _cursor(message: Message) -> str:
    said = json.dumps([message.delivered_at.isoformat(), message.key])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise Unfit("不是本列表给出的游标", "is no cursor of this list") from None
    if moment.tzinfo is None or not isinstance(key, str) or "\0" in key:
        raise Unfit("不是本列表给出的游标", "is no cursor of this list")
    return moment, key
