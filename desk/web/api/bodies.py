"""JSON texts as they come in, whatever they hold."""

import json
from typing import Final, cast

from fastapi import Request

from desk.web.problems import Problem, input_problem
from models.domain.faults import Fault, Value

DEEPEST: Final = 40


async def read_object(request: Request) -> dict[str, Value]:
    """The JSON object of the request. Raises ``NotJson`` and ``InputInvalid``."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem("NotJson")
    try:
        value = json.loads(await request.body(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise input_problem([Fault((), "不是有效的 JSON", "is not valid JSON")]) from None
    if not isinstance(value, dict):
        raise input_problem([Fault((), "应为一个对象 {…}", "must be an object {…}")])
    if _depth(value) > DEEPEST:
        raise input_problem([Fault((), "嵌套过深", "is nested too deeply")])
    if not _is_keepable(value):
        raise input_problem([Fault((), "有不能保存的字符", "holds characters that cannot be kept")])
    return cast("dict[str, Value]", value)


def _is_keepable(value: object) -> bool:
    """Whether all of it can be written as UTF-8: JSON's escapes can say half of a character."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _depth(value: object) -> int:
    """How deep lists and objects lie in each other, counted without recursion."""
    deepest, layer = 0, [value]
    while layer := [
        inner
        for outer in layer
        if isinstance(outer, list | dict)
        for inner in (outer.values() if isinstance(outer, dict) else outer)
    ]:
        deepest += 1
        if deepest > DEEPEST:
            break
    return deepest
