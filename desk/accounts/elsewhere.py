"""Signing in at an identity provider: what is on its way there, and who is known by which identity."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from activities.office_log import Note, write_down

ON_ITS_WAY: Final = timedelta(minutes=10)
"""How long a person may take at the provider."""

Fact = Literal[
    "ProviderAway",
    "ProviderRefused",
    "AnswerNotOurs",
    "AnswerForAnother",
    "AnswerExpired",
    "AnswerNotTrusted",
    "SignInNotOurs",
    "PersonUnknown",
]

_BEGIN: Final = text(
    """
    INSERT INTO sign_ins_elsewhere (mark_hash, state, nonce, verifier, way, begun_at)
    VALUES (:mark, :state, :nonce, :verifier, :way, :now)
    """
)
_TIDY: Final = text("DELETE FROM sign_ins_elsewhere WHERE begun_at < :begin")
_TAKE: Final = text(
    """
    DELETE FROM sign_ins_elsewhere WHERE mark_hash = :mark
    RETURNING state, nonce, verifier, way, begun_at > :begin AS fresh
    """
)
_OPEN: Final = """
    disabled_at IS NULL AND people.valid AND (accounts.sample IS FALSE OR :embedded)
        AND (valid_from IS NULL OR valid_from <= :on) AND (valid_until IS NULL OR :on <= valid_until)
"""
_SEE: Final = text(
    """
    INSERT INTO identities (issuer, subject, said, seen_at) VALUES (:issuer, :subject, :said, :now)
    ON CONFLICT (issuer, subject) DO UPDATE SET said = excluded.said, seen_at = excluded.seen_at
    """
)
_FIND: Final = text(
    f"""
    SELECT identities.account, coalesce({_OPEN}, false) AS open
    FROM identities
    LEFT JOIN accounts ON accounts.name = identities.account
    LEFT JOIN people ON people.id = accounts.person
    WHERE issuer = :issuer AND subject = :subject
    """  # noqa: S608  # the inserted part is a constant
)
_ACCOUNT_OF: Final = text(
    f"""
    SELECT accounts.name FROM accounts JOIN people ON people.id = accounts.person
    WHERE accounts.person = :person AND {_OPEN}
    ORDER BY accounts.name <> accounts.person, accounts.name LIMIT 1
    """  # noqa: S608  # the inserted part is a constant
)
_OPEN_ACCOUNT: Final = text(
    """
    INSERT INTO accounts (name, person, password_hash, sample, changed_at)
    SELECT id, id, NULL, false, :now FROM people
    WHERE id = :person AND people.valid AND NOT people.sample
        AND (valid_from IS NULL OR valid_from <= :on) AND (valid_until IS NULL OR :on <= valid_until)
        AND NOT EXISTS (SELECT FROM accounts WHERE person = :person)
    ON CONFLICT (name) DO NOTHING
    RETURNING name
    """
)
_LINKED: Final = text(
    """
    SELECT account, said FROM identities
    WHERE issuer = :issuer AND subject = :subject AND (
        account IS NULL OR EXISTS (
            SELECT FROM accounts JOIN people ON people.id = accounts.person
            WHERE accounts.name = identities.account AND people.jurisdiction = :jurisdiction
        )
    ) FOR UPDATE
    """
)
_TO_LINK: Final = text(
    """
    SELECT accounts.name, people.name AS person FROM accounts JOIN people ON people.id = accounts.person
    WHERE disabled_at IS NULL AND people.valid AND people.jurisdiction = :jurisdiction
        AND (NOT accounts.sample OR :embedded) AND (CAST(:name AS text) IS NULL OR accounts.name = :name)
    ORDER BY accounts.name LIMIT 5000
    """
)
_LINK: Final = text(
    """
    UPDATE identities SET account = :account, linked_at = :now, linked_by = :by
    WHERE issuer = :issuer AND subject = :subject
    """
)
_ALL: Final = text(
    """
    SELECT issuer, subject, said, seen_at, identities.account, linked_at, linked_by, people.name AS person
    FROM identities
    LEFT JOIN accounts ON accounts.name = identities.account
    LEFT JOIN people ON people.id = accounts.person
    WHERE identities.account IS NULL OR people.jurisdiction = :jurisdiction
    ORDER BY identities.account IS NOT NULL, seen_at DESC LIMIT :most
    """
)
_END_SESSIONS: Final = text(
    "UPDATE sessions SET ended_at = :now, id_token = NULL WHERE account = :account AND ended_at IS NULL"
)


class SignInRefused(Exception):
    """A named fact that stands in the way of signing in elsewhere, with what belongs into its sentence."""

    def __init__(self, fact: Fact, **facts: str) -> None:
        self.fact: Fact = fact
        self.facts = facts
        super().__init__(fact)


@dataclass(frozen=True)
class OnItsWay:
    """A sign-in that has begun here; the browser keeps the ``mark``, its address bar the ``state``."""

    mark: str
    state: str
    nonce: str
    verifier: str
    way: str


@dataclass(frozen=True)
class Identified:
    """Whom the provider has recognised; ``said`` is its claim that names the person, or nothing."""

    issuer: str
    subject: str
    said: str
    id_token: str


@dataclass(frozen=True)
class Identity:
    """Somebody of the provider who has come to the desk, and the account that it opens, if any."""

    issuer: str
    subject: str
    said: str
    seen_at: datetime
    account: str | None
    person: str | None
    linked_at: datetime | None
    linked_by: str | None


class Elsewhere:
    """The tables `sign_ins_elsewhere` and `identities`.

    ``by_claim``: who is not known yet is let in by the claim, when it is the id of a person of the directory.
    """

    def __init__(self, engine: AsyncEngine, *, embedded: bool, by_claim: bool = False) -> None:
        self._engine = engine
        self._embedded = embedded
        self._by_claim = by_claim

    async def begin(self, way: str, now: datetime) -> OnItsWay:
        """Remember that somebody goes to the provider and wants to come back to ``way``."""
        mark, state, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        going = OnItsWay(mark, state, nonce, secrets.token_urlsafe(48), way)
        row = {"mark": _hash(mark), "state": state, "nonce": nonce, "verifier": going.verifier, "way": way}
        async with self._engine.begin() as connection:
            await connection.execute(_TIDY, {"begin": now - ON_ITS_WAY})
            await connection.execute(_BEGIN, row | {"now": now})
        return going

    async def take(self, mark: str, state: str, now: datetime) -> OnItsWay:
        """The sign-in that this browser has begun, once. Raises ``SignInRefused``."""
        asked = {"mark": _hash(mark), "begin": now - ON_ITS_WAY}
        async with self._engine.begin() as connection:
            found = (await connection.execute(_TAKE, asked)).one_or_none()
        same = found is not None and compare_digest(found.state.encode(), state.encode("utf-8", "replace"))
        if found is None or not same or not found.fresh:
            raise SignInRefused("SignInNotOurs")
        return OnItsWay(mark, found.state, found.nonce, found.verifier, found.way)

    async def account_of(self, who: Identified, now: datetime, on: date) -> str:
        """The account that this identity opens, ``on`` the office's date. Raises ``SignInRefused``."""
        known: dict[str, object] = {"issuer": who.issuer, "subject": who.subject, "said": who.said}
        asked = known | {"person": who.said, "now": now, "on": on, "embedded": self._embedded, "by": None}
        async with self._engine.begin() as connection:
            await connection.execute(_SEE, asked)
            found = (await connection.execute(_FIND, asked)).one()
            account = found.account if found.open else None
            if found.account is None and self._by_claim and who.said:
                account = await _by_claim(connection, asked)
                if account is not None:
                    await connection.execute(_LINK, asked | {"account": account})
        if account is None:
            raise SignInRefused("PersonUnknown", said=who.said or who.subject[:80])
        return str(account)

    async def identities(self, jurisdiction: str, most: int = 500) -> list[Identity]:
        """Who has come, those who are not linked first; of the linked ones those of a jurisdiction."""
        async with self._engine.connect() as connection:
            found = await connection.execute(_ALL, {"jurisdiction": jurisdiction, "most": most})
            return [Identity(**row) for row in found.mappings()]

    async def accounts(self, jurisdiction: str) -> Sequence[tuple[str, str]]:
        """The accounts of a jurisdiction that an identity may open, with the names of their persons."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                _TO_LINK, {"jurisdiction": jurisdiction, "embedded": self._embedded, "name": None}
            )
            return [(row.name, row.person) for row in rows]

    async def link(
        self, issuer: str, subject: str, account: str | None, jurisdiction: str, by: str, now: datetime
    ) -> bool:
        """Let an identity open an account, or with None no longer any; that signs the former account out.

        False where there is no such identity, or no such account, in the jurisdiction.
        """
        asked = {"issuer": issuer, "subject": subject, "account": account, "by": by, "now": now}
        where = {"jurisdiction": jurisdiction, "embedded": self._embedded, "name": account}
        async with self._engine.begin() as connection:
            found = (await connection.execute(_LINKED, asked | where)).one_or_none()
            if found is None:
                return False
            if account is not None and (await connection.execute(_TO_LINK, where)).first() is None:
                return False
            await connection.execute(_LINK, asked)
            act = "identity-unlinked" if account is None else "identity-linked"
            note = Note(act, account or found.account or "-", jurisdiction, {"said": found.said or subject})
            await write_down(connection, [note], by=by, at=now)
            if found.account is not None and found.account != account:
                await connection.execute(_END_SESSIONS, {"account": found.account, "now": now})
        return True


async def _by_claim(connection: AsyncConnection, asked: dict[str, object]) -> str | None:
    """The account of the person whom the claim names; where there is none, one without a password."""
    found = (await connection.execute(_ACCOUNT_OF, asked)).scalar_one_or_none()
    if found is None:
        found = (await connection.execute(_OPEN_ACCOUNT, asked)).scalar_one_or_none()
    return None if found is None else str(found)


def _hash(mark: str) -> str:
    return sha256(mark.encode("utf-8", "replace")).hexdigest()
