"""JSON read with the line of every place; doubled keys and NaN are faults, not silently kept."""

import json
import re
from bisect import bisect_right

from models.domain.faults import Path, Value
from runtime.reading.source_tree import SourceTree, Unreadable

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]{0,29}))(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,4})?", re.ASCII)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORDS = {"true": True, "false": False, "null": None}
_WORD = re.compile(r"[A-Za-z]+")


def read_json(text: str) -> SourceTree:
    """The one value in the text. Raises `Unreadable` where it stops being one."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._breaks = [place for place, character in enumerate(text) if character == "\n"]
        self._tree = SourceTree()

    def read(self) -> SourceTree:
        if not self._peek():
            raise Unreadable(None, "文件是空的", "the file is empty")
        self._tree.value = self._value(())
        if self._peek():
            raise self._unexpected()
        return self._tree

    def _line(self) -> int:
        return bisect_right(self._breaks, self._at - 1) + 1

    def _peek(self) -> str:
        if (space := _SPACE.match(self._text, self._at)) is not None:
            self._at = space.end()
        return self._text[self._at : self._at + 1]

    def _unexpected(self) -> Unreadable:
        found = self._text[self._at : self._at + 1]
        zh, en = (
            (f"没想到会有 {found!a}", f"did not expect {found!a}")
            if found
            else ("文件不完整", "ends too early")
        )
        return Unreadable(self._line(), f"JSON 语法有误：{zh}", f"is no valid JSON: {en}")

    def _take(self, wanted: str) -> None:
        if self._peek() != wanted:
            raise self._unexpected()
        self._at += 1

    def _value(self, path: Path) -> Value:
        first = self._peek()
        line = self._line()
        self._tree.note(path, line)
        if first == "{":
            return self._mapping(path)
        if first == "[":
            return self._sequence(path)
        if first == '"':
            return self._tree.text(self._string(), path, line)
        if (word := _WORD.match(self._text, self._at)) is not None and word.group() in _WORDS:
            self._at = word.end()
            return _WORDS[word.group()]
        if (number := _NUMBER.match(self._text, self._at)) is not None:
            self._at = number.end()
            whole, fraction, exponent = number.groups()
            return float(number.group()) if fraction or exponent else int(whole)
        raise self._unexpected()

    def _string(self) -> str:
        if (written := _STRING.match(self._text, self._at)) is None:
            raise self._unexpected()
        try:
            value = str(json.loads(written.group()))
        except json.JSONDecodeError:
            raise self._unexpected() from None
        self._at = written.end()
        return value

    def _mapping(self, path: Path) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        self._take("{")
        while self._peek() != "}":
            if mapping:
                self._take(",")
            if self._peek() != '"':
                raise self._unexpected()
            line = self._line()
            key = self._string()
            self._tree.add_key(mapping, key, path, line)
            self._take(":")
            mapping[key] = self._value((*path, key))
        self._take("}")
        return mapping

    def _sequence(self, path: Path) -> list[Value]:
        sequence: list[Value] = []
        self._take("[")
        while self._peek() != "]":
            if sequence:
                self._take(",")
            sequence.append(self._value((*path, len(sequence))))
        self._take("]")
        return sequence
