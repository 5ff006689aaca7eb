"""A department's way from the notice to its decision: levels, sending back, negative filing."""

from typing import Any

import pytest

from models.domain import events
from models.domain.names import ItemState
from tests.domain.sample import FILING, PEOPLE, Counter, person, rulebook
from tests.domain.standings import LEVELS, REFUSAL, accepted, conclude, hand, item_in_state

AT = "2026-06-16 10:00"
FOREST = {"item": "forest-land"}

COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "acknowledge-notice": ("handler", {}),
    "take-item": ("handler", {}),
    "propose-opinion": ("handler", {"opinion": "agree"}),
    "endorse-opinion": ("reviewer", {}),
    "conclude-item": ("approver", {}),
    "send-back": ("approver", {"to": "handler", "reason": "补充说明"}),
    "stop-clock": ("handler", {"reason": "hearing", "notice": "林听〔2026〕1号", "until": "2026-06-30"}),
    "resume-clock": ("handler", {}),
}
LEVEL, SIGNED = "NotAtThisLevel", "AlreadyAcknowledged"
TABLE: dict[ItemState, list[str]] = {
    "waiting": ["PrerequisiteOpen"] * 8,
    "notified": ["done", LEVEL, LEVEL, LEVEL, LEVEL, LEVEL, "done", "NotStopped"],
    "acknowledged": [SIGNED, "done", "done", LEVEL, LEVEL, LEVEL, "done", "NotStopped"],
    "handling": [SIGNED, LEVEL, "done", LEVEL, LEVEL, LEVEL, "done", "NotStopped"],
    "reviewing": [SIGNED, LEVEL, LEVEL, "done", LEVEL, "done", "done", "NotStopped"],
    "approving": [SIGNED, LEVEL, LEVEL, LEVEL, "done", "done", "done", "NotStopped"],
    "negative-filing": [SIGNED, LEVEL, LEVEL, LEVEL, LEVEL, LEVEL, "done", "NotStopped"],
    "concluded": ["ItemNotOpen"] * 8,
    "not-involved": ["ItemNotOpen"] * 8,
    "cancelled": ["ItemNotOpen"] * 8,  # its prerequisite was refused
}


@pytest.mark.parametrize("do", COMMANDS)
@pytest.mark.parametrize("state", TABLE)
def test_a_command_fits_only_some_states_of_the_item(state: ItemState, do: str) -> None:
    """Every command of a department against every state of an item."""
    (counter, at), item = item_in_state(state)
    level, fields = COMMANDS[do]
    if item == "approval" and level == "reviewer":
        level = "approver"  # two levels: the approver is asked in the reviewer's stead
    if do == "send-back" and state == "reviewing":
        level = "reviewer"  # the level at which the item lies sends it back
    expected = TABLE[state][list(COMMANDS).index(do)]

    if expected == "done":
        assert counter.act(at, hand(item, level), do, item=item, **fields)
    else:
        assert counter.refused(at, hand(item, level), do, item=item, **fields) == expected


@pytest.mark.parametrize("do", COMMANDS)
def test_an_item_that_the_case_does_not_have_is_unknown(do: str) -> None:
    """Also one of the catalogue that these answers did not call for."""
    level, fields = COMMANDS[do]

    assert (
        accepted(answers={}).refused(AT, hand("forest-land", level), do, **FOREST, **fields) == "ItemUnknown"
    )


@pytest.mark.parametrize("do", COMMANDS)
def test_nothing_is_done_to_an_item_once_the_case_was_withdrawn(do: str) -> None:
    """The state of the case is asked before that of the item."""
    counter = accepted()
    counter.act("2026-06-15 12:00", "applicant", "withdraw-case", reason="改期")
    level, fields = COMMANDS[do]

    assert counter.refused(AT, hand("forest-land", level), do, **FOREST, **fields) == "CaseNotOpen"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"opinion": "maybe"}, "OpinionUnknown"),
        ({"opinion": "disagree"}, "ReasonMissing"),
        ({"opinion": "disagree", "basis": "森林法"}, "ReasonMissing"),
        ({"opinion": "disagree", "reason": "占用生态红线"}, "BasisMissing"),
        ({"opinion": "agree-with-conditions"}, "ConditionMissing"),
        (
            {"opinion": "agree-with-conditions", "conditions": [" "]},
            "FieldInvalid",
        ),  # a condition says something
        ({"opinion": "agree", "reason": ""}, "FieldInvalid"),
        ({}, "FieldInvalid"),
    ],
)
def test_an_opinion_says_what_it_must_say(fields: dict[str, Any], refusal: str) -> None:
    """A refusal gives reason and basis, an agreement with conditions its conditions."""
    (counter, at), item = item_in_state("acknowledged")

    assert counter.refused(at, "forestry-handler", "propose-opinion", item=item, **fields) == refusal


def test_an_opinion_on_an_acknowledged_item_takes_it() -> None:
    """Nobody must click twice."""
    (counter, at), item = item_in_state("acknowledged")

    counter.act(at, "forestry-handler", "propose-opinion", item=item, opinion="agree")

    assert (counter.item(item).state, counter.item(item).holder) == ("reviewing", "forestry-handler")


@pytest.mark.parametrize(
    ("item", "states"),
    [
        ("forest-land", ["acknowledged", "reviewing", "approving", "concluded"]),
        ("flood", ["acknowledged", "approving", "concluded"]),
        ("fire-consult", ["acknowledged", "concluded"]),
    ],
)
def test_with_fewer_levels_the_unused_states_are_skipped(item: str, states: list[str]) -> None:
    """Three, two and one level."""
    counter, levels = accepted(), LEVELS[item][1]
    seen = []
    for level, do, fields in (
        ("handler", "acknowledge-notice", {}),
        ("handler", "propose-opinion", {"opinion": "agree"}),
        *((level, "endorse-opinion", {}) for level in levels[1:-1]),
        *((level, "conclude-item", {}) for level in levels[1:][-1:]),
    ):
        counter.act(AT, hand(item, level), do, item=item, **fields)
        seen.append(counter.item(item).state)

    assert seen == states


def test_one_person_signs_one_level_of_a_round() -> None:
    """Who holds every role still finds two colleagues."""
    counter = accepted()
    counter.act(AT, "forestry-all", "acknowledge-notice", **FOREST)
    counter.act(AT, "forestry-all", "propose-opinion", **FOREST, opinion="agree")
    assert counter.refused(AT, "forestry-all", "endorse-opinion", **FOREST) == "SameHandOnTwoLevels"

    counter.act(AT, "forestry-reviewer", "endorse-opinion", **FOREST)
    assert counter.refused(AT, "forestry-all", "conclude-item", **FOREST) == "SameHandOnTwoLevels"
    assert counter.act(AT, "forestry-approver", "conclude-item", **FOREST)[0] == "item-concluded"


def test_sending_back_opens_a_new_round_of_that_item_alone() -> None:
    """Siblings keep their state, and every clock keeps its day."""
    (counter, at), item = item_in_state("approving")
    siblings = {code: other for code, other in counter.case.items.items() if code != item}
    started = counter.item(item).clocks_from

    counter.act(at, "forestry-approver", "send-back", item=item, to="handler", reason="补充林地现状图")

    back = counter.item(item)
    assert (back.state, back.round, dict(back.signed), back.clocks_from) == ("handling", 2, {}, started)
    assert {code: other for code, other in counter.case.items.items() if code != item} == siblings


def test_sending_back_to_the_reviewer_keeps_the_handlers_signature() -> None:
    """The handler's opinion still lies on the table, and the handler cannot review it."""
    (counter, at), item = item_in_state("approving")
    counter.act(at, "forestry-approver", "send-back", item=item, to="reviewer", reason="请核对面积")

    assert (counter.item(item).state, dict(counter.item(item).signed)) == (
        "reviewing",
        {"handler": "forestry-handler"},
    )
    counter.act(at, "forestry-reviewer", "endorse-opinion", item=item)
    assert counter.act(at, "forestry-approver", "conclude-item", item=item)[0] == "item-concluded"


@pytest.mark.parametrize(
    ("state", "by", "fields", "refusal"),
    [
        ("approving", "forestry-approver", {"to": "handler"}, "ReasonMissing"),
        (
            "approving",
            "forestry-approver",
            {"to": "approver", "reason": "再看"},
            "NotAtThisLevel",
        ),  # not lower
        ("reviewing", "forestry-reviewer", {"to": "reviewer", "reason": "再看"}, "NotAtThisLevel"),
        ("reviewing", "forestry-reviewer", {"to": "boss", "reason": "再看"}, "FieldInvalid"),
        ("approving", "forestry-approver", {"reason": "再看"}, "FieldInvalid"),  # to whom?
    ],
)
def test_sending_back_names_a_lower_level_and_a_reason(
    state: ItemState, by: str, fields: dict[str, Any], refusal: str
) -> None:
    """Up, sideways or without a word is refused."""
    (counter, at), item = item_in_state(state)

    assert counter.refused(at, by, "send-back", item=item, **fields) == refusal


@pytest.mark.parametrize("do", ["endorse-opinion", "conclude-item", "send-back"])
def test_an_item_of_one_level_has_nothing_to_sign_or_to_send_back(do: str) -> None:
    """Its handler reads that there is no such level, not that the role is lacking."""
    counter = accepted()
    fields = {"to": "handler", "reason": "再看"} if do == "send-back" else {}

    assert counter.refused(AT, "fire-handler", do, item="fire-consult", **fields) == "NotAtThisLevel"


def test_a_disagreement_is_filed_before_it_counts() -> None:
    """The item ends with the supervisor's word, and is recorded as concluded once."""
    (counter, at), item = item_in_state("negative-filing")
    assert counter.item(item).open

    assert counter.act(at, "supervisor", "confirm-negative", item=item) == [
        "negative-confirmed",
        "item-concluded",
    ]

    concluded = counter.last("item-concluded")
    assert isinstance(concluded, events.ItemConcluded)
    assert (counter.item(item).state, concluded.opinion) == ("concluded", "disagree")
    assert counter.refused(at, "supervisor", "confirm-negative", item=item) == "NothingToConfirm"


def test_the_document_of_a_refusal_is_that_which_its_last_level_named() -> None:
    """It waits with the refusal for the supervisor, and leaves the house with the delivery."""
    (counter, at), item = item_in_state("acknowledged")
    counter.act(at, hand(item, "handler"), "propose-opinion", item=item, **REFUSAL, result="草稿1号")
    counter.act(at, hand(item, "reviewer"), "endorse-opinion", item=item)
    counter.act(at, hand(item, "approver"), "conclude-item", item=item, result="林不许〔2026〕1号")
    assert counter.item(item).result is None

    counter.act(at, "supervisor", "confirm-negative", item=item)

    assert counter.item(item).result == "林不许〔2026〕1号"


def test_a_returned_refusal_goes_back_to_its_last_level() -> None:
    """The approver decides again: sends it back, or files it once more."""
    (counter, at), item = item_in_state("negative-filing")
    assert counter.refused(at, "supervisor", "return-negative", item=item) == "ReasonMissing"

    counter.act(at, "supervisor", "return-negative", item=item, reason="依据不足")

    assert (counter.item(item).state, counter.item(item).round) == ("approving", 1)
    assert counter.act(at, "forestry-approver", "conclude-item", item=item) == ["negative-filed"]


def test_a_returned_refusal_of_one_level_is_proposed_anew() -> None:
    """With one level the handler is the last level."""
    counter = accepted()
    conclude(counter, "fire-consult", AT, **REFUSAL)
    counter.act(AT, "supervisor", "return-negative", item="fire-consult", reason="依据不足")
    assert counter.item("fire-consult").state == "handling"

    kinds = counter.act(AT, "fire-handler", "propose-opinion", item="fire-consult", opinion="agree")

    assert kinds == ["opinion-proposed", "item-concluded"]


def test_without_negative_filing_a_disagreement_counts_at_once() -> None:
    """Where the catalogue asks for no filing."""
    counter = accepted(rulebook(negative_filing=False))
    conclude(counter, "forest-land", AT, **REFUSAL)

    assert counter.item("forest-land").state == "concluded"


@pytest.mark.parametrize("state", ["notified", "approving", "concluded", "waiting"])
def test_there_is_nothing_to_confirm_where_nothing_was_filed(state: ItemState) -> None:
    """Neither before a disagreement nor after another end."""
    (counter, at), item = item_in_state(state)

    assert counter.refused(at, "supervisor", "confirm-negative", item=item) == "NothingToConfirm"
    assert (
        counter.refused(at, "supervisor", "return-negative", item=item, reason="再看") == "NothingToConfirm"
    )
    assert counter.refused(at, "supervisor", "confirm-negative", item="nonsense") == "ItemUnknown"


def test_the_end_of_a_prerequisite_hands_over_the_next_item() -> None:
    """In the same step, with the clocks from that day; also when the end is the supervisor's word."""
    counter = accepted()
    conclude(counter, "flood", "2026-06-17 10:00")

    issued = counter.last("notice-issued")
    assert isinstance(issued, events.NoticeIssued)
    assert (issued.item, issued.at, issued.by) == ("approval", counter.events[-2].at, None)
    assert issued.clocks_from.isoformat() == "2026-06-17"
    assert counter.item("approval").state == "notified"


def test_an_item_that_is_not_involved_lets_the_next_one_begin() -> None:
    """The end is an end; nobody waits for an opinion that will not come."""
    counter = accepted()
    conclude(counter, "flood", AT, opinion="not-involved")

    assert (counter.item("flood").state, counter.item("approval").state) == ("not-involved", "notified")


def test_what_waits_for_a_refused_item_is_cancelled() -> None:
    """No department works on what can no longer be granted."""
    counter = accepted()
    conclude(counter, "flood", AT, **REFUSAL)
    assert counter.item("approval").state == "waiting"

    counter.act(AT, "supervisor", "confirm-negative", item="flood")

    assert (counter.item("approval").state, counter.item("approval").notice) == ("cancelled", None)
    assert counter.case.state == "reviewing"  # the others go on


def test_the_last_end_begins_the_consolidation() -> None:
    """Whatever item it is."""
    counter = accepted()
    seen = []
    for item in ("flood", "approval", "forest-land", "fire-consult"):
        conclude(counter, item, AT)
        seen.append(counter.case.state)

    assert seen == ["reviewing", "reviewing", "reviewing", "consolidating"]


def test_a_result_number_may_be_given_with_the_opinion_or_with_the_signature() -> None:
    """The number of the document is often drawn only at the last signature."""
    counter = Counter()
    counter.opened()
    counter.act(AT, "water-handler", "acknowledge-notice", item="flood")
    counter.act(AT, "water-handler", "propose-opinion", item="flood", opinion="agree", result="拟稿")
    counter.act(AT, "water-approver", "conclude-item", item="flood", result="水函〔2026〕7号")
    conclude(counter, "fire-consult", AT, opinion="agree", result="消函〔2026〕9号")

    assert (counter.item("flood").result, counter.item("fire-consult").result) == (
        "水函〔2026〕7号",
        "消函〔2026〕9号",
    )


def test_late_signatures_are_signatures() -> None:
    """A missed acknowledgement does not close the door."""
    counter = accepted().until("2026-06-18 09:00")
    assert "acknowledgement-missed" in counter.kinds()

    assert counter.act("2026-06-18 10:00", "water-handler", "acknowledge-notice", item="flood") == [
        "notice-acknowledged"
    ]


def test_only_the_level_at_which_an_item_lies_sends_it_back() -> None:
    """What lies with the approver cannot be taken away again by the reviewer, nor the other way round."""
    (counter, at), item = item_in_state("approving")

    reviewer = hand(item, "reviewer")
    assert counter.refused(at, reviewer, "send-back", item=item, to="handler", reason="补充") == "NotYourRole"


@pytest.mark.parametrize("do", ["confirm-negative", "return-negative"])
def test_nobody_watches_over_the_own_refusal(do: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signed a refusal, of an item or of the acceptance, is not the supervisor of it."""
    watchers = (
        person("forestry-watcher", "forestry", "approver", "supervisor"),
        person("clerk-watcher", "dev-reform", "clerk", "supervisor"),
    )
    for each in watchers:
        monkeypatch.setitem(PEOPLE, each.name, each)
    (counter, at), item = item_in_state("approving")
    counter.act(at, hand(item, "approver"), "send-back", item=item, to="handler", reason="补充")
    refusal = {"opinion": "disagree", "reason": "不合规划", "basis": "森林法"}
    counter.act(at, "forestry-handler", "propose-opinion", item=item, **refusal)
    counter.act(at, "forestry-reviewer", "endorse-opinion", item=item)
    counter.act(at, "forestry-watcher", "conclude-item", item=item)
    assert counter.refused(at, "forestry-watcher", do, item=item, reason="-") == "SameHandOnTwoLevels"

    declining = Counter()
    declining.act("2026-06-15 10:00", "clerk", "file-case", **FILING)
    declining.act(
        "2026-06-15 11:00", "clerk-watcher", "decline-case", reason="不属本机关", basis="行政许可法"
    )
    assert declining.refused("2026-06-15 12:00", "clerk-watcher", do, reason="-") == "SameHandOnTwoLevels"
