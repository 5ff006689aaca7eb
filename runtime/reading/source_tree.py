"""A document as plain values, with the line of every place and what was wrong in reading it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.domain.faults import Path, Unfit, Value
from models.domain.text import refuse_unkeepable

DEEPEST = 32
MOST_VALUES = 50_000
MOST_FAULTS = 1000


@dataclass(frozen=True)
class LinedFault:
    """A fault with the line on which it stands; None when it concerns the whole file."""

    line: int | None
    path: Path
    zh: str
    en: str


class Unreadable(Exception):
    """The text stops being a document at this place."""

    def __init__(self, line: int | None, zh: str, en: str, path: Path = ()) -> None:
        super().__init__(en)
        self.fault = LinedFault(line, path, zh, en)


@dataclass
class SourceTree:
    """What a reader fills: values that only a mapping, a list or a scalar can be."""

    value: Value = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[LinedFault] = field(default_factory=list)

    def line_of(self, path: Path) -> int | None:
        """The line of this place, or of the nearest place around it."""
        for length in range(len(path), -1, -1):
            if (line := self.lines.get(path[:length])) is not None:
                return line
        return None

    def note(self, path: Path, line: int) -> None:
        """Remember where a value stands. Raises `Unreadable` for a document beyond the limits."""
        if len(path) > DEEPEST:
            raise Unreadable(line, f"嵌套超过 {DEEPEST} 层", f"is nested deeper than {DEEPEST} levels")
        if len(self.lines) >= MOST_VALUES:
            raise Unreadable(line, f"内容超过 {MOST_VALUES} 项", f"holds more than {MOST_VALUES} values")
        self.lines.setdefault(path, line)

    def add_key(self, mapping: Mapping[str, Value], key: str, path: Path, line: int) -> None:
        """Note a key before its value is read; one that stands there twice is a fault."""
        if not key.isprintable():
            raise Unreadable(line, "键中有控制字符", "a key holds control characters", path)
        if len(self.faults) >= MOST_FAULTS:
            raise Unreadable(line, f"错误超过 {MOST_FAULTS} 处", f"has more than {MOST_FAULTS} faults", path)
        if key in mapping:
            first = self.lines[(*path, key)]
            self.faults.append(
                LinedFault(
                    line, (*path, key), f"键重复（第 {first} 行已有）", f"the key is already on line {first}"
                )
            )
        self.note((*path, key), line)

    def text(self, value: str, path: Path, line: int) -> str:
        """The text, noted as a fault when it holds characters that cannot be kept."""
        try:
            refuse_unkeepable(value, lines=True)
        except Unfit as unfit:
            self.faults.append(LinedFault(line, path, unfit.zh, unfit.en))
        return value
