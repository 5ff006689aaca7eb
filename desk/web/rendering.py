"""Pages from templates: always escaped, in the reader's language, with the words that all pages share."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.domain.text import Language, Words

HERE: Final = Path(__file__).resolve().parent
STATIC: Final = HERE / "static"


class Templates:
    """The templates of `desk/web/templates`. In them ``t(zh, en)`` chooses, ``say(words)`` speaks."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = _asset

    def render(self, template: str, language: Language, told: Mapping[str, object]) -> str:
        """The page as HTML."""
        spoken = {
            "lang": language,
            "t": partial(_choose, language),
            "say": partial(_say, language),
            "day": partial(day_text, language),
            "moment": partial(moment_text, language),
        }
        return self._environment.get_template(template).render(**spoken, **told)


def day_text(language: Language, day: date | None) -> str:
    """A day as people write it: 9月21日, with the year as 2026年9月21日 only where it is told apart."""
    if day is None:
        return "—"
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b %Y}"


def moment_text(language: Language, at: datetime | None) -> str:
    """A moment to the minute."""
    return "—" if at is None else f"{day_text(language, at.date())} {at:%H:%M}"


def _choose(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def _say(language: Language, words: Words) -> str:
    return words.in_(language)


_assets: dict[str, str] = {}


def _asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    if name not in _assets:
        _assets[name] = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={_assets[name]}"
