"""Server-side sessions: a random token for the browser, its hash for the database, and two ends of time."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.domain.names import PersonId

IDLE: Final = timedelta(hours=2)
LONGEST: Final = timedelta(hours=12)
"""A working day; nobody stays signed in over night."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""How often a session's last use is written down."""

KEPT: Final = timedelta(days=30)
"""How long ended sessions stay, for whoever asks who was signed in."""

_BEGIN: Final = text(
    """
    INSERT INTO sessions (token_hash, account, begun_at, seen_at, expires_at, address, id_token)
    VALUES (:hash, :account, :now, :now, :expires, :address, :id_token)
    """
)
_TIDY: Final = text("DELETE FROM sessions WHERE expires_at < :long_ago")
_FIND: Final = text(
    """
    SELECT sessions.account, accounts.person, accounts.sample, people.jurisdiction, seen_at,
        must_change AND id_token IS NULL AS must_change
    FROM sessions
    JOIN accounts ON accounts.name = sessions.account
    JOIN people ON people.id = accounts.person
    WHERE token_hash = :hash AND ended_at IS NULL AND expires_at > :now AND seen_at > :idle
        AND disabled_at IS NULL AND begun_at >= changed_at
    """
)
_STANDING: Final = text(
    """
    SELECT token_hash, md5(people::text) AS mark
    FROM sessions
    JOIN accounts ON accounts.name = sessions.account
    JOIN people ON people.id = accounts.person
    WHERE token_hash = ANY(:hashes) AND ended_at IS NULL AND expires_at > :now AND seen_at > :idle
        AND disabled_at IS NULL AND begun_at >= changed_at
    """
)
_SEEN: Final = text("UPDATE sessions SET seen_at = :now WHERE token_hash = :hash")
_END: Final = text(
    "UPDATE sessions SET ended_at = :now, id_token = NULL WHERE token_hash = :hash AND ended_at IS NULL"
)
_END_ALL: Final = text(
    "UPDATE sessions SET ended_at = :now, id_token = NULL WHERE account = :account AND ended_at IS NULL"
)
_ID_TOKEN: Final = text("SELECT id_token FROM sessions WHERE token_hash = :hash AND ended_at IS NULL")


@dataclass(frozen=True)
class Session:
    """A session that stands: whose account, and which person of which jurisdiction it stands for.

    ``must_change``: somebody else has seen the password it was begun with; nothing goes before another one.
    """

    token: str
    account: str
    person: PersonId
    jurisdiction: str
    sample: bool
    must_change: bool = False


class Sessions:
    """The table `sessions`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")  # two trips less a question

    async def begin(self, account: str, address: str, now: datetime, id_token: str | None = None) -> str:
        """Begin a session; its token is told once, here.

        ``id_token`` is what the identity provider has signed: it wants it back when the person signs out.
        """
        token = secrets.token_urlsafe(32)
        row = {"hash": _hash(token), "account": account, "now": now, "address": address[:100]}
        row["id_token"] = id_token
        async with self._engine.begin() as connection:
            await connection.execute(_TIDY, {"long_ago": now - KEPT})
            await connection.execute(_BEGIN, row | {"expires": now + LONGEST})
        return token

    async def find(self, token: str, now: datetime, *, used: bool = True) -> Session | None:
        """The session of a token while it stands; unless not ``used``, this keeps it from idling out."""
        asked = {"hash": _hash(token), "now": now, "idle": now - IDLE}
        async with self._reading.connect() as connection:
            found = (await connection.execute(_FIND, asked)).one_or_none()
            if found is None:
                return None
            if used and now - found.seen_at > SEEN_EVERY:
                await connection.execute(_SEEN, asked)
        return Session(
            token,
            found.account,
            PersonId(found.person),
            found.jurisdiction,
            found.sample,
            found.must_change,
        )

    async def id_token(self, token: str) -> str | None:
        """What the identity provider has signed for this session, if it was begun there."""
        async with self._reading.connect() as connection:
            found = (await connection.execute(_ID_TOKEN, {"hash": _hash(token)})).scalar_one_or_none()
        return None if found is None else str(found)

    async def standing(self, tokens: Collection[str], now: datetime) -> dict[str, str]:
        """Which of these sessions stand, without counting this as their use.

        With each comes a mark that changes when what the directory says of the person does.
        """
        by_hash = {_hash(token): token for token in tokens}
        asked = {"hashes": list(by_hash), "now": now, "idle": now - IDLE}
        async with self._reading.connect() as connection:
            rows = await connection.execute(_STANDING, asked)
            return {by_hash[row.token_hash]: row.mark for row in rows}

    async def end(self, token: str, now: datetime) -> None:
        """Sign out."""
        async with self._engine.begin() as connection:
            await connection.execute(_END, {"hash": _hash(token), "now": now})

    async def end_all(self, account: str, now: datetime) -> None:
        """Sign an account out everywhere."""
        async with self._engine.begin() as connection:
            await connection.execute(_END_ALL, {"account": account, "now": now})


def session_id(token: str) -> str:
    """What names a session to its owner; it opens nothing."""
    return _hash(token)[:16]


def form_token(token: str) -> str:
    """What every form of this session carries, so that no other site can make one (CSRF)."""
    return sha256(f"form:{token}".encode()).hexdigest()


def is_form_token(given: str, token: str) -> bool:
    """Whether the form was made in this session."""
    return compare_digest(given.encode("utf-8", "replace"), form_token(token).encode())


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
