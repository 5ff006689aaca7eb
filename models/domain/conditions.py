"""When something applies: the questions of the one form, and conditions on their answers.

A condition is data with exactly one operator: `{is: q}`, `{not: C}`, `{all: [C…]}`,
`{any: [C…]}`, `{equals: [q, value]}`, `{above: [q, n]}`, `{below: [q, n]}`,
`{one_of: [q, [values]]}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    StrictBool,
    Tag,
)

from models.domain.faults import Unfit
from models.domain.text import Code, Line, Words, clean_text

LARGEST_NUMBER = 10**12
LONGEST_LIST = 200

QuestionType = Literal["boolean", "number", "choice", "text"]

AnswerValue = bool | int | float | str
Answers = Mapping[str, AnswerValue]


def read_answer(value: object) -> AnswerValue:
    """Yes or no, a finite number of at most twelve digits, or clean text. Raises `Unfit` otherwise."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean_text(value)
    return read_number(value)


def read_number(value: object) -> int | float:
    """A finite number; yes and no are none. Raises `Unfit` otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit("应为数字", "must be a number")
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # false for NaN, too
        raise Unfit("应为不超过十二位的有限数字", "must be a finite number of at most twelve digits")
    return value


Answer = Annotated[AnswerValue, PlainValidator(read_answer)]
Number = Annotated[int | float, PlainValidator(read_number)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)


def _read_option(value: object) -> object:
    """An option may be written as its code alone; then the code is its title, too."""
    return {"code": value, "title": {"zh": value, "en": value}} if isinstance(value, str) else value


class Option(_Data):
    """One of the answers offered by a question of type `choice`."""

    code: Code
    title: Words


class Question(_Data):
    """One question of the form that all departments share."""

    code: Code
    type: QuestionType
    title: Words
    unit: Line | None = None
    required: StrictBool = False
    options: tuple[Annotated[Option, BeforeValidator(_read_option)], ...] = Field(
        default=(), max_length=LONGEST_LIST
    )


class Is(_Data):
    """The yes-or-no question was answered with yes."""

    question: Code = Field(alias="is")


class Not(_Data):
    """The inner condition does not hold."""

    condition: Condition = Field(alias="not")


class All(_Data):
    """Every inner condition holds."""

    conditions: tuple[Condition, ...] = Field(alias="all", min_length=1, max_length=LONGEST_LIST)


class AnyOf(_Data):
    """At least one inner condition holds."""

    conditions: tuple[Condition, ...] = Field(alias="any", min_length=1, max_length=LONGEST_LIST)


class Equals(_Data):
    """The answer is this value."""

    equals: tuple[Code, Answer]


class Above(_Data):
    """The answer is a number above this one."""

    above: tuple[Code, Number]


class Below(_Data):
    """The answer is a number below this one."""

    below: tuple[Code, Number]


class OneOf(_Data):
    """The answer is one of these values."""

    one_of: tuple[Code, Annotated[tuple[Answer, ...], Field(min_length=1, max_length=LONGEST_LIST)]]


OPERATORS: Mapping[str, type[BaseModel]] = {
    "is": Is,
    "not": Not,
    "all": All,
    "any": AnyOf,
    "equals": Equals,
    "above": Above,
    "below": Below,
    "one_of": OneOf,
}
_TAGS: Mapping[type, str] = {model: f"condition:{operator}" for operator, model in OPERATORS.items()}


def _tag(value: object) -> str | None:
    if isinstance(value, Mapping) and len(value) == 1:
        (operator,) = value
        return f"condition:{operator}" if isinstance(operator, str) and operator in OPERATORS else None
    return _TAGS.get(type(value))


Condition = Annotated[
    Annotated[Is, Tag("condition:is")]
    | Annotated[Not, Tag("condition:not")]
    | Annotated[All, Tag("condition:all")]
    | Annotated[AnyOf, Tag("condition:any")]
    | Annotated[Equals, Tag("condition:equals")]
    | Annotated[Above, Tag("condition:above")]
    | Annotated[Below, Tag("condition:below")]
    | Annotated[OneOf, Tag("condition:one_of")],
    Discriminator(_tag),
]

for _nested in (Not, All, AnyOf):
    _nested.model_rebuild()


def holds(condition: Condition, answers: Answers) -> bool:  # one return an operator
    """Whether the condition is true of the answers.

    Every operator that asks a question is false while that question is unanswered, so
    `{not: {is: q}}` is then true. Yes and no are never equal to a number.
    """
    match condition:
        case Is(question=question):
            return answers.get(question) is True
        case Not(condition=inner):
            return not holds(inner, answers)
        case All(conditions=inner_ones):
            return all(holds(inner, answers) for inner in inner_ones)
        case AnyOf(conditions=inner_ones):
            return any(holds(inner, answers) for inner in inner_ones)
        case Equals(equals=(question, value)):
            return question in answers and _same(answers[question], value)
        case Above(above=(question, bound)):
            return (number := _number(answers.get(question))) is not None and number > bound
        case Below(below=(question, bound)):
            return (number := _number(answers.get(question))) is not None and number < bound
        case OneOf(one_of=(question, values)):
            return question in answers and any(_same(answers[question], value) for value in values)


def _same(answer: AnswerValue, value: AnswerValue) -> bool:
    return isinstance(answer, bool) is isinstance(value, bool) and answer == value


def _number(answer: AnswerValue | None) -> int | float | None:
    return None if isinstance(answer, bool | str) else answer
