"""Extensions (行政许可法 art. 42): by whom, how long, how often, until when, and what they move."""

from datetime import date
from typing import Any

import pytest

from models.domain.clock import due_day
from models.domain.clocks import case_clocks
from models.domain.effects import Effect, effects
from models.domain.names import ItemClock
from tests.domain.sample import CATALOGUE, Counter, rulebook
from tests.domain.standings import accepted, agreed, conclude
from tests.domain.test_stops import HEARING, due

AT = "2026-06-16 10:00"
EXTEND = {"item": "flood", "days": 10, "reason": "水文资料复杂"}
EXTEND_CASE = {"days": 15, "reason": "需要补充论证"}
HEAD, MAYOR = "water-department-head", "service-centre-government-head"


def case_due(counter: Counter, clock: ItemClock) -> date | None:
    """The due day of a clock of the whole case."""
    return due_day(case_clocks(counter.case, counter.book)[clock], counter.book.days)


def test_an_extension_moves_the_statutory_limit_and_not_the_promise() -> None:
    """Twenty working days become thirty; what was promised stays promised; siblings stay as they are."""
    counter = accepted()
    promise, sibling = due(counter, "committed"), due(counter, "statutory", "forest-land")
    assert due(counter, "statutory") == date(2026, 7, 14)

    assert counter.act(AT, HEAD, "extend-item", **EXTEND) == ["item-extended"]

    assert due(counter, "statutory") == date(2026, 7, 28)
    assert (due(counter, "committed"), due(counter, "statutory", "forest-land")) == (promise, sibling)
    assert effects(counter.case, counter.last("item-extended")) == [
        Effect("applicant", counter.item("flood").code),  # art. 42: the applicant is told the reason
        Effect("dev-reform", counter.item("flood").code),
    ]


def test_the_case_is_extended_by_the_head_of_government() -> None:
    """Forty-five working days become sixty; the committed limit stays."""
    counter = accepted()
    promise = case_due(counter, "committed")
    assert case_due(counter, "statutory") == date(2026, 8, 18)

    assert counter.act(AT, MAYOR, "extend-case", **EXTEND_CASE) == ["case-extended"]

    assert (case_due(counter, "statutory"), case_due(counter, "committed")) == (date(2026, 9, 8), promise)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"days": 1}, "done"),
        ({"days": "10"}, "done"),  # as a form writes it
        ({"days": 11}, "ExtensionTooLong"),
        ({"days": 0}, "FieldInvalid"),
        ({"days": -1}, "FieldInvalid"),
        ({"days": 2.5}, "FieldInvalid"),
        ({"days": True}, "FieldInvalid"),
        ({"days": "ten"}, "FieldInvalid"),
        ({"days": "9" * 5000}, "FieldInvalid"),
        ({"reason": None}, "ReasonMissing"),
        ({"reason": None, "days": 11}, "ReasonMissing"),  # the reason is asked for first
        ({"item": "approval"}, "NotYourDepartment"),
        ({"item": "nonsense"}, "ItemUnknown"),
    ],
)
def test_an_extension_of_an_item_has_days_and_a_reason(changes: dict[str, Any], outcome: str) -> None:
    """At most the ten days that the catalogue allows."""
    counter = accepted()

    if outcome == "done":
        assert counter.act(AT, HEAD, "extend-item", **{**EXTEND, **changes}) == ["item-extended"]
    else:
        assert counter.refused(AT, HEAD, "extend-item", **{**EXTEND, **changes}) == outcome


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [({}, "done"), ({"days": 16}, "ExtensionTooLong"), ({"reason": None}, "ReasonMissing")],
)
def test_an_extension_of_the_case_has_days_and_a_reason(changes: dict[str, Any], outcome: str) -> None:
    """At most fifteen."""
    counter = accepted()

    assert counter.outcome(AT, MAYOR, "extend-case", **{**EXTEND_CASE, **changes}) == outcome


def test_a_limit_is_extended_once() -> None:
    """Also when the first extension did not take all the days; the item and the case each have their own."""
    counter = accepted()
    counter.act(AT, HEAD, "extend-item", **{**EXTEND, "days": 3})
    counter.act(AT, MAYOR, "extend-case", **{**EXTEND_CASE, "days": 3})

    assert counter.refused(AT, HEAD, "extend-item", **EXTEND) == "AlreadyExtended"
    assert counter.refused(AT, MAYOR, "extend-case", **EXTEND_CASE) == "AlreadyExtended"


@pytest.mark.parametrize(
    ("at", "outcome"), [("2026-07-14 17:29", "done"), ("2026-07-14 17:30", "LimitAlreadyOver")]
)
def test_an_item_is_extended_before_its_limit_is_over(at: str, outcome: str) -> None:
    """Until the office closes on the due day."""
    counter = accepted()

    assert counter.outcome(at, HEAD, "extend-item", **EXTEND) == outcome


@pytest.mark.parametrize(
    ("at", "outcome"), [("2026-08-18 17:29", "done"), ("2026-08-18 17:30", "LimitAlreadyOver")]
)
def test_a_case_is_extended_before_its_limit_is_over(at: str, outcome: str) -> None:
    """The same for the case."""
    counter = accepted()

    assert counter.outcome(at, MAYOR, "extend-case", **EXTEND_CASE) == outcome


def test_a_stop_after_the_breach_does_not_make_an_extension_possible() -> None:
    """It cures nothing."""
    counter = accepted().until("2026-07-15 10:00")
    counter.act("2026-07-15 10:00", "water-handler", "stop-clock", **{**HEARING, "until": "2026-07-30"})

    assert counter.refused("2026-07-16 10:00", HEAD, "extend-item", **EXTEND) == "LimitAlreadyOver"


def test_a_stopped_limit_is_not_over() -> None:
    """It may be extended while it stands still."""
    counter = accepted()
    counter.act(AT, "water-handler", "stop-clock", **{**HEARING, "until": "2026-07-30"})

    assert counter.outcome("2026-07-20 10:00", HEAD, "extend-item", **EXTEND) == "done"


def test_a_limit_that_ends_in_a_year_without_a_table_is_not_over_by_law() -> None:
    """No legal effect fires there, so the extension is still in time."""
    counter = Counter().opened("2026-12-15")

    assert counter.outcome("2027-03-01 10:00", HEAD, "extend-item", **EXTEND) == "done"


def test_an_extended_limit_breaks_on_its_new_day() -> None:
    """Not on the old one."""
    counter = accepted()
    counter.act(AT, HEAD, "extend-item", **EXTEND)
    counter.until("2026-08-01 10:00")

    breached = [
        event for event in counter.events if event.kind == "deadline-breached" and event.item == "flood"
    ]
    assert [event.at.strftime("%m-%d") for event in breached] == ["06-26", "07-28"]


@pytest.mark.parametrize("state", ["waiting", "ended"])
def test_an_item_that_has_not_begun_or_has_ended_is_not_extended(state: str) -> None:
    """There is no limit to extend."""
    counter = accepted()
    fields = {**EXTEND, "item": "approval"}
    if state == "ended":
        conclude(counter, "flood", AT)
        conclude(counter, "approval", AT)

    refusal = counter.refused(AT, "dev-reform-department-head", "extend-item", **fields)

    assert refusal == {"waiting": "PrerequisiteOpen", "ended": "ItemNotOpen"}[state]


def test_a_catalogue_may_forbid_extensions() -> None:
    """Nought days are too few for anybody."""
    items = [{**CATALOGUE["items"][1], "statutory": {"days": 20, "extension": 0}}]
    counter = accepted(rulebook(items=items))

    assert counter.refused(AT, HEAD, "extend-item", **{**EXTEND, "days": 1}) == "ExtensionTooLong"


def test_a_decided_case_is_not_extended() -> None:
    """Its limit was met."""
    counter = agreed(accepted(), AT)
    counter.act(AT, "clerk", "consolidate-case", outcome="granted")

    assert counter.refused(AT, MAYOR, "extend-case", **EXTEND_CASE) == "CaseNotOpen"
