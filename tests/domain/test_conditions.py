from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter, ValidationError

from models.domain.condition_checks import check_condition
from models.domain.conditions import AnswerValue, Condition, Question, holds
from models.domain.text import Words

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)

HOLDING: list[tuple[object, dict[str, AnswerValue], bool]] = [
    ({"is": "q"}, {"q": True}, True),
    ({"is": "q"}, {"q": False}, False),
    ({"is": "q"}, {}, False),
    ({"is": "q"}, {"q": 1}, False),  # a number is no yes
    ({"not": {"is": "q"}}, {"q": True}, False),
    ({"not": {"is": "q"}}, {"q": False}, True),
    ({"not": {"is": "q"}}, {}, True),  # unanswered is false, so its opposite is true
    ({"all": [{"is": "q"}, {"is": "r"}]}, {"q": True, "r": True}, True),
    ({"all": [{"is": "q"}, {"is": "r"}]}, {"q": True}, False),
    ({"any": [{"is": "q"}, {"is": "r"}]}, {"r": True}, True),
    ({"any": [{"is": "q"}, {"is": "r"}]}, {}, False),
    ({"equals": ["q", "red"]}, {"q": "red"}, True),
    ({"equals": ["q", "red"]}, {"q": "blue"}, False),
    ({"equals": ["q", "red"]}, {}, False),
    ({"equals": ["q", 1]}, {"q": 1.0}, True),
    ({"equals": ["q", 1]}, {"q": True}, False),  # a yes is no number
    ({"equals": ["q", False]}, {"q": 0}, False),
    ({"equals": ["q", False]}, {"q": False}, True),
    ({"above": ["q", 3]}, {"q": 3}, False),
    ({"above": ["q", 3]}, {"q": 3.1}, True),
    ({"above": ["q", 0]}, {"q": True}, False),
    ({"above": ["q", 0]}, {}, False),
    ({"below": ["q", 3]}, {"q": 3}, False),
    ({"below": ["q", 3]}, {"q": 2}, True),
    ({"below": ["q", 3]}, {}, False),
    ({"one_of": ["q", ["red", "blue"]]}, {"q": "blue"}, True),
    ({"one_of": ["q", ["red", "blue"]]}, {"q": "green"}, False),
    ({"one_of": ["q", ["red", "blue"]]}, {}, False),
    ({"one_of": ["q", [0, 2]]}, {"q": False}, False),
    ({"not": {"any": [{"above": ["n", 5]}, {"all": [{"is": "q"}]}]}}, {"n": 4, "q": False}, True),
    ({"not": {"any": [{"above": ["n", 5]}, {"all": [{"is": "q"}]}]}}, {"n": 4, "q": True}, False),
]


@pytest.mark.parametrize(("written", "answers", "expected"), HOLDING)
def test_a_condition_holds_exactly_for_these_answers(
    written: object, answers: dict[str, AnswerValue], expected: bool
) -> None:
    """Eight operators; what nobody answered is false; yes and no are no numbers."""
    assert holds(CONDITION.validate_python(written), answers) is expected


@pytest.mark.parametrize(("written", "answers", "expected"), HOLDING)
def test_a_condition_survives_its_way_through_json(
    written: object, answers: dict[str, AnswerValue], expected: bool
) -> None:
    """Histories carry catalogues as JSON: the same condition must come back."""
    condition = CONDITION.validate_python(written)

    back = CONDITION.validate_json(CONDITION.dump_json(condition))

    assert back == condition
    assert holds(back, answers) is expected


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"is": "a", "not": {"is": "b"}},
        {"unless": "a"},
        {"is": 5},
        {"is": ["a"]},
        {"is": "Ä b"},
        {"all": []},
        {"any": "a"},
        {"not": None},
        {"equals": ["q"]},
        {"equals": ["q", 1, 2]},
        {"above": ["q", True]},
        {"above": ["q", "3"]},
        {"above": ["q", float("nan")]},
        {"below": ["q", float("inf")]},
        {"below": ["q", 10**13]},
        {"one_of": ["q", []]},
        {"one_of": ["q", "red"]},
        {"equals": ["q", None]},
        {"equals": ["q", "a\x00b"]},
        "q",
        True,
        None,
        ["is", "q"],
    ],
)
def test_anything_else_is_no_condition(written: object) -> None:
    """Exactly one operator, with operands of its own kind."""
    with pytest.raises(ValidationError):
        CONDITION.validate_python(written)


def _question(code: str, kind: str, options: tuple[str, ...] = ()) -> Question:
    title = Words(zh="问题", en="question")
    return Question.model_validate({"code": code, "type": kind, "title": title, "options": options})


QUESTIONS = {
    "yes": _question("yes", "boolean"),
    "size": _question("size", "number"),
    "colour": _question("colour", "choice", ("red", "blue")),
    "remark": _question("remark", "text"),
}


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ({"is": "yes"}, []),
        ({"is": "size"}, [("is",)]),
        ({"is": "nothing"}, [("is",)]),
        ({"above": ["size", 2]}, []),
        ({"above": ["yes", 2]}, [("above", 0)]),
        ({"below": ["colour", 2]}, [("below", 0)]),
        ({"below": ["nothing", 2]}, [("below", 0)]),
        ({"equals": ["yes", True]}, []),
        ({"equals": ["yes", 1]}, [("equals", 1)]),
        ({"equals": ["size", "2"]}, [("equals", 1)]),
        ({"equals": ["colour", "red"]}, []),
        ({"equals": ["colour", "green"]}, [("equals", 1)]),
        ({"equals": ["remark", "x"]}, []),
        ({"equals": ["remark", 3]}, [("equals", 1)]),
        ({"equals": ["nothing", 3]}, [("equals", 0)]),
        ({"one_of": ["colour", ["red", "green", "grey"]]}, [("one_of", 1, 1), ("one_of", 1, 2)]),
        ({"not": {"all": [{"is": "yes"}, {"is": "size"}]}}, [("not", "all", 1, "is")]),
        ({"any": [{"is": "gone"}, {"above": ["remark", 1]}]}, [("any", 0, "is"), ("any", 1, "above", 0)]),
    ],
)
def test_a_condition_asks_only_what_its_question_can_answer(
    written: object, paths: list[tuple[str | int, ...]]
) -> None:
    """A wrong type is found before a case depends on it, at the operand that is wrong."""
    found: Iterator[tuple[str | int, ...]] = (
        fault.path for fault in check_condition(CONDITION.validate_python(written), QUESTIONS)
    )

    assert list(dict.fromkeys(found)) == paths
