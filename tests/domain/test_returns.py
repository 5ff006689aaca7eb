"""Whose duty an item is: notices returned and issued anew, items handed on, departments reminded."""

from datetime import date
from typing import Any

import pytest

from models.domain.clocks import item_clocks
from models.domain.dues import item_dues
from models.domain.effects import Effect, effects
from models.domain.events import NoticeIssued, ResponsibilityOpened
from tests.domain.sample import Counter, moment
from tests.domain.standings import accepted, conclude, hand, item_in_state
from tests.domain.test_attribution import closed, shares
from tests.domain.test_stops import HEARING, due

MORNING, NOON, AFTERNOON = "2026-06-16 10:00", "2026-06-16 12:00", "2026-06-16 15:00"
NOT_OURS = {"item": "flood", "reason": "非我局职责，应由林业部门办理"}


def returned(at: str = MORNING) -> Counter:
    """The water department hands the flood notice back."""
    counter = accepted()
    counter.act(at, "water-clerk", "return-notice", **NOT_OURS)
    return counter


def reissued(at: str = NOON, **to: str) -> Counter:
    """And the lead issues it anew."""
    counter = returned()
    counter.act(at, "clerk", "reissue-notice", item="flood", **to)
    return counter


def told(counter: Counter, kind: str) -> list[Effect]:
    """The messages of the latest event of a kind."""
    return effects(counter.case, counter.last(kind))


def test_a_returned_notice_waits_for_the_lead_and_the_limits_run_on() -> None:
    """The item says so, the lead is told, and neither limit moves."""
    before = due(accepted(), "committed"), due(accepted(), "statutory")
    counter = returned()

    item = counter.item("flood")
    assert item.returned is not None
    assert (item.state, item.returned.reason, item.holder) == ("notified", NOT_OURS["reason"], None)
    assert (due(counter, "committed"), due(counter, "statutory")) == before
    assert told(counter, "notice-returned") == [Effect("dev-reform", item.code)]


@pytest.mark.parametrize(
    ("by", "do", "fields"),
    [
        ("water-handler", "acknowledge-notice", {}),
        ("water-handler", "take-item", {}),
        ("water-handler", "propose-opinion", {"opinion": "agree"}),
        ("water-approver", "conclude-item", {}),
        ("water-handler", "return-notice", {"reason": "再退"}),
        ("water-handler", "stop-clock", {"reason": "hearing", "notice": "1", "until": "2026-06-30"}),
        ("water-department-head", "transfer-item", {"to": "water-handler"}),
        ("water-department-head", "extend-item", {"days": 5, "reason": "复杂"}),
        ("clerk", "remind", {}),
    ],
)
def test_nobody_works_on_a_returned_item(by: str, do: str, fields: dict[str, Any]) -> None:
    """Until its notice has been issued anew."""
    assert returned().refused(NOON, by, do, item="flood", **fields) == "NotAtThisLevel"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("waiting", "PrerequisiteOpen"),
        ("notified", "done"),
        ("acknowledged", "done"),
        ("handling", "done"),
        ("reviewing", "NotAtThisLevel"),  # it has spoken: the notice was its duty
        ("approving", "NotAtThisLevel"),
        ("negative-filing", "NotAtThisLevel"),
        ("concluded", "ItemNotOpen"),
    ],
)
def test_a_notice_is_returned_before_an_opinion_is_proposed(state: Any, outcome: str) -> None:
    """Also after it was signed for: that it is another's duty may show later."""
    (counter, at), item = item_in_state(state)

    assert (
        counter.outcome(at, hand(item, "department-head"), "return-notice", item=item, reason="非我局职责")
        == outcome
    )


def test_a_notice_is_not_returned_without_a_reason() -> None:
    """“Not our duty” says why."""
    assert accepted().refused(MORNING, "water-clerk", "return-notice", item="flood") == "ReasonMissing"


def test_a_notice_is_issued_anew_to_another_department() -> None:
    """A new number and a new round; the old department is out, and the limits are the old ones."""
    before = due(accepted(), "committed")
    counter = reissued(to="forestry")

    item, notice = counter.item("flood"), counter.last("notice-issued")
    assert isinstance(notice, NoticeIssued)
    assert (item.department, item.round, item.notice) == ("forestry", 2, "450721-2026-000001-flood-2")
    assert (notice.replaces, notice.by) == ("450721-2026-000001-flood-1", "clerk")
    assert (item.returned, item.clocks_from, due(counter, "committed")) == (None, date(2026, 6, 15), before)
    assert told(counter, "notice-issued") == [Effect("forestry", item.code)]
    assert (
        counter.refused(AFTERNOON, "water-handler", "acknowledge-notice", item="flood") == "NotYourDepartment"
    )
    assert counter.outcome(AFTERNOON, "forestry-handler", "acknowledge-notice", item="flood") == "done"


def test_a_notice_may_go_back_to_the_same_department() -> None:
    """The lead insists; what was signed and taken before is void."""
    counter = accepted()
    for do in ("acknowledge-notice", "take-item"):
        counter.act(MORNING, "water-handler", do, item="flood")
    counter.act(MORNING, "water-handler", "return-notice", **NOT_OURS)
    counter.act(NOON, "clerk", "reissue-notice", item="flood")

    item = counter.item("flood")
    assert (item.department, item.state, item.acknowledged_at, item.holder) == (
        "water", "notified", None, None,
    )  # fmt: skip
    conclude(counter, "flood", AFTERNOON)
    assert counter.item("flood").state == "concluded"


@pytest.mark.parametrize(
    ("item", "to", "refusal"),
    [
        ("flood", {"to": "nonsense"}, "FieldInvalid"),
        ("flood", {"to": ""}, "FieldInvalid"),
        ("fire-consult", {"to": "water"}, "NotAtThisLevel"),  # nobody has returned it
        ("approval", {"to": "water"}, "PrerequisiteOpen"),
        ("nonsense", {"to": "water"}, "ItemUnknown"),
    ],
)
def test_only_a_returned_notice_is_issued_anew(item: str, to: dict[str, str], refusal: str) -> None:
    """To a department of the catalogue; a live notice is never doubled."""
    assert returned().refused(NOON, "clerk", "reissue-notice", item=item, **to) == refusal


def test_a_second_click_does_not_issue_a_second_notice() -> None:
    """One live notice for each item and round."""
    assert reissued().refused(NOON, "clerk", "reissue-notice", item="flood") == "NotAtThisLevel"


def test_a_new_notice_is_to_be_signed_for_anew() -> None:
    """A working day from its own day on; both notices may be missed, and each is told once."""
    counter = accepted()
    counter.act("2026-06-17 10:00", "water-clerk", "return-notice", **NOT_OURS)
    counter.act("2026-06-17 11:00", "clerk", "reissue-notice", item="flood", to="forestry")
    counter.until("2026-06-24 10:00")

    missed = [at for at, item, _ in counter.told("acknowledgement-missed") if item == "flood"]
    assert missed == ["06-16 17:30", "06-18 17:30"]


def test_what_the_clock_does_after_a_new_notice_has_a_key_of_its_own() -> None:
    """The register knows each thing by its key; the second miss must not be taken for the first."""
    first, second = (
        item_dues(counter.item("flood"), counter.book)[0].key for counter in (accepted(), reissued())
    )

    assert first == "clock:flood:acknowledgement:acknowledgement"
    assert second == "clock:flood:acknowledgement:acknowledgement#2"


def test_a_returned_notice_need_not_be_signed_for() -> None:
    """The acknowledgement clock ended with the return, in time."""
    counter = returned().until("2026-06-18 10:00")

    assert {item for _, item, _ in counter.told("acknowledgement-missed")} == {"forest-land", "fire-consult"}
    assert item_clocks(counter.item("flood"), counter.book)["acknowledgement"].ended == moment(MORNING)


def test_a_limit_that_breaks_while_the_notice_lies_with_the_lead_is_the_lead_s() -> None:
    """The record names the lead's clerk, and the warnings go there, too."""
    counter = returned().until("2026-06-26 18:00")

    mine = {event.kind: event for event in counter.events if event.item == "flood"}
    record, first_rung = mine["responsibility-opened"], mine["escalated"]
    assert isinstance(record, ResponsibilityOpened)
    assert (record.department, record.person) == ("dev-reform", "clerk")
    assert effects(counter.case, first_rung) == [Effect("dev-reform/department-head", record.item)]


def test_days_belong_to_whoever_had_the_notice() -> None:
    """Returned on the 17th, issued anew on the 22nd, concluded on the 25th: water 2, lead 2, forestry 3."""
    counter = accepted()
    for item in ("forest-land", "fire-consult"):
        conclude(counter, item, "2026-06-16 10:00")
    counter.act("2026-06-17 10:00", "water-clerk", "return-notice", **NOT_OURS)
    counter.act("2026-06-22 10:00", "clerk", "reissue-notice", item="flood", to="forestry")
    for level, do in (("handler", "acknowledge-notice"), ("handler", "take-item")):
        counter.act("2026-06-25 10:00", f"forestry-{level}", do, item="flood")
    counter.act("2026-06-25 10:00", "forestry-handler", "propose-opinion", item="flood", opinion="agree")
    counter.act("2026-06-25 10:00", "forestry-approver", "conclude-item", item="flood")
    conclude(counter, "approval", "2026-06-25 11:00")

    assert shares(closed(counter, "2026-06-26 10:00")) == [
        ("water", "flood", 2),  # 16, 17
        ("dev-reform", "flood", 2),  # 18, 22
        ("forestry", "flood", 3),  # 23, 24, 25
        ("dev-reform", None, 1),  # 26
    ]


def test_a_stop_of_a_returned_item_may_still_be_resumed() -> None:
    """The procedure belongs to the item; whoever began it says when it ended."""
    counter = accepted()
    counter.act(MORNING, "water-handler", "stop-clock", **HEARING)
    counter.act(MORNING, "water-handler", "return-notice", **NOT_OURS)

    assert counter.outcome(NOON, "water-handler", "resume-clock", item="flood") == "done"


def test_a_returned_item_may_be_dropped() -> None:
    """If it is nobody's duty, the lead takes it out of the case."""
    counter = returned()

    assert counter.outcome(NOON, "clerk", "drop-item", item="flood", reason="无需评价") == "done"
    assert counter.item("flood").state == "cancelled"


@pytest.mark.parametrize(
    ("state", "outcome", "after"),
    [
        ("notified", "NotAtThisLevel", "notified"),  # nobody has signed for it yet
        ("acknowledged", "done", "handling"),
        ("handling", "done", "handling"),
        ("reviewing", "done", "reviewing"),
        ("approving", "done", "approving"),
        ("negative-filing", "NotAtThisLevel", "negative-filing"),
        ("concluded", "ItemNotOpen", "concluded"),
    ],
)
def test_the_head_puts_an_item_onto_another_desk(state: Any, outcome: str, after: str) -> None:
    """Wherever it lies inside the department; the level stays, and the new person holds the file."""
    (counter, at), item = item_in_state(state)

    to = {"item": item, "to": "forestry-other"}
    assert counter.outcome(at, "forestry-department-head", "transfer-item", **to) == outcome
    assert counter.item(item).state == after
    if outcome == "done":
        assert counter.item(item).holder == "forestry-other"
        assert told(counter, "item-transferred") == [Effect("forestry", counter.item(item).code)]


def test_an_item_is_not_handed_to_who_has_it() -> None:
    """Nothing would change."""
    (counter, at), item = item_in_state("handling")

    fields = {"item": item, "to": "forestry-handler"}
    assert counter.refused(at, "forestry-department-head", "transfer-item", **fields) == "FieldInvalid"


def test_who_receives_an_item_has_no_more_authority_than_before() -> None:
    """It is checked when they act: a clerk who was handed the item still does not handle it."""
    (counter, at), item = item_in_state("acknowledged")
    counter.act(at, "forestry-department-head", "transfer-item", item=item, to="forestry-clerk")

    fields = {"item": item, "opinion": "agree"}
    assert counter.refused(at, "forestry-clerk", "propose-opinion", **fields) == "NotYourRole"


def test_the_record_of_a_breach_names_who_had_the_item_last() -> None:
    """After a transfer it is the new person's."""
    counter = accepted()
    counter.act(MORNING, "water-handler", "acknowledge-notice", item="flood")
    counter.act(MORNING, "water-department-head", "transfer-item", item="flood", to="water-second")
    counter.until("2026-06-26 18:00")

    opened = [event for event in counter.events if isinstance(event, ResponsibilityOpened)]
    assert [each.person for each in opened if each.item == "flood"] == ["water-second"]


@pytest.mark.parametrize("by", ["clerk", "supervisor"])
def test_a_department_is_reminded(by: str) -> None:
    """By the lead or the supervisor; the message goes to the department and nothing else changes."""
    counter = accepted()
    before = counter.case.items

    assert counter.act(MORNING, by, "remind", item="flood", text="请尽快办理") == ["department-reminded"]

    assert told(counter, "department-reminded") == [Effect("water", counter.item("flood").code)]
    assert [item.state for item in counter.case.items.values()] == [item.state for item in before.values()]


@pytest.mark.parametrize(
    ("item", "refusal"), [("approval", "PrerequisiteOpen"), ("fire-consult", "ItemNotOpen")]
)
def test_only_who_has_the_item_is_reminded(item: str, refusal: str) -> None:
    """Not before it has begun, and not after it has ended."""
    counter = accepted()
    conclude(counter, "fire-consult", MORNING)

    assert counter.refused(MORNING, "clerk", "remind", item=item) == refusal
