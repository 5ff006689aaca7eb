"""Where people are reached outside of the desk, by their own word; a mail address counts once confirmed."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.domain.faults import Unfit

_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
_CHAT: Final = re.compile(r"[A-Za-z0-9._@-]{1,64}")

CODE_LASTS: Final = timedelta(minutes=30)
CODE_EVERY: Final = timedelta(minutes=1)
MOST_TRIES: Final = 5

_READ: Final = text("SELECT * FROM message_addresses WHERE person = :person")
_KEEP: Final = text(
    """
    INSERT INTO message_addresses AS kept (person, mail, mail_wanted, chat, chat_wanted, code_tries)
    VALUES (:person, :mail, :mail_wanted, :chat, :chat_wanted, 0)
    ON CONFLICT (person) DO UPDATE SET
        mail = excluded.mail, mail_wanted = excluded.mail_wanted,
        chat = excluded.chat, chat_wanted = excluded.chat_wanted,
        mail_confirmed_at = CASE WHEN kept.mail = excluded.mail THEN kept.mail_confirmed_at END,
        code_hash = CASE WHEN kept.mail = excluded.mail THEN kept.code_hash END
    """
)
_CODE: Final = text(
    """
    UPDATE message_addresses SET code_hash = :hash, code_sent_at = :now, code_tries = 0
    WHERE person = :person AND mail IS NOT NULL AND (code_sent_at IS NULL OR code_sent_at <= :before)
    RETURNING mail
    """
)
_TRY: Final = text(
    """
    UPDATE message_addresses SET code_tries = code_tries + 1
    WHERE person = :person AND code_hash IS NOT NULL AND code_tries < :most AND code_sent_at > :since
    RETURNING code_hash
    """
)
_CONFIRM: Final = text(
    """
    UPDATE message_addresses SET mail_confirmed_at = :now, code_hash = NULL
    WHERE person = :person AND code_hash = :hash
    """
)


@dataclass(frozen=True)
class Reached:
    """How one person wants to be reached."""

    mail: str | None = None
    mail_confirmed: bool = False
    mail_wanted: bool = False
    chat: str | None = None
    chat_wanted: bool = False
    code_sent: bool = False


class Addresses:
    """The table `message_addresses`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: str) -> Reached:
        """How the person wants to be reached; not at all, for whoever said nothing."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_READ, {"person": person})).one_or_none()
        if row is None:
            return Reached()
        return Reached(
            mail=row.mail,
            mail_confirmed=row.mail_confirmed_at is not None,
            mail_wanted=row.mail_wanted,
            chat=row.chat,
            chat_wanted=row.chat_wanted,
            code_sent=row.code_hash is not None,
        )

    async def keep(
        self, person: str, *, mail: str | None, mail_wanted: bool, chat: str | None, chat_wanted: bool
    ) -> None:
        """Keep what the person says; another mail address is to be confirmed anew."""
        row = {
            "person": person,
            "mail": mail,
            "mail_wanted": mail_wanted,
            "chat": chat,
            "chat_wanted": chat_wanted,
        }
        async with self._engine.begin() as connection:
            await connection.execute(_KEEP, row)

    async def new_code(self, person: str, now: datetime) -> tuple[str, str] | None:
        """A code of eight digits and the address that it is for; None when one was made a moment ago."""
        code = f"{secrets.randbelow(10**8):08}"
        asked = {"person": person, "hash": _hash(person, code), "now": now, "before": now - CODE_EVERY}
        async with self._engine.begin() as connection:
            mail = (await connection.execute(_CODE, asked)).scalar_one_or_none()
        return None if mail is None else (code, mail)

    async def confirm(self, person: str, code: str, now: datetime) -> bool:
        """Whether this is the code that was sent; after five others, or half an hour, none is."""
        asked = {"person": person, "most": MOST_TRIES, "since": now - CODE_LASTS}
        hashed = _hash(person, "".join(code.split()))
        async with self._engine.begin() as connection:
            known = (await connection.execute(_TRY, asked)).scalar_one_or_none()
            if known is None or not hmac.compare_digest(known, hashed):
                return False
            await connection.execute(_CONFIRM, {"person": person, "hash": known, "now": now})
        return True


def read_mail(given: str) -> str | None:
    """A mail address as people write it; None for nothing. Raises ``Unfit``."""
    mail = given.strip()
    if not mail:
        return None
    if not _MAIL.fullmatch(mail):
        raise Unfit("不是邮箱地址", "is no mail address")
    return mail


def read_chat(given: str) -> str | None:
    """The name of an account in the office's chat; None for nothing. Raises ``Unfit``."""
    chat = given.strip()
    if not chat:
        return None
    if not _CHAT.fullmatch(chat):
        raise Unfit("只能用字母、数字和 . _ @ -", "may have letters, digits and . _ @ -")
    return chat


def _hash(person: str, code: str) -> str:
    return sha256(f"{person}:{code}".encode("utf-8", "replace")).hexdigest()
