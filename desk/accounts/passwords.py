"""Passwords: argon2id, away from the event loop and a few at a time, so that guessing slows nobody else."""

import asyncio
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters. A longer password only costs time."""

_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that reads like something else
_AT_ONCE: Final = 2


class Passwords:
    """Hashes and compares. The cost is RFC 9106's second choice, about 50 ms on an office machine."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; for nobody's account it takes as long to say no."""
        async with self._turns:
            fits = await asyncio.to_thread(self._fits, password, kept or self._nobodys)
        return fits and kept is not None

    def _fits(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


def generated() -> str:
    """A password that is made once and shown once: 80 bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
