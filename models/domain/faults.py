"""What is wrong with a document or a value, where, and in both languages."""

from typing import NamedTuple, Self

Path = tuple[str | int, ...]
"""The way to a place in a document: keys and positions."""

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""What a document holds, before any model has looked at it."""


class Fault(NamedTuple):
    """One thing wrong at one place; `path` leads there from the top of the document."""

    path: Path
    zh: str
    en: str

    def under(self, *prefix: str | int) -> Self:
        """The same fault, seen from a document that holds this one at `prefix`."""
        return self._replace(path=(*prefix, *self.path))


class Unfit(ValueError):
    """A single value that does not fit, with its reason in both languages.

    A `ValueError`, so that a pydantic validator may raise it and the reader of a
    document finds both sentences again.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def path_text(path: Path) -> str:
    """A path as people read it: `items[3].committed.days`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")
