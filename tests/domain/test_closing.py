"""One decision and one delivery: what the join rules allow, and that everything leaves by one door, once."""

from typing import Any

import pytest

from models.domain import events
from models.domain.names import CaseState
from models.domain.rules.closing import allowed_outcomes
from tests.domain.sample import CATALOGUE, Counter, rulebook
from tests.domain.standings import REFUSAL, accepted, agreed, conclude, decided, delivered, in_state

AT = "2026-06-16 10:00"
HAND_OVER = {"method": "窗口", "recipient": "某公司", "receipt": "送〔2026〕1号"}
CONDITIONS = {"opinion": "agree-with-conditions", "conditions": ["开工前完成水土保持方案"]}
LEAD_DECIDES = {"join": "lead-decides"}


def consolidating(opinions: dict[str, dict[str, Any]], **changes: Any) -> Counter:
    """A case whose items all ended: with these opinions, else with agreement."""
    counter = accepted(rulebook(**changes))
    for item in ("forest-land", "flood", "fire-consult", "approval"):
        if not counter.item(item).open:
            continue  # cancelled with its prerequisite
        opinion = opinions.get(item, {"opinion": "agree"})
        conclude(counter, item, AT, **opinion)
        if opinion["opinion"] == "disagree":
            counter.act(AT, "supervisor", "confirm-negative", item=item)
    return counter


@pytest.mark.parametrize(
    ("opinions", "changes", "allowed"),
    [
        ({}, {}, {"granted"}),
        ({"flood": CONDITIONS}, {}, {"granted-with-conditions"}),
        ({"flood": {"opinion": "not-involved"}}, {}, {"granted"}),
        ({"fire-consult": REFUSAL}, {}, {"refused"}),
        ({"fire-consult": REFUSAL, "flood": CONDITIONS}, {}, {"refused"}),
        ({"forest-land": REFUSAL}, {}, {"refused"}),
        # the lead may grant over a disagreeing opinion …
        ({"fire-consult": REFUSAL}, LEAD_DECIDES, {"granted", "granted-with-conditions", "refused"}),
        # … keeping the conditions that others set …
        (
            {"fire-consult": REFUSAL, "forest-land": CONDITIONS},
            LEAD_DECIDES,
            {"granted-with-conditions", "refused"},
        ),
        # … and never over a licence
        ({"forest-land": REFUSAL}, LEAD_DECIDES, {"refused"}),
        ({"forest-land": REFUSAL, "fire-consult": REFUSAL}, LEAD_DECIDES, {"refused"}),
        ({}, LEAD_DECIDES, {"granted"}),
        # the licence that waited for the refused opinion was cancelled: nobody ever gave it
        ({"flood": REFUSAL}, {}, {"refused"}),
        ({"flood": REFUSAL}, LEAD_DECIDES, {"refused"}),
    ],
)
def test_the_join_rule_says_which_outcomes_are_allowed(
    opinions: dict[str, dict[str, Any]], changes: dict[str, Any], allowed: set[str]
) -> None:
    """Every other outcome is refused, and each allowed one can be given with an explanation."""
    outcomes = ("granted", "granted-with-conditions", "refused")

    for outcome in outcomes:
        counter = consolidating(opinions, **changes)
        fields = {"outcome": outcome, "explanation": "经研究"}
        if outcome in allowed:
            assert counter.act(AT, "clerk", "consolidate-case", **fields) == ["case-decided"]
            assert counter.case.outcome == outcome
        else:
            assert counter.refused(AT, "clerk", "consolidate-case", **fields) == "OutcomeNotAllowed"


@pytest.mark.parametrize(
    ("opinions", "changes", "outcome", "refusal"),
    [
        ({"forest-land": REFUSAL}, {}, "refused", "ReasonMissing"),  # a refusal is explained
        ({"fire-consult": REFUSAL}, LEAD_DECIDES, "granted", "ReasonMissing"),  # so is an override
        ({}, {}, "postponed", "FieldInvalid"),
    ],
)
def test_a_decision_against_somebody_is_explained(
    opinions: dict[str, dict[str, Any]], changes: dict[str, Any], outcome: str, refusal: str
) -> None:
    """In writing."""
    counter = consolidating(opinions, **changes)

    assert counter.refused(AT, "clerk", "consolidate-case", outcome=outcome) == refusal


STATES: list[CaseState] = [
    "unfiled", "received", "correcting", "reviewing", "consolidating", "decided", "delivered", "archived",
    "declined", "withdrawn", "terminated",
]  # fmt: skip
CLOSED = "CaseNotOpen"
TABLE: dict[str, tuple[dict[str, Any], list[str]]] = {
    "consolidate-case": ({"outcome": "granted"}, [*[CLOSED] * 3, "ItemsStillOpen", "done", *[CLOSED] * 6]),
    "deliver-case": (HAND_OVER, [*[CLOSED] * 5, "done", *["AlreadyDelivered"] * 2, *[CLOSED] * 3]),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("do", TABLE)
def test_decision_and_delivery_fit_one_state_each(do: str, state: CaseState) -> None:
    """And a second delivery has a name of its own."""
    fields, outcomes = TABLE[do]
    counter, at = in_state(state)
    expected = outcomes[STATES.index(state)]

    if expected == "done":
        assert counter.act(at, "clerk", do, **fields)
    else:
        assert counter.refused(at, "clerk", do, **fields) == expected


@pytest.mark.parametrize("missing", ["method", "recipient", "receipt"])
def test_a_delivery_names_how_to_whom_and_the_receipt(missing: str) -> None:
    """送达回证: without it nobody can show that the limit was kept."""
    counter, at = in_state("decided")
    fields = {name: value for name, value in HAND_OVER.items() if name != missing}

    assert counter.refused(at, "clerk", "deliver-case", **fields) == "FieldInvalid"


def test_all_results_leave_by_one_door() -> None:
    """Every item that was decided, with its opinion and the number of its document."""
    counter = accepted()
    conclude(counter, "fire-consult", AT, opinion="agree", result="消函〔2026〕9号")
    conclude(counter, "flood", AT, opinion="not-involved")
    for item in ("forest-land", "approval"):
        conclude(counter, item, AT)
    delivered(decided(counter, AT), AT)

    handed_over = counter.last("case-delivered")
    assert isinstance(handed_over, events.CaseDelivered)
    assert {(each.item, each.opinion, each.result) for each in handed_over.results} == {
        ("forest-land", "agree", None),
        ("flood", "not-involved", None),
        ("fire-consult", "agree", "消函〔2026〕9号"),
        ("approval", "agree", None),
    }


def test_a_cancelled_item_delivers_nothing() -> None:
    """It has no result."""
    counter = consolidating({"flood": REFUSAL})
    counter.act(AT, "clerk", "consolidate-case", outcome="refused", explanation="防洪不符合要求")
    delivered(counter, AT)

    handed_over = counter.last("case-delivered")
    assert isinstance(handed_over, events.CaseDelivered)
    assert {each.item for each in handed_over.results} == {"forest-land", "flood", "fire-consult"}


def test_the_natural_outcome_comes_first() -> None:
    """What the desk proposes to the clerk."""
    counter = agreed(accepted(), AT)

    assert allowed_outcomes(counter.case, counter.book) == ("granted", ("granted",))


def test_the_sample_joins_all_required() -> None:
    """The tables above rest on it."""
    assert "join" not in CATALOGUE
    assert rulebook().catalogue.join == "all-required"
