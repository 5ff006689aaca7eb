"""Numbers that name an applicant or a project, and what their own check digits say.

GB 32100-2015 (unified social credit code) and GB 11643-1999 (citizen identity number). A wrong
check digit is a remark to the clerk, no refusal: certificates are what counts, and training
cases use made-up numbers.
"""

import re
from typing import Annotated

from pydantic import StrictStr

from models.domain.text import Words, shaped

ProjectCode = Annotated[
    StrictStr,
    shaped(
        r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}",
        "应为投资项目统一代码，如 2026-450721-48-01-000123",
        "must be a unified project code such as 2026-450721-48-01-000123",
    ),
]
"""The unified code of an investment project, such as 2026-450721-48-01-000123."""

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_SHAPE = re.compile(rf"[{_CREDIT_ALPHABET}]{{18}}")
_CITIZEN_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


def credit_check_digit(first_seventeen: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015)."""
    total = sum(
        weight * _CREDIT_ALPHABET.index(character)
        for weight, character in zip(_CREDIT_WEIGHTS, first_seventeen, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def citizen_check_digit(first_seventeen: str) -> str:
    """The 18th character of a citizen identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(pow(2, 17 - place, 11) * int(digit) for place, digit in enumerate(first_seventeen[:17]))
    return "10X98765432"[total % 11]


def identity_remark(number: str) -> Words | None:
    """What a clerk should look at again in an applicant's number; None when it adds up."""
    body, check = number[:-1], number[-1:]
    if _CITIZEN_SHAPE.fullmatch(number) and citizen_check_digit(body) == check:
        return None
    if _CREDIT_SHAPE.fullmatch(number):
        if credit_check_digit(body) == check:
            return None
        return Words(
            zh=f"证件号码 {number} 的校验位不符，请核对",
            en=f"the check digit of the number {number} does not fit, please compare it with the certificate",
        )
    return Words(
        zh=f"证件号码 {number} 既不是统一社会信用代码，也不是居民身份证号码，请核对",
        en=f"{number} is neither a unified social credit code nor a citizen's number, please compare it",
    )
