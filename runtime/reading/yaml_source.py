"""YAML read for data only: no tags, no anchors, no second meaning of a plain word.

Works on the parser's events, so that nothing is built before it was looked at. Plain `yes`,
`on` or `1:30` stay text and days stay text of the form 2026-01-31: the models decide.
"""

import re
from collections.abc import Iterator

import yaml

from models.domain.faults import Path, Value
from runtime.reading.source_tree import SourceTree, Unreadable

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,4})?", re.ASCII)
_NOT_A_NUMBER = {".nan": float("nan"), ".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf")}


def read_yaml(text: str) -> SourceTree:
    """The one document in the text. Raises `Unreadable` where it stops being one."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tree = SourceTree()
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def read(self) -> SourceTree:
        try:
            self._next()  # the stream
            if isinstance(self._next(), yaml.StreamEndEvent):
                raise Unreadable(None, "文件是空的", "the file is empty")
            self._tree.value = self._value(self._next(), ())
            self._next()  # the end of the document
            if not isinstance(after := self._next(), yaml.StreamEndEvent):
                raise Unreadable(_line(after), "一个文件只能有一份文档", "a file holds one document only")
        except UnicodeEncodeError:
            raise Unreadable(None, "有不能保存的字符", "holds characters that cannot be kept") from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or "syntax error"
            line = mark.line + 1 if mark else None
            raise Unreadable(line, f"YAML 语法有误：{problem}", f"is no valid YAML: {problem}") from None
        except yaml.YAMLError as error:
            raise Unreadable(None, f"YAML 语法有误：{error}", f"is no valid YAML: {error}") from None
        return self._tree

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _value(self, event: yaml.Event, path: Path) -> Value:
        line = _line(event)
        self._tree.note(path, line)
        if getattr(event, "anchor", None) is not None:  # an alias has one, too
            raise Unreadable(
                line, "不能使用锚点和别名（& 与 *）", "anchors and aliases (& and *) are not read", path
            )
        if getattr(event, "tag", None) not in {None, "!"}:
            raise Unreadable(line, "不能使用标签（!）", "tags (!) are not read", path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path, line)
        raise Unreadable(line, "此处应有值", "a value is expected here", path)

    def _mapping(self, path: Path) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None:
                raise Unreadable(line, "键应为普通文字", "a key must be plain text", path)
            self._tree.add_key(mapping, event.value, path, line)
            mapping[event.value] = self._value(self._next(), (*path, event.value))
        return mapping

    def _sequence(self, path: Path) -> list[Value]:
        sequence: list[Value] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            sequence.append(self._value(event, (*path, len(sequence))))
        return sequence

    def _scalar(self, event: yaml.ScalarEvent, path: Path, line: int) -> Value:
        text: str = event.value
        if event.style not in {None, ""} or event.tag is not None:
            return self._tree.text(text, path, line)
        if (word := text if text in _WORDS else text.lower()) in _WORDS:
            return _WORDS[word]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if text.lower() in _NOT_A_NUMBER:
            return _NOT_A_NUMBER[text.lower()]
        return self._tree.text(text, path, line)


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1
