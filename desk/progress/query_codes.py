"""The query code of each case, and looking a case up by it: few guesses, one answer for all that is wrong.

The code lies in the table as it is: whoever reads the database reads the cases themselves, and an applicant
who has lost the slip gets the same code again at the window.
"""

import secrets
import unicodedata
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.accounts.lockout import WINDOW, LockedOut, count, network
from desk.progress.codes import make_code, read_code
from models.domain.names import CaseNumber

MOST_WRONG: Final = 20
"""Wrong tries of one address in a quarter of an hour; right ones do not count: halls share an address."""

_KIND: Final = "progress"
_MAKE: Final = text(
    'INSERT INTO query_codes ("case", code, made_at) VALUES (:case, :code, :now) ON CONFLICT DO NOTHING'
)
_CODE: Final = text('SELECT code FROM query_codes WHERE "case" = :case')
_FORGIVE: Final = text(
    "UPDATE login_failures SET failures = greatest(failures - 1, 0) WHERE kind = :kind AND name = :name"
)
_TIDY: Final = text("DELETE FROM login_failures WHERE kind = :kind AND since < :begin")


class QueryCodes:
    """The table `query_codes`. A case has its code from the first time that somebody entitled asks for it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, case: CaseNumber, now: datetime) -> str:
        """The code of a case, the same for ever."""
        async with self._engine.begin() as connection:
            found: str | None = (await connection.execute(_CODE, {"case": case})).scalar()
            if found is None:
                await connection.execute(_MAKE, {"case": case, "code": make_code(), "now": now})
                found = (await connection.execute(_CODE, {"case": case})).scalar_one()
            return found

    async def find(self, number: str, code: str, address: str, now: datetime) -> CaseNumber | None:
        """The case that both belong to; None for anything else. Raises `LockedOut` after too many tries."""
        who = network(address)
        async with self._engine.begin() as connection:
            begin: datetime = now - WINDOW
            await connection.execute(_TIDY, {"kind": _KIND, "begin": begin})
            tries, most, since = await count(connection, _KIND, who, MOST_WRONG, now)
        if tries > most:
            raise LockedOut(since + WINDOW)
        meant, given = read_number_typed(number), read_code(code)
        async with self._engine.begin() as connection:
            kept: str | None = (await connection.execute(_CODE, {"case": meant})).scalar()
            known = kept or make_code()  # as much work for a number that is not ours
            if not secrets.compare_digest(known, given or "-") or kept is None:
                return None
            await connection.execute(_FORGIVE, {"kind": _KIND, "name": who})
        return CaseNumber(meant)


def read_number_typed(number: str) -> str:
    """The case number as it was meant: half width, without spaces, any dash a hyphen."""
    plain = unicodedata.normalize("NFKC", number[:100]).replace("\0", "").encode("utf-8", "ignore").decode()
    dashes = str.maketrans(dict.fromkeys("‐‑‒–—―－−", "-"))
    return "".join(plain.translate(dashes).split())
