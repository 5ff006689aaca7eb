"""Guessing is bounded: after some failures an account, or an address, has to wait."""

import ipaddress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

WINDOW: Final = timedelta(minutes=15)
"""How long attempts are remembered, counted from the first of them; after it one may try again."""

MOST_OF_AN_ACCOUNT: Final = 5
MOST_OF_AN_ADDRESS: Final = 30
"""Attempts in the window. An office behind one address shares the second."""

_COUNT: Final = text(
    """
    INSERT INTO login_failures (kind, name, failures, since) VALUES (:kind, :name, 1, :now)
    ON CONFLICT (kind, name) DO UPDATE SET
        failures = CASE WHEN login_failures.since < :begin THEN 1
                        ELSE least(login_failures.failures + 1, :most + 1) END,
        since = CASE WHEN login_failures.since < :begin THEN :now ELSE login_failures.since END
    RETURNING failures, since
    """
)
_FORGET: Final = text("DELETE FROM login_failures WHERE kind = 'account' AND name = :name")
_FORGIVE: Final = text(
    "UPDATE login_failures SET failures = greatest(failures - 1, 0) WHERE kind = 'address' AND name = :name"
)
_TIDY: Final = text("DELETE FROM login_failures WHERE since < :begin")


class LockedOut(Exception):
    """Too many failed attempts; ``until`` says when the next one is looked at."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until.isoformat())


class Lockout:
    """Counts an attempt before the password is looked at, so that attempts at once count, too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def count(self, account: str, address: str, now: datetime) -> None:
        """Count an attempt. Raises ``LockedOut``; names are kept hashed, known to the office or not."""
        async with self._engine.begin() as connection:
            await connection.execute(_TIDY, {"begin": now - WINDOW})
            tried = [
                await count(connection, "address", network(address), MOST_OF_AN_ADDRESS, now),
                await count(connection, "account", hashed(account), MOST_OF_AN_ACCOUNT, now),
            ]
        ends = [since + WINDOW for failures, most, since in tried if failures > most]
        if ends:
            raise LockedOut(max(ends))

    async def forget(self, account: str, address: str) -> None:
        """The attempt was no guess."""
        async with self._engine.begin() as connection:
            await connection.execute(_FORGET, {"name": hashed(account)})
            await connection.execute(_FORGIVE, {"name": network(address)})


async def count(
    connection: AsyncConnection, kind: str, name: str, most: int, now: datetime
) -> tuple[int, int, datetime]:
    """One attempt more by this name: how many there are, how many may be, and since when they count."""
    asked = {"kind": kind, "name": name, "now": now, "begin": now - WINDOW, "most": most}
    failures, since = (await connection.execute(_COUNT, asked)).one()
    return failures, most, since


def network(address: str) -> str:
    """What counts as one address: of IPv6 the 64 bits that one line is given."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    return str(ipaddress.ip_network((known, 64), strict=False) if known.version == 6 else known)  # noqa: PLR2004


def hashed(account: str) -> str:
    """Under which name the attempts for an account are kept."""
    return sha256(account.encode("utf-8", "replace")).hexdigest()
