"""In which language the command line speaks: the one asked for, else Chinese; faults in both."""

import os
from typing import Annotated, cast

import typer

from models.domain.text import Language, Words

VARIABLE = "LIANSHEN_LANG"


def _known(value: str | None) -> str | None:
    if value not in {None, "zh", "en"}:
        raise typer.BadParameter("zh | en")
    return value


Lang = Annotated[
    str | None,
    typer.Option("--lang", envvar=VARIABLE, callback=_known, metavar="zh|en", help="语言 / language"),
]
"""The option that every command has; also read from LIANSHEN_LANG."""


def chosen(lang: str | None = None) -> Language | None:
    """The language asked for by option or environment; None when nobody asked."""
    value = lang or os.environ.get(VARIABLE)
    return cast("Language", value) if value in {"zh", "en"} else None


def tr(zh: str, en: str, lang: str | None = None) -> str:
    """The sentence in the chosen language; Chinese when nobody chose."""
    return en if chosen(lang) == "en" else zh


def in_both(zh: str, en: str, lang: str | None = None) -> str:
    """What is wrong, in the chosen language; in both, on one line, when nobody chose."""
    return f"{zh} / {en}" if chosen(lang) is None else tr(zh, en, lang)


def pick(words: Words, lang: str | None) -> str:
    """The words in the chosen language; Chinese when nobody chose."""
    return words.in_(chosen(lang) or "zh")
