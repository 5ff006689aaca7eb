"""Items added, dropped, and stood in for by an earlier result: what begins, is released, and ends."""

from datetime import date
from typing import Any

import pytest

from models.domain.catalogue import Catalogue
from models.domain.events import CaseDelivered, NoticeIssued
from models.domain.rulebook import Rulebook
from tests.domain.oracle import Ledger
from tests.domain.oracle import due as walked
from tests.domain.sample import CATALOGUE, Counter, calendar, moment, rulebook
from tests.domain.standings import REFUSAL, accepted, agreed, conclude, decided, delivered, in_state, received
from tests.domain.test_stops import due

NO_FOREST: dict[str, Any] = {"answers": {"uses_forest": False}}
WEDNESDAY = "2026-06-17 10:00"
ADD: dict[str, Any] = {"item": "forest-land", "reason": "现场踏勘发现占用林地"}
REUSE = {"item": "flood", "number": "水许可〔2025〕7号", "date": "2025-11-03"}


def with_items(**after: list[str]) -> Rulebook:
    """The sample law with other prerequisites for some of its items."""
    items = [{**item, "after": after.get(item["code"], item.get("after", []))} for item in CATALOGUE["items"]]
    return Rulebook(catalogue=Catalogue.model_validate({**CATALOGUE, "items": items}), calendar=calendar())


def test_an_added_item_has_its_own_notice_and_its_own_clocks() -> None:
    """From the day of the addition, whenever the case was accepted; siblings keep their dates."""
    counter = accepted(**NO_FOREST)
    flood = due(counter, "committed")

    assert counter.act(WEDNESDAY, "clerk", "add-item", **ADD) == ["item-added", "notice-issued"]

    item = counter.item("forest-land")
    assert (item.state, item.clocks_from, item.added_on) == ("notified", date(2026, 6, 17), date(2026, 6, 17))
    assert item.notice == "450721-2026-000001-forest-land-1"
    assert due(counter, "committed", "forest-land") == date(2026, 7, 2)  # ten working days from 06-17
    assert due(counter, "committed") == flood


def test_an_added_item_waits_for_its_open_prerequisites_in_the_case() -> None:
    """And begins when the last of them ends, like any other."""
    counter = accepted(with_items(**{"forest-land": ["flood"]}), **NO_FOREST)

    assert counter.act(WEDNESDAY, "clerk", "add-item", **ADD) == ["item-added"]
    assert counter.item("forest-land").state == "waiting"
    conclude(counter, "flood", "2026-06-18 10:00")

    assert counter.item("forest-land").state == "notified"
    assert counter.item("forest-land").clocks_from == date(2026, 6, 18)


def test_an_ended_prerequisite_does_not_date_an_added_item_back() -> None:
    """The clocks run from the addition, not from the day on which the prerequisite ended."""
    counter = accepted(with_items(**{"forest-land": ["flood"]}), **NO_FOREST)
    conclude(counter, "flood", "2026-06-16 10:00")

    counter.act("2026-06-22 10:00", "clerk", "add-item", **ADD)

    assert counter.item("forest-land").clocks_from == date(2026, 6, 22)


def test_what_has_not_begun_waits_for_the_added_item_that_it_comes_after() -> None:
    """The approval comes after the forest review; when that is added, the approval waits for it, too."""
    book = with_items(approval=["flood", "forest-land"])
    counter = accepted(book, **NO_FOREST)
    counter.act(WEDNESDAY, "clerk", "add-item", **ADD)

    conclude(counter, "flood", WEDNESDAY)
    assert counter.item("approval").state == "waiting"
    conclude(counter, "forest-land", WEDNESDAY)

    assert counter.item("approval").state == "notified"


def test_what_has_begun_is_not_called_back_by_an_added_prerequisite() -> None:
    """The approval is already under way and goes on."""
    counter = accepted(with_items(approval=["forest-land"]), **NO_FOREST)
    assert counter.item("approval").state == "notified"

    counter.act(WEDNESDAY, "clerk", "add-item", **ADD)

    assert (counter.item("approval").state, counter.item("approval").after) == ("notified", ())


def test_an_item_may_be_added_after_the_last_one_has_ended() -> None:
    """The case is under review again until the new item ends."""
    counter = agreed(accepted(**NO_FOREST), "2026-06-16 10:00")
    assert counter.case.state == "consolidating"

    counter.act(WEDNESDAY, "clerk", "add-item", **ADD)
    assert (counter.case.state, counter.case.items_ended_at) == ("reviewing", None)
    conclude(counter, "forest-land", "2026-06-18 10:00")

    assert (counter.case.state, counter.case.items_ended_at) == ("consolidating", moment("2026-06-18 10:00"))


def test_an_item_added_before_acceptance_is_notified_with_all_others() -> None:
    """And its materials are asked for like theirs: the photos are missing here."""
    counter = received(**NO_FOREST, materials=["report"])

    assert counter.act("2026-06-15 10:00", "clerk", "add-item", **ADD) == ["item-added"]
    assert counter.refused("2026-06-15 11:00", "clerk", "accept-case") == "MaterialMissing"
    gaps = [{"material": "photos", "by": "2026-06-26"}]
    assert counter.act("2026-06-15 11:00", "clerk", "accept-case", gaps=gaps).count("notice-issued") == 3


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, "MaterialMissing"),  # the forest review needs photos that nobody has handed in
        ({"materials": ["photos"]}, "done"),
        ({"gaps": [{"material": "photos", "by": "2026-06-26"}]}, "done"),
        ({"gaps": [{"material": "photos", "by": "2026-06-16"}]}, "EndInThePast"),
        ({"gaps": [{"material": "photos", "by": "2026-12-01"}]}, "PromiseTooLate"),
        ({"gaps": [{"material": "report", "by": "2026-06-26"}]}, "MaterialNotTolerable"),
        ({"materials": ["nonsense"]}, "MaterialUnknown"),
        ({"reason": None, "materials": ["photos"]}, "ReasonMissing"),
        ({"item": "flood"}, "FieldInvalid"),  # it is there
        ({"item": "nonsense"}, "FieldInvalid"),
    ],
)
def test_an_added_item_brings_what_it_needs(fields: dict[str, Any], outcome: str) -> None:
    """Its required materials, or a promise of those that may be tolerated; and a reason."""
    counter = accepted(**NO_FOREST, materials=["report"])

    if outcome == "done":
        assert counter.act(WEDNESDAY, "clerk", "add-item", **{**ADD, **fields})[0] == "item-added"
    else:
        assert counter.refused(WEDNESDAY, "clerk", "add-item", **{**ADD, **fields}) == outcome


def test_nothing_is_added_behind_a_refusal() -> None:
    """Its prerequisite was refused, so the item could never begin."""
    counter = accepted(with_items(**{"forest-land": ["flood"]}), **NO_FOREST)
    conclude(counter, "flood", WEDNESDAY, **REFUSAL)
    counter.act(WEDNESDAY, "supervisor", "confirm-negative", item="flood")

    assert counter.refused(WEDNESDAY, "clerk", "add-item", **ADD) == "FieldInvalid"


@pytest.mark.parametrize("do", ["add-item", "drop-item", "reuse-result"])
@pytest.mark.parametrize("state", ["decided", "delivered", "archived", "declined", "withdrawn", "terminated"])
def test_the_plan_of_a_closed_case_stays_as_it_is(do: str, state: Any) -> None:
    """Whatever the item."""
    counter, at = in_state(state)
    fields = {"add-item": ADD, "drop-item": ADD, "reuse-result": REUSE}[do]

    assert counter.refused(at, "clerk", do, **fields) == "CaseNotOpen"


def test_a_dropped_item_releases_what_waited_for_it() -> None:
    """The approval no longer has the flood review before it; its clocks run from that day."""
    counter = accepted()

    happened = counter.act(WEDNESDAY, "clerk", "drop-item", item="flood", reason="不在河道管理范围内")

    assert happened == ["item-dropped", "notice-issued"]
    assert (counter.item("flood").state, counter.item("flood").dropped) == ("cancelled", "不在河道管理范围内")
    assert (counter.item("approval").state, counter.item("approval").clocks_from) == (
        "notified", date(2026, 6, 17),
    )  # fmt: skip


def test_dropping_the_last_open_item_ends_the_review() -> None:
    """The others were concluded; the case may be consolidated."""
    counter = accepted()
    for item in ("flood", "fire-consult", "approval"):
        conclude(counter, item, WEDNESDAY)

    counter.act(WEDNESDAY, "clerk", "drop-item", item="forest-land", reason="红线已调整")

    assert counter.case.state == "consolidating"


@pytest.mark.parametrize(
    ("item", "fields", "refusal"),
    [
        ("nonsense", {"reason": "不需要"}, "ItemUnknown"),
        ("fire-consult", {"reason": "不需要"}, "ItemNotOpen"),  # concluded
        ("forest-land", {"reason": "不需要"}, "NotAtThisLevel"),  # its refusal lies with the supervisor
        ("flood", {}, "ReasonMissing"),
    ],
)
def test_an_item_is_not_dropped(item: str, fields: dict[str, str], refusal: str) -> None:
    """Not once it has ended, not to be rid of a filed refusal, and not without a reason."""
    counter = accepted()
    conclude(counter, "fire-consult", WEDNESDAY)
    conclude(counter, "forest-land", WEDNESDAY, **REFUSAL)

    assert counter.refused(WEDNESDAY, "clerk", "drop-item", item=item, **fields) == refusal


@pytest.mark.parametrize("counter", [accepted, received], ids=["under review", "before acceptance"])
@pytest.mark.parametrize("do", ["drop-item", "reuse-result"])
def test_a_case_keeps_something_to_approve(counter: Any, do: str) -> None:
    """The only item cannot be dropped; before acceptance no earlier result can stand for all of it."""
    book = rulebook(items=[CATALOGUE["items"][1]])
    case: Counter = counter(book)
    fields = {**REUSE} if do == "reuse-result" else {"item": "flood", "reason": "不需要"}

    outcome = case.outcome("2026-06-15 12:00", "clerk", do, **fields)

    assert outcome == ("done" if do == "reuse-result" and counter is accepted else "FieldInvalid")


def test_a_dropped_item_comes_back_under_a_new_notice() -> None:
    """A mistake is corrected by adding it again: another round and notice, new clocks, new warnings."""
    counter = accepted()
    counter.act("2026-06-24 10:00", "clerk", "drop-item", item="fire-consult", reason="误以为不需要")
    assert counter.told("deadline-breached") == [("06-23 17:30", "fire-consult", "deadline-breached")]

    counter.act("2026-06-24 11:00", "clerk", "add-item", item="fire-consult", reason="需要消防意见")

    item = counter.item("fire-consult")
    assert (item.round, item.notice, item.state) == (2, "450721-2026-000001-fire-consult-2", "notified")
    counter.until("2026-07-02 12:00")
    assert counter.told("deadline-breached")[-1] == ("07-01 17:30", "fire-consult", "deadline-breached")


def test_an_earlier_result_stands_for_an_item() -> None:
    """It ends the item, releases what waited for it, and leaves the house with the other results."""
    counter = accepted()

    assert counter.act(WEDNESDAY, "clerk", "reuse-result", **REUSE) == ["result-reused", "notice-issued"]
    item = counter.item("flood")
    assert (item.state, item.result, item.reused_of) == ("reused", REUSE["number"], date(2025, 11, 3))

    for each in ("forest-land", "fire-consult", "approval"):
        conclude(counter, each, "2026-06-18 10:00")
    delivered(decided(counter, "2026-06-18 11:00"), "2026-06-18 12:00")
    handed_over = counter.last("case-delivered")
    assert isinstance(handed_over, CaseDelivered)
    assert [
        (each.item, each.opinion, each.result) for each in handed_over.results if each.ended == "reused"
    ] == [("flood", None, REUSE["number"])]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, "done"),
        ({"date": "2026-06-17"}, "done"),
        ({"date": "2026-06-18"}, "FieldInvalid"),  # tomorrow
        ({"number": " "}, "FieldInvalid"),
        ({"item": "nonsense"}, "ItemUnknown"),
        ({"item": "approval"}, "done"),  # also of an item that has not begun
        ({"item": "fire-consult"}, "ItemNotOpen"),  # concluded
        ({"item": "forest-land"}, "NotAtThisLevel"),  # an opinion lies on the table
    ],
)
def test_an_earlier_result_is_recognised_before_the_department_has_spoken(
    fields: dict[str, str], outcome: str
) -> None:
    """With its number and a day that is not in the future."""
    counter = accepted()
    conclude(counter, "fire-consult", WEDNESDAY)
    counter.act(WEDNESDAY, "forestry-handler", "acknowledge-notice", item="forest-land")
    counter.act(WEDNESDAY, "forestry-handler", "propose-opinion", item="forest-land", **REFUSAL)

    if outcome == "done":
        assert counter.act(WEDNESDAY, "clerk", "reuse-result", **{**REUSE, **fields})[0] == "result-reused"
    else:
        assert counter.refused(WEDNESDAY, "clerk", "reuse-result", **{**REUSE, **fields}) == outcome


def test_a_reused_and_a_dropped_item_do_not_count_against_the_project() -> None:
    """What was proposed on an item before it was dropped is no disagreement of the department."""
    counter = accepted()
    counter.act(WEDNESDAY, "forestry-handler", "acknowledge-notice", item="forest-land")
    counter.act(WEDNESDAY, "forestry-handler", "propose-opinion", item="forest-land", **REFUSAL)
    counter.act(WEDNESDAY, "clerk", "drop-item", item="forest-land", reason="红线已调整")
    counter.act(WEDNESDAY, "clerk", "reuse-result", **REUSE)
    for item in ("fire-consult", "approval"):
        conclude(counter, item, WEDNESDAY)

    assert counter.outcome(WEDNESDAY, "clerk", "consolidate-case", outcome="refused") == "OutcomeNotAllowed"
    assert counter.outcome(WEDNESDAY, "clerk", "consolidate-case", outcome="granted") == "done"


def test_a_dropped_licence_does_not_bar_the_lead_from_granting() -> None:
    """Under “lead decides”, what was dropped before its prerequisite was refused was not lost with it."""
    counter = accepted(rulebook(join="lead-decides"))
    for item in ("forest-land", "fire-consult"):
        conclude(counter, item, WEDNESDAY)
    counter.act(WEDNESDAY, "clerk", "drop-item", item="approval", reason="改为备案")
    conclude(counter, "flood", WEDNESDAY, **REFUSAL)
    counter.act(WEDNESDAY, "supervisor", "confirm-negative", item="flood")

    granted = {"outcome": "granted", "explanation": "经专题会议研究"}
    assert counter.outcome(WEDNESDAY, "clerk", "consolidate-case", **granted) == "done"


def test_every_notice_of_the_case_has_its_own_number() -> None:
    """Also after additions, drops and a return."""
    counter = accepted()
    counter.act(WEDNESDAY, "clerk", "drop-item", item="forest-land", reason="误")
    counter.act(WEDNESDAY, "clerk", "add-item", **ADD)
    counter.act(WEDNESDAY, "forestry-handler", "return-notice", item="forest-land", reason="非我局职责")
    counter.act(WEDNESDAY, "clerk", "reissue-notice", item="forest-land")

    numbers = [event.notice for event in counter.events if isinstance(event, NoticeIssued)]
    assert len(set(numbers)) == len(numbers) == 5


def test_the_golden_dates_of_an_added_item_are_those_of_the_calendar() -> None:
    """Counted day by day by the oracle, over the Dragon Boat holiday."""
    counter = accepted(**NO_FOREST)
    counter.act(WEDNESDAY, "clerk", "add-item", **ADD)

    assert due(counter, "statutory", "forest-land") == walked(
        Ledger(date(2026, 6, 17), 20, "working-day", 0, ())
    )
