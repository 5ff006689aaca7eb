"""Whether a condition asks questions that exist, in a way that their type can answer."""

from collections.abc import Iterator, Mapping

from models.domain.answers import unfit_answer
from models.domain.conditions import (
    Above,
    All,
    AnyOf,
    Below,
    Condition,
    Equals,
    Is,
    Not,
    OneOf,
    Question,
)
from models.domain.faults import Fault, Path

Questions = Mapping[str, Question]


def check_condition(condition: Condition, questions: Questions) -> Iterator[Fault]:
    """Every fault of the condition; paths start at the condition itself."""
    match condition:
        case Not(condition=inner):
            yield from _under(("not",), check_condition(inner, questions))
        case All(conditions=inner_ones):
            for position, inner in enumerate(inner_ones):
                yield from _under(("all", position), check_condition(inner, questions))
        case AnyOf(conditions=inner_ones):
            for position, inner in enumerate(inner_ones):
                yield from _under(("any", position), check_condition(inner, questions))
        case _:
            yield from _check_question(condition, questions)


def _under(prefix: Path, faults: Iterator[Fault]) -> Iterator[Fault]:
    return (fault.under(*prefix) for fault in faults)


def _check_question(condition: Is | Equals | Above | Below | OneOf, questions: Questions) -> Iterator[Fault]:
    match condition:
        case Is(question=code):
            yield from _check_type(code, questions, "boolean", ("is",))
        case Above(above=(code, _)):
            yield from _check_type(code, questions, "number", ("above", 0))
        case Below(below=(code, _)):
            yield from _check_type(code, questions, "number", ("below", 0))
        case Equals(equals=(code, value)):
            yield from _check_value(code, questions, value, ("equals",), ("equals", 1))
        case OneOf(one_of=(code, values)):
            for position, value in enumerate(values):
                yield from _check_value(code, questions, value, ("one_of",), ("one_of", 1, position))


def _check_type(code: str, questions: Questions, wanted: str, path: Path) -> Iterator[Fault]:
    if (question := questions.get(code)) is None:
        yield _unknown(code, path)
    elif question.type != wanted:
        yield Fault(
            path,
            f"运算符 {path[0]} 要求类型为 {wanted} 的问题，而 {code} 的类型是 {question.type}",
            f"{path[0]} needs a question of type {wanted}, but {code} is of type {question.type}",
        )


def _check_value(code: str, questions: Questions, value: object, at: Path, value_at: Path) -> Iterator[Fault]:
    if (question := questions.get(code)) is None:
        yield _unknown(code, (*at, 0))
    elif (unfit := unfit_answer(question, value)) is not None:
        yield Fault(
            value_at,
            f"与问题 {code}（类型 {question.type}）不符：{unfit.zh}",
            f"does not fit question {code} (of type {question.type}): {unfit.en}",
        )


def _unknown(code: str, path: Path) -> Fault:
    return Fault(path, f"没有这个问题：{code}", f"there is no such question: {code}")
