"""A condition said as a sentence part, in both languages; different conditions are said differently."""

from collections.abc import Mapping

from models.domain.conditions import (
    Above,
    All,
    AnswerValue,
    AnyOf,
    Below,
    Condition,
    Equals,
    Is,
    Not,
    OneOf,
    Question,
)
from models.domain.text import Words


def say_condition(condition: Condition, questions: Mapping[str, Question]) -> Words:
    """The condition in words. Questions are told by title and code, also where the code is not known."""
    return Words.model_construct(zh=_zh(condition, questions), en=_en(condition, questions))


def say_answer(value: AnswerValue) -> Words:
    """An answer as it is written: yes and no are words, text stands in quotation marks."""
    if isinstance(value, bool):
        return Words(zh="是" if value else "否", en="yes" if value else "no")
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return Words.model_construct(zh=text, en=text)


def _zh(condition: Condition, questions: Mapping[str, Question]) -> str:
    match condition:
        case Is(question=code):
            return f"{_asked(code, questions).zh}为是"
        case Not(condition=inner):
            return f"非（{_zh(inner, questions)}）"
        case All(conditions=inner_ones):
            return f"（{'，且'.join(_zh(inner, questions) for inner in inner_ones)}）"
        case AnyOf(conditions=inner_ones):
            return f"（{'，或'.join(_zh(inner, questions) for inner in inner_ones)}）"
        case Equals(equals=(code, value)):
            return f"{_asked(code, questions).zh}等于{say_answer(value).zh}"
        case Above(above=(code, bound)):
            return f"{_asked(code, questions).zh}大于{bound!r}"
        case Below(below=(code, bound)):
            return f"{_asked(code, questions).zh}小于{bound!r}"
        case OneOf(one_of=(code, values)):
            return f"{_asked(code, questions).zh}属于{'、'.join(say_answer(value).zh for value in values)}"


def _en(condition: Condition, questions: Mapping[str, Question]) -> str:
    match condition:
        case Is(question=code):
            return f"{_asked(code, questions).en} is yes"
        case Not(condition=inner):
            return f"not ({_en(inner, questions)})"
        case All(conditions=inner_ones):
            return f"({' and '.join(_en(inner, questions) for inner in inner_ones)})"
        case AnyOf(conditions=inner_ones):
            return f"({' or '.join(_en(inner, questions) for inner in inner_ones)})"
        case Equals(equals=(code, value)):
            return f"{_asked(code, questions).en} is {say_answer(value).en}"
        case Above(above=(code, bound)):
            return f"{_asked(code, questions).en} is above {bound!r}"
        case Below(below=(code, bound)):
            return f"{_asked(code, questions).en} is below {bound!r}"
        case OneOf(one_of=(code, values)):
            asked = _asked(code, questions).en
            return f"{asked} is one of {', '.join(say_answer(value).en for value in values)}"


def _asked(code: str, questions: Mapping[str, Question]) -> Words:
    question = questions.get(code)
    if question is None:
        return Words(zh=code, en=code)
    return Words.model_construct(zh=f"“{question.title.zh}”（{code}）", en=f"“{question.title.en}” ({code})")
