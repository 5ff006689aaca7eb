"""Late entry: what happened earlier counts from then, and rewrites nothing that has followed (ADR 0101)."""

from typing import Any

import pytest

from models.domain.clock import left
from models.domain.clocks import item_clocks
from models.domain.commands import Order
from models.domain.names import CommandKey
from models.domain.rules.decide import read_command
from models.domain.view import view
from tests.domain.joint import FINDING, accepted, checked, sentences, surveyed
from tests.domain.sample import FILING, PEOPLE, Counter, moment
from tests.domain.standings import conclude
from workflows.pen import digest

FOREST = {"item": "forest-land"}


def test_both_times_stand_in_the_event() -> None:
    """When it happened counts, when it was entered is told."""
    counter = accepted()
    counter.act(
        "2026-06-16 10:00", "forestry-handler", "acknowledge-notice", **FOREST, happened="2026-06-15 16:00"
    )

    event = checked(counter).last("notice-acknowledged")
    assert (event.at, event.entered_at) == (moment("2026-06-15 16:00"), moment("2026-06-16 10:00"))
    assert counter.item("forest-land").acknowledged_at == moment("2026-06-15 16:00")
    assert sentences(counter)[-1][0].endswith("签收“使用林地审核”的抄告单（2026-06-16 10:00补录）")
    assert counter.case.last_at == moment("2026-06-15 16:00")


def test_an_entry_of_now_has_one_time() -> None:
    """Nothing is told of it."""
    counter = accepted()
    counter.act("2026-06-16 10:00", "forestry-handler", "acknowledge-notice", **FOREST)

    assert counter.last("notice-acknowledged").entered_at is None


def test_a_sibling_does_not_stand_in_the_way() -> None:
    """Water worked at ten; what forestry did at nine is entered at eleven; the case's time stays at ten."""
    counter = accepted()
    counter.act("2026-06-16 10:00", "water-handler", "acknowledge-notice", item="flood")
    counter.act(
        "2026-06-16 11:00", "forestry-handler", "acknowledge-notice", **FOREST, happened="2026-06-16 09:00"
    )

    assert checked(counter).case.last_at == moment("2026-06-16 10:00")


def test_a_conclusion_told_late_ends_the_limit_on_its_own_day() -> None:
    """The promise of five working days was kept on the day before the entry."""
    counter = accepted()
    counter.act("2026-06-15 12:00", "fire-handler", "acknowledge-notice", item="fire-consult")
    opinion = {"item": "fire-consult", "opinion": "agree"}
    counter.act("2026-06-18 09:30", "fire-handler", "propose-opinion", **opinion, happened="2026-06-17 16:00")
    checked(counter.until("2026-07-30 09:00"))

    assert counter.item("fire-consult").ended_at == moment("2026-06-17 16:00")
    assert not [
        event
        for event in counter.events
        if event.item == "fire-consult" and event.kind == "deadline-breached"
    ]


def test_what_follows_is_issued_when_it_is_entered() -> None:
    """The next department has its day to acknowledge; its limit runs from the end of the prerequisite."""
    counter = accepted()
    for role, do, fields in (
        ("handler", "acknowledge-notice", {}),
        ("handler", "propose-opinion", {"opinion": "agree"}),
    ):
        counter.act("2026-06-16 10:00", f"water-{role}", do, item="flood", **fields)
    counter.act(
        "2026-06-18 09:30", "water-approver", "conclude-item", item="flood", happened="2026-06-16 16:00"
    )

    notice = checked(counter).last("notice-issued")
    assert (notice.item, notice.at, notice.entered_at) == ("approval", moment("2026-06-18 09:30"), None)
    assert counter.item("approval").clocks_from == moment("2026-06-16 16:00").date()
    assert counter.item("approval").notified_on == moment("2026-06-18 09:30").date()


def test_a_filing_told_late_is_received_on_its_day() -> None:
    """What the office let lie is deemed accepted as the law says."""
    counter = Counter()
    counter.act("2026-06-24 09:00", "clerk", "file-case", **FILING, happened="2026-06-15 09:00")
    checked(counter.until("2026-06-24 09:00"))

    assert counter.kinds()[:2] == ["case-received", "case-deemed-accepted"]
    assert str(counter.case.effective) == "2026-06-15"


def test_an_acceptance_told_late_counts_from_its_day() -> None:
    """The notices go out now."""
    counter = Counter()
    counter.act("2026-06-15 09:00", "clerk", "file-case", **FILING)
    counter.act("2026-06-17 09:00", "clerk", "accept-case", happened="2026-06-16 16:00")

    shown = view(checked(counter).case, moment("2026-06-17 10:00"), counter.book)
    assert str(shown.effective) == "2026-06-16"
    assert counter.item("flood").notified_on == moment("2026-06-17 09:00").date()


def test_a_resumption_told_late_never_gives_days_back() -> None:
    """What is left after it is at most what was left before."""
    counter = accepted()
    stop = {"reason": "hearing", "notice": "1", "until": "2026-06-30"}
    counter.act("2026-06-15 14:00", "water-handler", "stop-clock", item="flood", **stop)
    counter.until("2026-06-24 10:00")
    day = moment("2026-06-24 10:00").date()

    def remaining() -> int:
        return left(item_clocks(counter.item("flood"), counter.book)["committed"], counter.book.days, day)

    before = remaining()
    counter.act(
        "2026-06-24 10:00", "water-handler", "resume-clock", item="flood", happened="2026-06-17 10:00"
    )

    assert remaining() < before
    checked(counter)


def breached() -> Counter:
    """The fire service has let its promise pass, on Tuesday, 23 June."""
    counter = accepted()
    counter.act("2026-06-15 14:00", "fire-handler", "acknowledge-notice", item="fire-consult")
    return counter.until("2026-06-24 09:00")


OPINION = {"item": "fire-consult", "opinion": "agree"}
STOP = {"item": "flood", "reason": "hearing", "notice": "1", "until": "2026-06-30"}


@pytest.mark.parametrize(
    ("by", "do", "fields", "happened", "refusal"),
    [
        # the breach, and before it the warning, stand already
        ("fire-handler", "propose-opinion", OPINION, "2026-06-23 16:00", "LateEntryNotPossible"),
        ("fire-handler", "propose-opinion", OPINION, "2026-06-16 16:00", "LateEntryNotPossible"),
        # the notice had not been issued yet
        ("water-handler", "take-item", {"item": "flood"}, "2026-06-15 10:00", "LateEntryNotPossible"),
        # counted days are not given back
        ("water-handler", "stop-clock", STOP, "2026-06-23 18:00", "LateEntryNotPossible"),
        # the case has gone on
        ("clerk", "withdraw-case", {"reason": "改期"}, "2026-06-16 10:00", "LateEntryNotPossible"),
        ("applicant", "withdraw-case", {"reason": "改期"}, "2026-06-24 08:30", "LateEntryNotPossible"),
        (
            "service-centre-administrator",
            "reorganise-department",
            {"department": "fire", "successor": "water", "document": "1"},
            "2026-06-24 08:30",
            "LateEntryNotPossible",
        ),
        ("fire-handler", "propose-opinion", OPINION, "2026-06-24 09:31", "FieldInvalid"),
        # authority goes before
        ("water-handler", "propose-opinion", OPINION, "2026-06-16 16:00", "NotYourDepartment"),
        (
            "fire-handler",
            "propose-opinion",
            {**OPINION, "item": "nonsense"},
            "2026-06-16 16:00",
            "ItemUnknown",
        ),
    ],
)
def test_what_cannot_be_told_late(
    by: str, do: str, fields: dict[str, Any], happened: str, refusal: str
) -> None:
    """By name, in both languages, and nothing has changed."""
    counter = breached()

    assert counter.refused("2026-06-24 09:30", by, do, **fields, happened=happened) == refusal


def test_a_stop_is_told_late_on_its_own_day() -> None:
    """That day counts in any case."""
    counter = accepted()
    counter.act("2026-06-16 16:00", "water-handler", "stop-clock", **STOP, happened="2026-06-16 10:00")

    assert checked(counter).item("flood").stops[0].begun == moment("2026-06-16 10:00").date()


def test_a_finding_cannot_have_been_made_before_the_survey_was_called() -> None:
    """There was no survey."""
    counter = surveyed()
    early = {**FOREST, **FINDING, "happened": "2026-06-15 12:00"}

    refused = counter.refused("2026-06-17 12:00", "forestry-handler", "record-finding", **early)
    assert refused == "LateEntryNotPossible"


def test_a_filing_cannot_go_before_the_law_it_is_filed_under() -> None:
    """The sample catalogue is in force from 2024."""
    counter = Counter()
    fields = {**FILING, "happened": "2023-12-29 10:00"}

    assert counter.refused("2026-06-15 09:00", "clerk", "file-case", **fields) == "LateEntryNotPossible"


def test_the_decision_waits_for_the_last_item_also_when_told_late() -> None:
    """An act on the case as a whole bears on everything in it."""
    counter = accepted(answers={"uses_forest": False})
    for item in ("flood", "fire-consult", "approval"):
        conclude(counter, item, "2026-06-17 10:00")
    decision = {"outcome": "granted", "happened": "2026-06-17 09:00"}
    assert (
        counter.refused("2026-06-18 09:00", "clerk", "consolidate-case", **decision) == "LateEntryNotPossible"
    )
    counter.act(
        "2026-06-18 09:00", "clerk", "consolidate-case", outcome="granted", happened="2026-06-17 10:00"
    )

    assert checked(counter).case.decided_at == moment("2026-06-17 10:00")


def test_another_time_is_another_command() -> None:
    """The same key with another time of happening is not the same order."""
    command = read_command("take-item", FOREST)
    orders = [
        Order(key=CommandKey("k"), by=PEOPLE["forestry-handler"], command=command, happened=happened)
        for happened in (None, moment("2026-06-16 10:00"), moment("2026-06-16 11:00"))
    ]

    assert len({digest(order) for order in orders}) == 3
    again = Order.model_validate_json(orders[1].model_dump_json())
    assert (again, digest(again)) == (orders[1], digest(orders[1]))
