"""Text as it enters the product: one place that cleans it and names what cannot be kept.

PostgreSQL refuses NUL, JSON refuses lone surrogates, and a reversed line order can make
a document read as something it does not say. All three are stopped here.
"""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictStr

from models.domain.faults import Unfit

Language = Literal["zh", "en"]

LONGEST_NAME = 100
LONGEST_LINE = 200
LONGEST_PARAGRAPH = 4000
LONGEST_CODE = 64

_BIDI_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEVER = frozenset({"Cc", "Cs", "Zl", "Zp"})
_IN_PARAGRAPHS = frozenset("\n\t")


def clean_text(value: str, *, longest: int = LONGEST_PARAGRAPH, lines: bool = False) -> str:
    """The text in NFC without spaces around it, at most `longest` characters.

    `lines` lets line feeds and tabs through (CR LF becomes LF). Raises `Unfit` for an
    empty text, a longer one, control characters, lone surrogates and bidi controls.
    """
    if len(value) > 4 * longest + 16:  # normalising costs time, so the plainly endless is refused first
        raise _too_long(longest)
    if lines:
        value = value.replace("\r\n", "\n")
    refuse_unkeepable(value, lines=lines)
    cleaned = unicodedata.normalize("NFC", value).strip()
    if not cleaned:
        raise Unfit("不能为空", "must not be empty")
    if len(cleaned) > longest:
        raise _too_long(longest)
    return cleaned


def printable(value: str, *, longest: int = LONGEST_PARAGRAPH) -> str:
    """What somebody typed, as it may be shown: what cannot be kept spelled out, what is endless cut off."""
    if len(value) <= longest and value.isprintable():
        return value
    shown = "".join(
        f"\\u{ord(character):04x}"
        if character in _BIDI_CONTROLS or unicodedata.category(character) in _NEVER
        else character
        for character in value[:longest]
    )
    return shown if len(value) <= longest else f"{shown}…"


def refuse_unkeepable(value: str, *, lines: bool) -> None:
    """Raises `Unfit` for the first character that the product does not keep."""
    if value.isprintable():
        return  # none of them is printable
    for position, character in enumerate(value, start=1):
        if lines and character in _IN_PARAGRAPHS:
            continue
        if character in _BIDI_CONTROLS or unicodedata.category(character) in _NEVER:
            code = f"U+{ord(character):04X}"
            raise Unfit(
                f"第 {position} 个字符（{code}）是控制字符一类，不能保存",
                f"character {position} ({code}) is a control character or the like and cannot be kept",
            )


def _too_long(longest: int) -> Unfit:
    return Unfit(f"太长，最多 {longest} 个字", f"is too long, at most {longest} characters")


def _name(value: str) -> str:
    return clean_text(value, longest=LONGEST_NAME)


def _line(value: str) -> str:
    return clean_text(value, longest=LONGEST_LINE)


def _paragraph(value: str) -> str:
    return clean_text(value, longest=LONGEST_PARAGRAPH, lines=True)


Name = Annotated[StrictStr, AfterValidator(_name)]
"""A name or a number, 1–100 characters."""

Line = Annotated[StrictStr, AfterValidator(_line)]
"""One line of text, 1–200 characters."""

Paragraph = Annotated[StrictStr, AfterValidator(_paragraph)]
"""Text of several lines, 1–4000 characters."""


def shaped(pattern: str, zh: str, en: str) -> AfterValidator:
    """A validator of text that must match the whole pattern; the words say what is expected."""
    shape = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise Unfit(zh, en)
        return value

    return AfterValidator(check)


CODE_SHAPE = shaped(
    rf"(?=.{{1,{LONGEST_CODE}}}\Z)[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*",
    f"代码由小写字母、数字和单个连字符组成，以字母开头，最多 {LONGEST_CODE} 个字符",
    f"a code is made of small letters, digits and single hyphens, begins with a letter and has "
    f"at most {LONGEST_CODE} characters",
)
Code = Annotated[StrictStr, CODE_SHAPE]
"""A name for machines: small letters, digits, single hyphens or underscores between them."""


class Words(BaseModel):
    """The same words in the two languages of the product."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Line
    en: Line

    def in_(self, language: Language) -> str:
        """The words in this language."""
        return self.zh if language == "zh" else self.en
