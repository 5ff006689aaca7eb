"""In which language the command line speaks: what is asked for, else both, Chinese first."""

import os
from typing import Annotated, cast

import typer

from models.domain.text import Language

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
    """The sentence in the chosen language; in both, on one line, when nobody chose."""
    match chosen(lang):
        case "zh":
            return zh
        case "en":
            return en
        case _:
            return f"{zh} / {en}"
