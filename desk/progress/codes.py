"""Query codes: easy to type, hard to guess, and a slip of the pen is noticed before anything is looked up."""

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which hands and eyes confuse."""
DRAWN: Final = 11
"""Characters drawn by lot, 55 bits; one more checks them."""
LENGTH: Final = DRAWN + 1

_GROUP: Final = 4
_READ_AS: Final = str.maketrans("OIL", "011")
_IGNORED: Final = frozenset(" -‐‑–—－_\t")
_FIELD: Final = 0b100101
"""The field of 32 elements, by x⁵ + x² + 1."""


def make_code(draw: Callable[[int], int] = secrets.randbelow) -> str:
    """A new code, without groups."""
    values = [draw(len(ALPHABET)) for _ in range(DRAWN)]
    return "".join(ALPHABET[value] for value in [*values, _check(values)])


def read_code(typed: str) -> str | None:
    """The code that was meant, however it was typed; None for what can be none of ours.

    One wrong character, or any two in each other's place, are always noticed.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper().translate(_READ_AS)
    code = "".join(character for character in plain if character not in _IGNORED)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    values = [ALPHABET.index(character) for character in code]
    return code if _check(values[:DRAWN]) == values[DRAWN] else None


def grouped(code: str) -> str:
    """The code as people read it: ABCD-EFGH-JKMN."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def _check(values: Sequence[int]) -> int:
    """The values weighted by the powers 1, 2, … of a generator of the field, which all differ."""
    total = 0
    for value in reversed(values):
        total = _doubled(total ^ value)
    return total


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value >= len(ALPHABET) else value
