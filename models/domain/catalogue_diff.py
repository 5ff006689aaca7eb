"""What differs between two catalogues, in words. Whatever changes the digest is among it, as tests hold.

Compared is the whole of what both say, defaults filled in. Parts with a code are matched by it, the rungs of
the ladder by their place in time; everything else is told as a whole, as it was and as it is.
"""

import json
from collections.abc import Iterator
from typing import Final, NamedTuple, cast

from models.domain.catalogue import Catalogue
from models.domain.catalogue_words import FIELDS, Sayer
from models.domain.faults import Path, Value
from models.domain.text import Words

_WHOLE: Final = frozenset({"when", "title", "name", "note", "result"})
"""Told as a whole, though they have parts of their own."""

_SECTIONS: Final = frozenset({"departments", "questions", "materials", "items", "options", "ladder"})
_ITEMS_OWN_STOPS: Final = 4
_FEW: Final = 3
"""Up to so many entries that came or went are told alone; else the list is told as it was and as it is."""


class Change(NamedTuple):
    """One thing that differs: where (codes, no positions), what was and is said, and how to tell it."""

    path: Path
    before: Value
    after: Value
    zh: str
    en: str


def differences(before: Catalogue, after: Catalogue) -> list[Change]:
    """Everything that differs, in the order of the file. Empty if and only if both have the same digest."""
    return list(_Walk(Sayer(before), Sayer(after)).parts((), _data(before), _data(after)))


def _data(catalogue: Catalogue) -> dict[str, Value]:
    return cast("dict[str, Value]", catalogue.model_dump(mode="json"))


class _Walk:
    def __init__(self, before: Sayer, after: Sayer) -> None:
        self._before, self._after = before, after

    def parts(self, path: Path, before: dict[str, Value], after: dict[str, Value]) -> Iterator[Change]:
        for key in dict.fromkeys([*before, *after]):
            yield from self._field((*path, key), before.get(key), after.get(key))

    def _field(self, path: Path, before: Value, after: Value) -> Iterator[Change]:
        if _same(before, after):
            return
        key = str(path[-1])
        if key in _SECTIONS and isinstance(before, list) and isinstance(after, list):
            old, new = _by_code(before), _by_code(after)
            if old is not None and new is not None:
                yield from self._section(path, old, new)
                return
        if (
            isinstance(before, dict)
            and isinstance(after, dict)
            and key not in _WHOLE
            and "days" not in before
        ):
            yield from self.parts(path, before, after)
        else:
            yield self._leaf(path, before, after)

    def _section(
        self, path: Path, before: dict[str, dict[str, Value]], after: dict[str, dict[str, Value]]
    ) -> Iterator[Change]:
        for code, part in before.items():
            if code not in after:
                yield self._gone(path, code, part)
        for code, part in after.items():
            if code not in before:
                yield self._new(path, code, part)
            elif path[-1] == "ladder":
                if not _same(before[code], part):
                    yield self._leaf((*path, code), before[code], part)
            else:
                yield from self.parts((*path, code), before[code], part)
        kept = [code for code in before if code in after]
        order = [code for code in after if code in before]
        if kept != order:
            label = self._label(path)
            yield Change(
                path,
                list(kept),
                list(order),
                f"{label.zh}的次序：{'、'.join(kept)} → {'、'.join(order)}",
                f"order of {label.en}s: {', '.join(kept)} → {', '.join(order)}",
            )

    def _gone(self, path: Path, code: str, part: dict[str, Value]) -> Change:
        label, said = self._label(path), self._called(self._before, path, code, part)
        return Change(
            (*path, code), part, None, f"取消{label.zh}：{said.zh}", f"{label.en} removed: {said.en}"
        )

    def _new(self, path: Path, code: str, part: dict[str, Value]) -> Change:
        label, said = self._label(path), self._called(self._after, path, code, part)
        content = self._after.describe({key: value for key, value in part.items() if key not in _NAMING})
        zh, en = f"新增{label.zh}：{said.zh}", f"{label.en} added: {said.en}"
        if path[-1] != "ladder" and content.zh:
            zh, en = f"{zh}（{content.zh}）", f"{en} ({content.en})"
        return Change((*path, code), None, part, zh, en)

    def _leaf(self, path: Path, before: Value, after: Value) -> Change:
        label = self._label(path)
        key = str(path[-2] if len(path) > 1 and path[-2] == "ladder" else path[-1])
        old, new = self._said(self._before, path, key, before), self._said(self._after, path, key, after)
        if (
            isinstance(before, list)
            and isinstance(after, list)
            and (told := self._entries(key, before, after))
        ):
            return Change(path, before, after, f"{label.zh}：{told.zh}", f"{label.en}: {told.en}")
        return Change(
            path, before, after, f"{label.zh}：{old.zh} → {new.zh}", f"{label.en}: {old.en} → {new.en}"
        )

    def _entries(self, key: str, before: list[Value], after: list[Value]) -> Words | None:
        """What a list has more and less, if that is little; None if its order differs or it has doubles."""
        old, new = [_text(each) for each in before], [_text(each) for each in after]
        if len({*old}) < len(old) or len({*new}) < len(new) or {*old} == {*new}:
            return None
        more = [self._after.say(key, each) for each in after if _text(each) not in old]
        less = [self._before.say(key, each) for each in before if _text(each) not in new]
        kept_in_order = [each for each in old if each in new] == [each for each in new if each in old]
        if not kept_in_order or len(more) + len(less) > _FEW:
            return None
        zh = [f"增加 {each.zh}" for each in more] + [f"取消 {each.zh}" for each in less]
        en = [f"added {each.en}" for each in more] + [f"removed {each.en}" for each in less]
        return Words.model_construct(zh="，".join(zh), en=", ".join(en))

    @staticmethod
    def _said(sayer: Sayer, path: Path, key: str, value: Value) -> Words:
        if value is None and len(path) >= _ITEMS_OWN_STOPS and path[-2] == "stops":
            return Words(zh="按目录", en="as in the catalogue")
        if value is None and key == "when":
            return Words(zh="一律适用", en="always")
        return sayer.say(key, value)

    @staticmethod
    def _called(sayer: Sayer, path: Path, code: str, part: dict[str, Value]) -> Words:
        if path[-1] == "ladder":
            return sayer.say("ladder", cast("Value", part))
        both = part.get("title") or part.get("name")
        name = cast("dict[str, str]", both)
        return Words.model_construct(zh=f"{name['zh']}（{code}）", en=f"{name['en']} ({code})")

    def _label(self, path: Path) -> Words:
        """The place: the codes on the way and the names of the fields."""
        zh: list[str] = []
        en: list[str] = []
        for position, part in enumerate(path):
            before = path[position - 1] if position else ""
            if before in _SECTIONS:
                if before == "ladder":
                    continue
                called = self._after.called(str(before), str(part))
                zh.append(f"“{called.zh}”")
                en.append(f"“{called.en}”")
            else:
                field = FIELDS.get(str(part), Words.model_construct(zh=str(part), en=str(part)))
                zh.append(field.zh)
                en.append(field.en)
        return Words.model_construct(zh=" ".join(zh), en=" ".join(en))


_NAMING: Final = frozenset({"code", "title", "name"})


def _by_code(parts: list[Value]) -> dict[str, dict[str, Value]] | None:
    """The parts by code, rungs by their place in time; None when two share one."""
    found: dict[str, dict[str, Value]] = {}
    for part in parts:
        if not isinstance(part, dict):
            return None
        code = str(part["code"]) if "code" in part else f"left-{part.get('left')}-after-{part.get('after')}"
        if code in found:
            return None
        found[code] = part
    return found


def _same(before: Value, after: Value) -> bool:
    """As the digest sees it: 1, 1.0 and true are three things."""
    return _text(before) == _text(after)


def _text(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
