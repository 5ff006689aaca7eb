"""The accounts of a jurisdiction as its administrator sees them, and the sessions of one account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.accounts.lockout import MOST_OF_AN_ACCOUNT, WINDOW, hashed
from desk.accounts.sessions import IDLE
from models.domain.names import DepartmentCode, PersonId, Role

PAGE: Final = 50

_COLUMNS: Final = """
    SELECT accounts.name, accounts.person, accounts.sample, changed_at, disabled_at, must_change,
        password_hash IS NOT NULL AS with_password, people.name AS person_name, department, roles,
        people.valid AND (valid_from IS NULL OR valid_from <= :on)
            AND (valid_until IS NULL OR :on <= valid_until) AS acts,
        (SELECT count(*) FROM sessions WHERE account = accounts.name AND ended_at IS NULL
            AND expires_at > :now AND seen_at > :idle AND begun_at >= changed_at) AS sessions
    FROM accounts JOIN people ON people.id = accounts.person
    WHERE people.jurisdiction = :jurisdiction
"""
_LIST: Final = text(
    f"""{_COLUMNS} AND accounts.name > :after
        AND (:query = '' OR strpos(lower(accounts.name || ' ' || people.name), :query) > 0)
        AND (NOT :closed OR disabled_at IS NOT NULL)
    ORDER BY accounts.name LIMIT :most"""
)
_ONE: Final = text(f"{_COLUMNS} AND accounts.name = :name")
_OF_PERSON: Final = text(f"{_COLUMNS} AND accounts.person = :person ORDER BY accounts.name")
_COUNTS: Final = text(
    """
    SELECT count(*) FILTER (WHERE disabled_at IS NULL) AS open,
        count(*) FILTER (WHERE disabled_at IS NOT NULL) AS closed
    FROM accounts JOIN people ON people.id = accounts.person WHERE people.jurisdiction = :jurisdiction
    """
)
_FAILURES: Final = text(
    "SELECT failures, since FROM login_failures WHERE kind = 'account' AND name = :name AND since > :begin"
)
_SESSIONS: Final = text(
    """
    SELECT token_hash, begun_at, seen_at, expires_at, address FROM sessions
    JOIN accounts ON accounts.name = account
    WHERE account = :name AND ended_at IS NULL AND expires_at > :now AND seen_at > :idle
        AND begun_at >= changed_at
    ORDER BY seen_at DESC LIMIT 100
    """
)


@dataclass(frozen=True)
class Account:
    """An account and its person; ``sessions`` are those that stand, ``acts`` that the person may today."""

    name: str
    person: PersonId
    person_name: str
    department: DepartmentCode | None
    roles: tuple[Role, ...]
    acts: bool
    sample: bool
    with_password: bool
    must_change: bool
    changed_at: datetime
    disabled_at: datetime | None
    sessions: int

    @property
    def mark(self) -> str:
        """What tells whether the account is still as a page showed it."""
        told = f"{self.changed_at.timestamp()}:{self.disabled_at}:{self.must_change}"
        return sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class OpenSession:
    """A session that stands; ``id`` names it to its owner and opens nothing."""

    id: str
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str


class AccountList:
    """Reads accounts; writes nothing."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def page(
        self,
        jurisdiction: str,
        now: datetime,
        on: date,
        *,
        query: str = "",
        closed: bool = False,
        after: str = "",
        most: int = PAGE,
    ) -> tuple[list[Account], str | None]:
        """A page by name, and the name to go on after."""
        asked = _asked(jurisdiction, now, on) | {
            "query": query.lower(),
            "closed": closed,
            "after": after,
            "most": most + 1,
        }
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_LIST, asked)).all()
        found = [_account(row) for row in rows[:most]]
        return found, found[-1].name if len(rows) > most else None

    async def counts(self, jurisdiction: str) -> tuple[int, int]:
        """How many accounts are open, and how many are closed."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_COUNTS, {"jurisdiction": jurisdiction})).one()
        return row.open, row.closed

    async def one(self, jurisdiction: str, name: str, now: datetime, on: date) -> Account | None:
        """An account of this jurisdiction."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(_ONE, _asked(jurisdiction, now, on) | {"name": name})
            ).one_or_none()
        return None if row is None else _account(row)

    async def of_person(self, jurisdiction: str, person: str, now: datetime, on: date) -> list[Account]:
        """The accounts of a person."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(_OF_PERSON, _asked(jurisdiction, now, on) | {"person": person})
            return [_account(row) for row in rows]

    async def locked_until(self, name: str, now: datetime) -> datetime | None:
        """Until when signing in has to wait after too many attempts."""
        asked = {"name": hashed(name), "begin": now - WINDOW}
        async with self._engine.connect() as connection:
            row = (await connection.execute(_FAILURES, asked)).one_or_none()
        if row is None or row.failures < MOST_OF_AN_ACCOUNT:
            return None
        until: datetime = row.since + WINDOW
        return until

    async def sessions(self, name: str, now: datetime) -> Sequence[OpenSession]:
        """The sessions of an account that stand, the last used first."""
        asked = {"name": name, "now": now, "idle": now - IDLE}
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_SESSIONS, asked)).all()
        return [
            OpenSession(row.token_hash[:16], row.begun_at, row.seen_at, row.expires_at, row.address)
            for row in rows
        ]


def _asked(jurisdiction: str, now: datetime, on: date) -> dict[str, object]:
    return {"jurisdiction": jurisdiction, "now": now, "on": on, "idle": now - IDLE}


def _account(row: Row[tuple[object, ...]]) -> Account:
    told = row._asdict()
    return Account(**{**told, "roles": tuple(told["roles"])})
