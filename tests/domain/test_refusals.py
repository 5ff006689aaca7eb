"""How refusals speak: alike each time, in both languages, with the field that cannot be read."""

import string
from typing import Any

import pytest

from models.domain.refusals import Refusal, every_refusal
from models.domain.rules.decide import read_command
from models.domain.text import Words
from tests.domain.sample import CHINESE, FILING, check_sentences
from tests.domain.standings import MONDAY, accepted


def test_a_repeated_refusal_is_refused_alike() -> None:
    """Nothing was changed by the first one, so the second meets the same."""
    counter = accepted()

    assert {counter.refused(MONDAY, "clerk", "accept-case") for _ in range(3)} == {"CaseAlreadyAccepted"}


@pytest.mark.parametrize("kind", every_refusal().values(), ids=every_refusal())
def test_every_refusal_can_be_said_in_both_languages(kind: type[Refusal]) -> None:
    """Whichever facts it names: both sentences ask for the same ones, and each is a whole sentence."""
    asked = [
        {field for _, field, _, _ in string.Formatter().parse(text) if field} for text in (kind.zh, kind.en)
    ]
    refusal = kind(**{field: Words(zh="某事", en="something") for field in asked[0] | asked[1]})

    check_sentences(refusal)
    assert not CHINESE.search(refusal.text("en"))
    assert refusal.text("en").endswith(".") or kind.en.endswith("}")
    assert refusal.text("zh").endswith("。") or kind.zh.endswith("}")
    assert refusal.name == kind.__name__


@pytest.mark.parametrize(
    ("do", "fields", "field"),
    [
        ("file-case", {**FILING, "project": {"code": "1", "name": "某"}}, "project.code"),
        ("accept-case", {"gaps": [{"material": "photos"}]}, "gaps[0].by"),
        ("accept-case", {"gap": []}, "gap"),  # a slip of the pen is not passed over
        ("take-item", {}, "item"),
        ("send-back", {"item": "flood", "to": "boss", "reason": "再看"}, "to"),
        ("consolidate-case", {"outcome": "postponed"}, "outcome"),
        (
            "propose-opinion",
            {"item": "flood", "opinion": "agree", "reason": "\u202e"},
            "reason",
        ),  # turns the line
        (
            "stop-clock",
            {"item": "flood", "reason": "hearing", "until": 20260630},
            "until",
        ),  # a number is no day
    ],
)
def test_a_field_that_cannot_be_read_is_named(do: str, fields: dict[str, Any], field: str) -> None:
    """By its path, and in both languages."""
    with pytest.raises(Refusal) as refused:
        read_command(do, fields)

    assert (refused.value.name, refused.value.facts["field"]) == ("FieldInvalid", field)
    check_sentences(refused.value)


def test_a_fact_may_hold_braces() -> None:
    """What a person typed is told as typed."""
    with pytest.raises(Refusal) as refused:
        read_command("{do}", {})

    assert refused.value.text("zh").startswith("没有命令“{do}”")
