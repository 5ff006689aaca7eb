"""What pydantic found wrong, said in plain words of both languages, at the place in the document."""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.domain.conditions import OPERATORS
from models.domain.faults import Fault, Unfit, Value
from models.domain.model_places import allowed_keys, document_path

_Said = tuple[str, str]

_FIXED: dict[str, _Said] = {
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "float_type": ("应为数字", "must be a number"),
    "finite_number": ("应为有限的数字", "must be a finite number"),
    "model_type": ("应为键值表（键: 值）", "must be a mapping (key: value)"),
    "model_attributes_type": ("应为键值表（键: 值）", "must be a mapping (key: value)"),
    "dict_type": ("应为键值表（键: 值）", "must be a mapping (key: value)"),
    "mapping_type": ("应为键值表（键: 值）", "must be a mapping (key: value)"),
    "tuple_type": ("应为列表", "must be a list"),
    "list_type": ("应为列表", "must be a list"),
    "union_tag_not_found": (
        f"条件应恰好使用一个运算符：{'、'.join(OPERATORS)}",
        f"a condition uses exactly one operator of {', '.join(OPERATORS)}",
    ),
    "string_unicode": ("有不能保存的字符", "holds characters that cannot be kept"),
}
_NOT_SAID = {"default_factory_not_called"}
_QUOTED = re.compile(r"'([^']*)'|\b(\d+)\b")


def say(error: ValidationError, model: type[BaseModel], document: Value) -> Iterator[Fault]:
    """The faults of a document that does not fit its model."""
    for detail in error.errors(include_url=False):
        if detail["type"] in _NOT_SAID:
            continue
        path = document_path(detail["loc"], document)
        if detail["type"] in {"missing", "missing_argument"}:
            path = (*path, detail["loc"][-1])
        if detail["type"] == "extra_forbidden":
            zh, en = _unknown_key(str(detail["loc"][-1]), allowed_keys(model, path[:-1], document))
        else:
            zh, en = in_words(detail)
        yield Fault(path, zh, en)


def in_words(detail: ErrorDetails) -> _Said:
    """One detail of pydantic's, in Chinese and in English."""
    kind = detail["type"]
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _COMPOSED:
        return _COMPOSED[kind](detail)
    message = ascii(detail["msg"])[1:-1]
    return f"不合要求：{message}", f"does not fit: {message}"


def _unfit(detail: ErrorDetails) -> _Said:
    reason = detail.get("ctx", {}).get("error")
    return (
        (reason.zh, reason.en)
        if isinstance(reason, Unfit)
        else (f"不合要求：{reason}", f"does not fit: {reason}")
    )


def _one_of(detail: ErrorDetails) -> _Said:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    offered = [quoted or number for quoted, number in _QUOTED.findall(expected)]
    zh, en = _did_you_mean(detail["input"], offered)
    if len(offered) == 1:
        return f"应为 {offered[0]}{zh}", f"must be {offered[0]}{en}"
    return f"应为以下之一：{'、'.join(offered)}{zh}", f"must be one of {', '.join(offered)}{en}"


def _unknown_key(key: str, allowed: Sequence[str]) -> _Said:
    zh, en = _did_you_mean(key, allowed)
    offered_zh, offered_en = "、".join(allowed), ", ".join(allowed)
    return f"没有这个键{zh}；此处可用：{offered_zh}", f"is no key here{en}; allowed are {offered_en}"


def _did_you_mean(written: object, offered: Sequence[str]) -> _Said:
    near = get_close_matches(written[:64], offered, n=1) if isinstance(written, str) else []
    return (f"（是否为 {near[0]}？）", f" (did you mean {near[0]}?)") if near else ("", "")


def _text(detail: ErrorDetails) -> _Said:
    if isinstance(detail["input"], bool | int | float):
        return "应为文字，请加引号", "must be text: put it in quotes"
    return "应为文字", "must be text"


def _bound(zh: str, en: str, name: str) -> Callable[[ErrorDetails], _Said]:
    def said(detail: ErrorDetails) -> _Said:
        bound = detail.get("ctx", {}).get(name)
        return zh.format(bound), en.format(bound)

    return said


_COMPOSED: dict[str, Callable[[ErrorDetails], _Said]] = {
    "value_error": _unfit,
    "literal_error": _one_of,
    "missing": lambda _: ("缺少这一项", "is missing"),
    "string_type": _text,
    "union_tag_invalid": _one_of,
    "greater_than_equal": _bound("不能小于 {}", "must be at least {}", "ge"),
    "less_than_equal": _bound("不能大于 {}", "must be at most {}", "le"),
    "too_long": _bound("最多 {} 项", "has more than {} entries", "max_length"),
    "too_short": _bound("至少 {} 项", "has fewer than {} entries", "min_length"),
    "string_too_long": _bound("最多 {} 个字", "has more than {} characters", "max_length"),
    "string_too_short": _bound("至少 {} 个字", "has fewer than {} characters", "min_length"),
}
