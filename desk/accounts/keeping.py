"""What an administrator does to accounts, and everybody to the own one: each act is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import JsonValue
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from activities.office_log import Note, write_down
from desk.accounts.account_list import Account
from desk.accounts.lockout import Lockout, hashed
from desk.accounts.passwords import LONGEST, Passwords, generated
from desk.accounts.policy import weakness
from desk.outcomes import Refused
from models.domain.names import PersonId

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('people', 0))")
"""The directory's own: who is the last administrator depends on both."""

_STANDS: Final = text(
    "SELECT changed_at, disabled_at, must_change FROM accounts WHERE name = :name FOR UPDATE"
)
_TAKEN: Final = text("SELECT EXISTS (SELECT FROM accounts WHERE name = :name OR person = :person)")
_MAKE: Final = text(
    """
    INSERT INTO accounts (name, person, password_hash, sample, changed_at, must_change)
    VALUES (:name, :person, :hash, :sample, :now, true)
    """
)
_SET: Final = text(
    "UPDATE accounts SET password_hash = :hash, changed_at = :now, must_change = :must WHERE name = :name"
)
_DISABLE: Final = text("UPDATE accounts SET disabled_at = :now WHERE name = :name")
_ENABLE: Final = text("UPDATE accounts SET disabled_at = NULL WHERE name = :name")
_END_SESSIONS: Final = text(
    "UPDATE sessions SET ended_at = :now, id_token = NULL WHERE account = :name AND ended_at IS NULL"
)
_END_ONE: Final = text(
    """
    UPDATE sessions SET ended_at = :now, id_token = NULL
    WHERE account = :name AND left(token_hash, 16) = :id AND ended_at IS NULL
    """
)
_UNLOCK: Final = text("DELETE FROM login_failures WHERE kind = 'account' AND name = :hashed")
_HASH: Final = text("SELECT password_hash FROM accounts WHERE name = :name")
_KEEPERS: Final = text(
    """
    SELECT DISTINCT accounts.person FROM accounts JOIN people ON people.id = accounts.person
    WHERE people.jurisdiction = :jurisdiction AND 'administrator' = ANY (roles) AND people.valid
        AND (valid_from IS NULL OR valid_from <= :on) AND (valid_until IS NULL OR :on <= valid_until)
        AND disabled_at IS NULL AND (:embedded OR NOT accounts.sample) AND accounts.name <> :name
    """
)


@dataclass(frozen=True)
class By:
    """Who acts, for which jurisdiction, when; nobody by name at the server itself."""

    person: PersonId | None
    jurisdiction: str
    at: datetime
    on: date


class Keeping:
    """Changes accounts. Every method answers with the number of its line in the log."""

    def __init__(self, engine: AsyncEngine, passwords: Passwords, *, embedded: bool) -> None:
        self._engine = engine
        self._passwords = passwords
        self._embedded = embedded
        self._lockout = Lockout(engine)

    async def make(self, name: str, person: PersonId, by: By, *, sample: bool) -> tuple[int, str]:
        """Make an account; the password is told this once. Raises ``Refused`` (``AccountTaken``)."""
        password = generated()
        row = {"name": name, "person": person, "sample": sample, "now": by.at}
        row["hash"] = await self._passwords.hash(password)
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            if (await connection.execute(_TAKEN, {"name": name, "person": person})).scalar_one():
                raise Refused(
                    "AccountTaken",
                    f"账号“{name}”已存在，或此人已有账号，没有另建。忘记密码请用“重设密码”。",
                    f"The account “{name}” is there already, or the person has one. Nothing was made; "
                    "for a forgotten password set a new one.",
                )
            await connection.execute(_MAKE, row)
            return await _note(connection, "account-made", name, by, {"person": person}), password

    async def reset(self, account: Account, seen: str, by: By) -> tuple[int, str]:
        """A new generated password, which must be changed; ends the sessions."""
        password = generated()
        kept = await self._passwords.hash(password)
        async with self._engine.begin() as connection:
            await self._require_unchanged(connection, account, seen)
            await connection.execute(_SET, {"name": account.name, "hash": kept, "now": by.at, "must": True})
            await connection.execute(_UNLOCK, {"hashed": hashed(account.name)})
            return await _note(connection, "password-reset", account.name, by), password

    async def disable(self, account: Account, seen: str, by: By) -> int:
        """Close an account and end its sessions. Raises ``Refused`` for the last administrator's."""
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            await self._require_unchanged(connection, account, seen)
            if "administrator" in account.roles:
                await self._require_others(connection, account.name, by)
            await connection.execute(_DISABLE, {"name": account.name, "now": by.at})
            await connection.execute(_END_SESSIONS, {"name": account.name, "now": by.at})
            return await _note(connection, "account-disabled", account.name, by)

    async def enable(self, account: Account, seen: str, by: By) -> int:
        """Open a closed account again."""
        async with self._engine.begin() as connection:
            await self._require_unchanged(connection, account, seen)
            await connection.execute(_ENABLE, {"name": account.name})
            return await _note(connection, "account-enabled", account.name, by)

    async def end_sessions(self, account: Account, by: By) -> int:
        """Sign an account out everywhere."""
        async with self._engine.begin() as connection:
            ended = await connection.execute(_END_SESSIONS, {"name": account.name, "now": by.at})
            return await _note(connection, "sessions-ended", account.name, by, {"count": ended.rowcount})

    async def unlock(self, account: Account, by: By) -> int:
        """Forget the failed attempts."""
        async with self._engine.begin() as connection:
            await connection.execute(_UNLOCK, {"hashed": hashed(account.name)})
            return await _note(connection, "account-unlocked", account.name, by)

    async def require_keeper_beside(self, person: PersonId, by: By) -> None:
        """Raises ``Refused`` unless an administrator other than this person can sign in."""
        async with self._engine.connect() as connection:
            asked = {"jurisdiction": by.jurisdiction, "on": by.on, "embedded": self._embedded, "name": ""}
            keepers = set((await connection.execute(_KEEPERS, asked)).scalars())
        if keepers and not keepers - {person}:
            raise _last()

    async def change_own(
        self, name: str, old: str, new: str, known: tuple[str, ...], address: str, by: By
    ) -> int:
        """Choose another password; all sessions end.

        Raises ``Refused`` when it is not taken, ``LockedOut`` when the old one was guessed at too often.
        """
        await self._lockout.count(name, address, by.at)
        async with self._engine.connect() as connection:
            kept = (await connection.execute(_HASH, {"name": name})).scalar_one()
        if not await self._passwords.fits(old[:LONGEST], kept):
            raise Refused("OldPasswordWrong", "原密码不对，没有更改。", "The old password is wrong.")
        await self._lockout.forget(name, address)
        weak = weakness(new, (name, *known))
        if weak is not None:
            raise Refused("PasswordWeak", f"新密码{weak.zh}。", f"The new password {weak.en}.")
        if new == old:
            raise Refused(
                "PasswordSame", "新密码与原密码相同。", "The new password is the same as the old one."
            )
        row = {"name": name, "hash": await self._passwords.hash(new), "now": by.at, "must": False}
        async with self._engine.begin() as connection:
            await connection.execute(_SET, row)
            return await _note(connection, "password-changed", name, by)

    async def end_own(self, name: str, session: str, by: By) -> int | None:
        """End one session of the own account; None when it stands no longer."""
        async with self._engine.begin() as connection:
            asked = {"name": name, "id": session, "now": by.at}
            ended = await connection.execute(_END_ONE, asked)
            if not ended.rowcount:
                return None
            return await _note(connection, "sessions-ended", name, by, {"count": 1})

    async def _require_unchanged(self, connection: AsyncConnection, account: Account, seen: str) -> None:
        stands: Row[tuple[object, ...]] = (await connection.execute(_STANDS, {"name": account.name})).one()
        if account.mark != seen or stands != (account.changed_at, account.disabled_at, account.must_change):
            raise Refused(
                "AccountChangedMeanwhile",
                "您打开页面之后，此账号已被更改，没有办理。请按最新内容重新办理。",
                "The account was changed after you opened the page; nothing was done. Look at it anew.",
            )

    async def _require_others(self, connection: AsyncConnection, name: str, by: By) -> None:
        asked = {"jurisdiction": by.jurisdiction, "on": by.on, "embedded": self._embedded, "name": name}
        if not (await connection.execute(_KEEPERS, asked)).first():
            raise _last()


def _last() -> Refused:
    return Refused(
        "LastAdministrator",
        "这是最后一位可以登录的系统管理员，没有办理。请先录入另一位系统管理员并为其建立账号。",
        "This is the last administrator who can sign in; nothing was done. "
        "Enter another one with an account first.",
    )


async def _note(
    connection: AsyncConnection, act: str, name: str, by: By, facts: Mapping[str, JsonValue] | None = None
) -> int:
    note = Note(act, name, by.jurisdiction, facts or {})
    (number,) = await write_down(connection, [note], by=by.person, at=by.at)
    return number
