"""Local accounts: made, signed in to, closed. An account is bound to one person of the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.accounts.lockout import Lockout
from desk.accounts.passwords import LONGEST, Passwords
from models.domain.names import PersonId, Role

_FIND: Final = text(
    """
    SELECT password_hash, accounts.sample, 'administrator' = ANY (people.roles) AS administrator,
        disabled_at IS NULL AND people.valid
        AND (valid_from IS NULL OR valid_from <= :on) AND (valid_until IS NULL OR :on <= valid_until) AS open
    FROM accounts JOIN people ON people.id = accounts.person
    WHERE accounts.name = :name
    """
)
_ENTER: Final = text(
    """
    INSERT INTO accounts (name, person, password_hash, sample, changed_at, must_change)
    VALUES (:name, :person, :hash, :sample, :now, :must_change)
    ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at,
        must_change = excluded.must_change
    WHERE accounts.person = excluded.person AND accounts.sample = excluded.sample
    """
)
_ANY_REAL: Final = text("SELECT EXISTS (SELECT FROM accounts WHERE NOT sample)")
_SAMPLES: Final = text(
    """
    SELECT accounts.name, people.name AS person, people.department, people.roles
    FROM accounts JOIN people ON people.id = accounts.person
    WHERE accounts.sample AND disabled_at IS NULL
    ORDER BY people.department NULLS LAST, accounts.name
    """
)


@dataclass(frozen=True)
class Sample:
    """A sample account and the made-up person behind it."""

    name: str
    person: str
    department: str | None
    roles: tuple[Role, ...]


class NotSignedIn(Exception):
    """The name or the password is wrong, the account is closed, or its person may not act today.

    Which of them is not told.
    """


class PasswordsOff(Exception):
    """The office signs in elsewhere, and the account is no administrator's."""


class SampleAccount(Exception):
    """A sample account, outside of the embedded office."""


class Accounts:
    """The table `accounts`. ``embedded`` says whether this office may use samples.

    ``passwords_for`` says whose passwords open: those of administrators always do.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        passwords: Passwords,
        *,
        embedded: bool,
        passwords_for: Literal["everybody", "administrators"] = "everybody",
    ) -> None:
        self.passwords_for = passwords_for
        self._engine = engine
        self._passwords = passwords
        self._lockout = Lockout(engine)
        self._embedded = embedded

    async def sign_in(self, name: str, password: str, address: str, now: datetime, on: date) -> str:
        """The account that both open, ``on`` the office's date.

        Raises ``LockedOut``, ``NotSignedIn``, ``SampleAccount`` or ``PasswordsOff``.
        """
        name = name.strip()[:LONGEST]
        await self._lockout.count(name, address, now)
        async with self._engine.connect() as connection:
            found = None
            if "\0" not in name and name.isprintable():
                found = (await connection.execute(_FIND, {"name": name, "on": on})).one_or_none()
        fits = await self._passwords.fits(password[:LONGEST], None if found is None else found.password_hash)
        if found is None or not fits or not found.open:
            raise NotSignedIn
        if found.sample and not self._embedded:
            raise SampleAccount
        if self.passwords_for == "administrators" and not found.administrator:
            raise PasswordsOff
        await self._lockout.forget(name, address)
        return name

    async def enter(
        self,
        people: Sequence[tuple[str, PersonId]],
        password: str,
        now: datetime,
        *,
        sample: bool = False,
        must_change: bool = False,
    ) -> None:
        """Make accounts (name, person) with this password, or set it anew; that ends their sessions."""
        kept = await self._passwords.hash(password)
        alike = {"hash": kept, "sample": sample, "now": now, "must_change": must_change}
        rows = [{"name": name, "person": person, **alike} for name, person in people]
        if rows:
            async with self._engine.begin() as connection:
                await connection.execute(_ENTER, rows)

    async def any_real(self) -> bool:
        """Whether there is an account that is no sample."""
        async with self._engine.connect() as connection:
            return bool((await connection.execute(_ANY_REAL)).scalar_one())

    async def samples(self) -> list[Sample]:
        """The sample accounts that can be signed in to."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_SAMPLES)).all()
        return [Sample(row.name, row.person, row.department, tuple(row.roles)) for row in rows]
