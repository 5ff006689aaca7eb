"""Which passwords people may choose: long ones that are not on everybody's first list of guesses."""

import re
import unicodedata
from typing import Final

from desk.accounts.passwords import LONGEST, SHORTEST
from models.domain.text import Words

_LEAST_DIFFERENT: Final = 6
"""Different characters in a password."""

_LEAST_OWN: Final = 5
"""Characters that remain when everything is taken out that everybody would try."""

_STEMS: Final = (
    *("password", "passwort", "passwd", "pass", "admin", "administrator", "root", "user", "guest", "test"),
    *("welcome", "letmein", "login", "master", "secret", "changeme", "default", "demo", "sample"),
    *("qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "zxcvbn", "qazwsxedc", "qazwsx", "wsxedc"),
    *("iloveyou", "woaini", "wodemima", "mima", "nihao", "zhongguo", "china", "beijing", "guanliyuan"),
    *("lianshen", "shenpi", "zhengwu", "bangong", "chuangkou", "office", "desk", "monkey", "dragon"),
    *("abcdefghijklmnopqrstuvwxyz", "abcdefgh", "abcdef", "abcd", "abc", "aaa", "xyz"),
    *("january", "february", "spring", "summer", "autumn", "winter", "sunday", "monday", "friday"),
    *("密码", "管理员", "联审", "审批", "政务", "办公室"),
)
_MANY_PIECES: Final = 6
"""So many changes between letters, digits and signs are no word with a number behind it."""

_LEET: Final = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
_INSIDE_A_WORD: Final = re.compile(r"(?<=[a-z])[0-9@$](?=[a-z])")
_DIGITS_AND_SIGNS: Final = re.compile(r"[\W\d_]+")
_PIECES: Final = re.compile(r"[^\W\d_]+|\d+|[\W_]+")


def weakness(password: str, known: tuple[str, ...] = ()) -> Words | None:
    """Why this must not be a password, or None. ``known`` are the names that belong to the account.

    NIST SP 800-63B, 5.1.1.2: length and common values are looked at, kinds of characters are not asked for.
    """
    if len(password) < SHORTEST:
        return _words(f"太短：至少{SHORTEST}个字符", f"is too short: at least {SHORTEST} characters")
    if len(password) > LONGEST:
        return _words(f"太长：最多{LONGEST}个字符", f"is too long: at most {LONGEST} characters")
    if not password.isprintable():
        return _words("含有不能输入的字符", "holds characters that cannot be typed")
    if len(set(password)) < _LEAST_DIFFERENT or _repeats(password):
        return _words("重复太多，容易猜中", "repeats itself and is easily guessed")
    plain = unicodedata.normalize("NFKC", password).casefold()
    own = tuple(part for name in known for part in _parts(name))
    unmasked = _INSIDE_A_WORD.sub(lambda sign: _LEET.get(sign[0], sign[0]), plain)
    if _is_common(plain, own) or _is_common(unmasked, own):
        return _words(
            "是常见密码，或由账号、姓名和数字拼成，容易猜中",
            "is a common one, or is made of the account's name and digits; it is easily guessed",
        )
    return None


def _repeats(password: str) -> bool:
    """Whether it is one short piece again and again."""
    return any(
        password == (password[:size] * len(password))[: len(password)] for size in range(1, SHORTEST // 2 + 1)
    )


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", name.casefold()) if part]


def _is_common(plain: str, own: tuple[str, ...]) -> bool:
    """Whether next to nothing is left without stems, names, digits and signs."""
    for stem in sorted((*_STEMS, *own), key=len, reverse=True):
        plain = plain.replace(stem, "")
    return len(_DIGITS_AND_SIGNS.sub("", plain)) < _LEAST_OWN and len(_PIECES.findall(plain)) < _MANY_PIECES


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
