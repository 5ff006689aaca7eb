"""Every reason for a refusal has a name, one situation has one name, and both sentences can be said."""

import string
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from models.domain.refusals import Refusal, every_refusal
from models.domain.rules.decide import read_command
from models.domain.text import Words
from tests.domain.sample import CHINESE, FILING, Counter, check_sentences
from tests.domain.standings import MONDAY, REFUSAL, accepted, in_state, item_in_state, received

STOP = {"reason": "hearing", "notice": "1", "until": "2026-06-30"}


class Met(NamedTuple):
    """A situation in which a command is refused."""

    counter: Callable[[], Counter]
    by: str
    do: str
    fields: dict[str, Any]


def item(state: Any) -> Callable[[], Counter]:
    """A case with an item in this state."""
    return lambda: item_in_state(state)[0].counter


def case(state: Any) -> Callable[[], Counter]:
    """A case in this state."""
    return lambda: in_state(state).counter


def stopped() -> Counter:
    """An item whose clocks stand still."""
    counter = accepted()
    counter.act("2026-06-15 12:00", "forestry-handler", "stop-clock", item="forest-land", **STOP)
    return counter


def signed_by_one() -> Counter:
    """An opinion proposed by somebody who holds every role."""
    counter = accepted()
    for do, fields in (("acknowledge-notice", {}), ("propose-opinion", {"opinion": "agree"})):
        counter.act(MONDAY, "forestry-all", do, item="forest-land", **fields)
    return counter


def corrected() -> Counter:
    """Corrections asked for and handed in."""
    counter = in_state("correcting").counter
    counter.act(MONDAY, "applicant", "submit-corrections", materials=["photos"])
    return counter


def owing() -> Counter:
    """The photos were promised and have not come; the last level would sign now."""
    counter = received(materials=["report"])
    counter.act("2026-06-15 11:00", "clerk", "accept-case", gaps=[GAP])
    for by, do, fields in (
        ("forestry-handler", "acknowledge-notice", {}),
        ("forestry-handler", "propose-opinion", {"opinion": "agree"}),
        ("forestry-reviewer", "endorse-opinion", {}),
    ):
        counter.act(MONDAY, by, do, item="forest-land", **fields)
    return counter


def extended() -> Counter:
    """The forest review has its ten days more."""
    counter = accepted()
    counter.act(MONDAY, "forestry-department-head", "extend-item", **FOREST, **EXTENSION)
    return counter


def too_late() -> Counter:
    """The day after the statutory limit of the forest review, on which it is reminded."""
    counter = accepted()
    counter.act("2026-07-15 10:00", "clerk", "remind", **FOREST)
    return counter


EXTENSION = {"days": 10, "reason": "情况复杂"}
FOREST = {"item": "forest-land"}
HAND_OVER = {"method": "窗口", "recipient": "某公司", "receipt": "1"}
GAP = {"material": "photos", "by": "2026-06-20"}

SITUATIONS: dict[str, Met] = {
    "NotYourDepartment": Met(accepted, "water-handler", "take-item", FOREST),
    "NotYourRole": Met(received, "forestry-handler", "accept-case", {}),
    "SameHandOnTwoLevels": Met(signed_by_one, "forestry-all", "endorse-opinion", FOREST),
    "CaseNotOpen": Met(case("declined"), "clerk", "accept-case", {}),
    "CaseAlreadyAccepted": Met(accepted, "clerk", "accept-case", {}),
    "ItemsStillOpen": Met(accepted, "clerk", "consolidate-case", {"outcome": "granted"}),
    "OutcomeNotAllowed": Met(case("consolidating"), "clerk", "consolidate-case", {"outcome": "refused"}),
    "AlreadyDelivered": Met(case("delivered"), "clerk", "deliver-case", HAND_OVER),
    "ItemUnknown": Met(accepted, "clerk", "take-item", {"item": "nonsense"}),
    "ItemNotOpen": Met(item("concluded"), "forestry-handler", "take-item", FOREST),
    "PrerequisiteOpen": Met(accepted, "dev-reform-handler", "take-item", {"item": "approval"}),
    "NotAtThisLevel": Met(accepted, "forestry-handler", "take-item", FOREST),
    "AlreadyAcknowledged": Met(item("acknowledged"), "forestry-handler", "acknowledge-notice", FOREST),
    "OneTimeNoticeAlreadyGiven": Met(
        corrected, "clerk", "request-corrections", {"gaps": [{"material": "photos"}]}
    ),
    "OneTimeNoticeClosed": Met(
        accepted, "water-handler", "report-gap", {"material": "report", "reason": "缺"}
    ),
    "MaterialUnknown": Met(received, "water-handler", "report-gap", {"material": "nonsense", "reason": "缺"}),
    "MaterialMissing": Met(lambda: received(materials=[]), "clerk", "accept-case", {}),
    "MaterialNotTolerable": Met(
        lambda: received(materials=[]), "clerk", "accept-case", {"gaps": [{**GAP, "material": "report"}]}
    ),
    "PromiseTooLate": Met(
        lambda: received(materials=["report"]),
        "clerk",
        "accept-case",
        {"gaps": [{**GAP, "by": "2026-12-01"}]},
    ),
    "OpinionUnknown": Met(
        item("acknowledged"), "forestry-handler", "propose-opinion", {**FOREST, "opinion": "maybe"}
    ),
    "ReasonMissing": Met(accepted, "clerk", "withdraw-case", {}),
    "BasisMissing": Met(
        item("acknowledged"), "forestry-handler", "propose-opinion", {**FOREST, **REFUSAL, "basis": None}
    ),
    "ConditionMissing": Met(
        item("acknowledged"),
        "forestry-handler",
        "propose-opinion",
        {**FOREST, "opinion": "agree-with-conditions"},
    ),
    "NothingToConfirm": Met(accepted, "supervisor", "confirm-negative", FOREST),
    "WrittenNoticeMissing": Met(
        accepted, "forestry-handler", "stop-clock", {**FOREST, **STOP, "notice": None}
    ),
    "StopReasonNotAllowed": Met(
        accepted, "forestry-handler", "stop-clock", {**FOREST, **STOP, "reason": "holiday"}
    ),
    "EndMissing": Met(accepted, "forestry-handler", "stop-clock", {**FOREST, **STOP, "until": None}),
    "EndInThePast": Met(
        accepted, "forestry-handler", "stop-clock", {**FOREST, **STOP, "until": "2026-06-14"}
    ),
    "AlreadyStopped": Met(stopped, "forestry-handler", "stop-clock", {**FOREST, **STOP, "reason": "testing"}),
    "NotStopped": Met(accepted, "forestry-handler", "resume-clock", FOREST),
    "GapOpen": Met(owing, "forestry-approver", "conclude-item", FOREST),
    "AlreadyExtended": Met(extended, "forestry-department-head", "extend-item", {**FOREST, **EXTENSION}),
    "ExtensionTooLong": Met(
        accepted, "forestry-department-head", "extend-item", {**FOREST, **EXTENSION, "days": 11}
    ),
    "LimitAlreadyOver": Met(
        too_late,
        "forestry-department-head",
        "extend-item",
        {**FOREST, **EXTENSION},
    ),
    "CommandUnknown": Met(accepted, "clerk", "nonsense", {}),
    "FieldInvalid": Met(accepted, "clerk", "withdraw-case", {"reason": 5}),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_refusal_of_the_main_path_is_met(name: str) -> None:
    """By its name, with both sentences, and with nothing changed."""
    met = SITUATIONS[name]
    counter = met.counter()
    at = MONDAY if counter.case.last_at is None else f"{counter.case.last_at:%Y-%m-%d} 16:00"

    assert counter.refused(at, met.by, met.do, **met.fields) == name


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


def test_a_sentence_uses_the_words_of_its_language() -> None:
    """No English state or role stands in a Chinese sentence."""
    said: dict[str, str] = {}
    for name in ("NotYourRole", "CaseNotOpen", "NotAtThisLevel", "AlreadyStopped", "OutcomeNotAllowed"):
        met = SITUATIONS[name]
        counter = met.counter()
        with pytest.raises(Refusal) as refused:
            counter.act(f"{counter.case.last_at:%Y-%m-%d} 16:00", met.by, met.do, **met.fields)
        said[name] = refused.value.text("zh")

    assert said == {
        "NotYourRole": "forestry-handler没有办理此事的岗位，需要：窗口人员。",
        "CaseNotOpen": "办件处于“不予受理”状态，不能办理此事；允许的状态：已收件。",
        "NotAtThisLevel": "事项“使用林地审核”处于“已抄告”状态，不在可办理此事的环节：已签收。",
        "AlreadyStopped": "计时已因“听证”停止。",
        "OutcomeNotAllowed": "按汇总规则不能作出“不予许可”；允许：准予（granted）。",
    }


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
