"""Special procedures: what may stop a clock, with which paper, and what it does to the dates."""

from datetime import date
from typing import Any

import pytest

from desk.telling.story import Story
from models.domain.clock import due_day
from models.domain.clocks import item_clocks
from models.domain.effects import Effect, effects
from models.domain.events import StopOverran
from models.domain.names import ItemClock, ItemCode
from tests.domain.sample import Counter, moment, rulebook
from tests.domain.standings import accepted

AT = "2026-06-16 10:00"
HEARING: dict[str, Any] = {
    "item": "flood", "reason": "hearing", "notice": "水听〔2026〕1号", "until": "2026-06-30",
}  # fmt: skip


def due(counter: Counter, clock: ItemClock, item: str = "flood") -> date | None:
    """The due day of a clock of an item as the case stands."""
    return due_day(item_clocks(counter.case.items[ItemCode(item)], counter.book)[clock], counter.book.days)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "done"),
        ({"until": "2026-06-16"}, "done"),  # it may end today
        ({"until": "2026-06-15"}, "EndInThePast"),
        ({"until": None}, "EndMissing"),
        ({"notice": None}, "WrittenNoticeMissing"),
        ({"notice": None, "until": None}, "WrittenNoticeMissing"),  # the paper is asked for first
        ({"reason": "holiday"}, "StopReasonNotAllowed"),
        ({"reason": "holiday", "notice": None}, "StopReasonNotAllowed"),
        ({"until": "soon"}, "FieldInvalid"),
        ({"notice": " "}, "FieldInvalid"),
        ({"reason": "higher-authority"}, "done"),
    ],
)
def test_a_stop_names_reason_paper_and_end(changes: dict[str, Any], outcome: str) -> None:
    """Without the written notice no time stands still (行政许可法 art. 45)."""
    counter = accepted()
    if outcome == "done":
        assert counter.act(AT, "water-handler", "stop-clock", **{**HEARING, **changes}) == ["clock-stopped"]
    else:
        assert counter.refused(AT, "water-handler", "stop-clock", **{**HEARING, **changes}) == outcome


def test_a_clock_that_stands_still_is_not_stopped_again() -> None:
    """Neither for the same reason nor for another one; asked before the papers of the new stop."""
    counter = accepted()
    counter.act(AT, "water-handler", "stop-clock", **HEARING)

    for changes in ({}, {"reason": "testing"}, {"notice": None}):
        again = {**HEARING, **changes}
        assert counter.refused("2026-06-17 10:00", "water-handler", "stop-clock", **again) == "AlreadyStopped"


def test_only_a_stopped_clock_is_resumed() -> None:
    """Nothing stopped, something else stopped, resumed already."""
    counter = accepted()
    resume = {"item": "flood", "reason": "hearing"}
    assert counter.refused(AT, "water-handler", "resume-clock", **resume) == "NotStopped"

    counter.act(AT, "water-handler", "stop-clock", **HEARING)
    assert (
        counter.refused(AT, "water-handler", "resume-clock", item="flood", reason="testing") == "NotStopped"
    )
    assert counter.act(AT, "water-handler", "resume-clock", **resume) == ["clock-resumed"]
    assert counter.refused(AT, "water-handler", "resume-clock", **resume) == "NotStopped"


def test_the_reasons_of_the_catalogue_say_which_clock_stands_still() -> None:
    """Testing stops the statutory clock alone: the promise runs on."""
    counter = accepted(rulebook(stops={"statutory": ["hearing", "testing"], "committed": ["hearing"]}))
    committed = due(counter, "committed")

    counter.act(AT, "water-handler", "stop-clock", **{**HEARING, "reason": "testing"})

    assert (due(counter, "statutory"), due(counter, "committed")) == (None, committed)


def test_overlapping_procedures_of_different_clocks_are_resumed_by_name() -> None:
    """Testing holds the statutory clock; a hearing then holds both, and its end frees one."""
    counter = accepted(rulebook(stops={"statutory": ["hearing", "testing"], "committed": ["hearing"]}))
    counter.act(AT, "water-handler", "stop-clock", **{**HEARING, "reason": "testing"})
    counter.act("2026-06-17 10:00", "water-handler", "stop-clock", **HEARING)

    assert (
        counter.refused("2026-06-18 10:00", "water-handler", "resume-clock", item="flood") == "FieldInvalid"
    )
    counter.act("2026-06-18 10:00", "water-handler", "resume-clock", item="flood", reason="hearing")

    assert due(counter, "statutory") is None
    assert due(counter, "committed") is not None


def test_an_item_may_have_reasons_of_its_own() -> None:
    """The list of the item takes the place of the catalogue's."""
    items = [
        {
            "code": "flood", "title": {"zh": "洪水影响评价", "en": "Flood review"}, "department": "water",
            "kind": "opinion", "basis": "防洪法 第三十三条", "levels": ["handler"], "materials": ["report"],
            "stops": {"statutory": [{"reason": "expert-review", "max": 5}], "committed": []},
        }
    ]  # fmt: skip
    counter = accepted(rulebook(items=items))
    review = {**HEARING, "reason": "expert-review"}

    assert counter.refused(AT, "water-handler", "stop-clock", **HEARING) == "StopReasonNotAllowed"
    # 17, 18, 22, 23 and 24 June are five working days; the 25th would be a sixth
    assert (
        counter.refused(AT, "water-handler", "stop-clock", **{**review, "until": "2026-06-25"})
        == "FieldInvalid"
    )
    counter.act(AT, "water-handler", "stop-clock", **{**review, "until": "2026-06-24"})
    assert counter.item("flood").stops[0].clocks == ("statutory",)


@pytest.mark.parametrize(
    ("stopped", "resumed", "due_after"),
    [
        # 8 working days after 06-15 are 06-26
        ("2026-06-16 10:00", "2026-06-16 16:00", "2026-06-26"),  # on one day: nothing
        ("2026-06-16 10:00", "2026-06-17 16:00", "2026-06-29"),  # the 17th stood still
        ("2026-06-16 10:00", "2026-06-23 09:30", "2026-07-02"),  # 17, 18, 22 and 23
        ("2026-06-18 10:00", "2026-06-21 10:00", "2026-06-26"),  # a holiday weekend
        ("2026-06-26 10:00", "2026-06-30 10:00", "2026-06-26"),  # on the last day: too late
        ("2026-06-29 10:00", "2026-06-30 10:00", "2026-06-26"),  # after the breach: cures nothing
    ],
)
def test_a_stop_moves_the_promise_by_the_days_that_stood_still(
    stopped: str, resumed: str, due_after: str
) -> None:
    """From the day after the stop to the day of the resumption."""
    counter = accepted()
    counter.act(stopped, "water-handler", "stop-clock", **{**HEARING, "until": "2026-07-30"})
    counter.act(resumed, "water-handler", "resume-clock", item="flood")

    assert due(counter, "committed") == date.fromisoformat(due_after)


def test_a_stop_of_one_item_moves_no_sibling() -> None:
    """Parallel items never move each other's clocks."""
    counter = accepted()
    before = due(counter, "committed", "fire-consult"), due(counter, "statutory", "forest-land")

    counter.act(AT, "water-handler", "stop-clock", **HEARING)

    assert (due(counter, "committed", "fire-consult"), due(counter, "statutory", "forest-land")) == before


def test_a_stop_past_its_end_is_told_once_and_goes_on() -> None:
    """At closing time of the expected end, and the clock does not start again by itself."""
    counter = accepted()
    counter.act(AT, "water-handler", "stop-clock", **HEARING)

    counter.until("2026-07-10 12:00")

    assert counter.told("stop-overran") == [("06-30 17:30", "flood", "stop-overran")]
    assert due(counter, "committed") is None


@pytest.mark.parametrize("resumed", ["2026-06-30 17:29", "2026-06-17 09:00"])
def test_a_stop_that_was_ended_in_time_does_not_overrun(resumed: str) -> None:
    """Also a minute before the office closes."""
    counter = accepted()
    counter.act(AT, "water-handler", "stop-clock", **HEARING)
    counter.act(resumed, "water-handler", "resume-clock", item="flood")

    assert counter.until("2026-07-10 12:00").told("stop-overran") == []


def test_a_second_stop_may_overrun_as_well() -> None:
    """Each stop is its own procedure."""
    counter = accepted()
    counter.act(AT, "water-handler", "stop-clock", **{**HEARING, "until": "2026-06-17"})
    counter.act("2026-06-18 10:00", "water-handler", "resume-clock", item="flood")
    counter.act("2026-06-18 11:00", "water-handler", "stop-clock", **{**HEARING, "until": "2026-06-22"})

    assert [at for at, _, _ in counter.until("2026-07-10 12:00").told("stop-overran")] == [
        "06-17 17:30",
        "06-22 17:30",
    ]


def test_a_stop_keeps_the_item_where_it_is() -> None:
    """Stopped clocks overlay the state: the department may go on working."""
    counter = accepted()
    counter.act(AT, "water-handler", "stop-clock", **HEARING)
    assert counter.item("flood").state == "notified"

    counter.act(AT, "water-handler", "acknowledge-notice", item="flood")
    counter.act(AT, "water-handler", "propose-opinion", item="flood", opinion="agree")
    counter.act(AT, "water-approver", "conclude-item", item="flood")

    clock = item_clocks(counter.item("flood"), counter.book)["committed"]
    assert clock.ended == moment(AT)


def test_a_case_that_lies_with_the_higher_authority_too_long_is_told_and_goes_on() -> None:
    """三级联审: the overrun names its reason, goes to the department, and starts no clock again."""
    counter = accepted()
    forwarded = {**HEARING, "reason": "higher-authority", "notice": "灵政请〔2026〕5号"}
    counter.act(AT, "water-department-head", "stop-clock", **forwarded)

    overran = counter.until("2026-07-10 12:00").last("stop-overran")

    assert isinstance(overran, StopOverran)
    assert (overran.reason, overran.until) == ("higher-authority", date(2026, 6, 30))
    assert effects(counter.case, overran) == [Effect("water", overran.item)]
    assert (due(counter, "committed"), due(counter, "statutory")) == (None, None)
    told = Story(counter.book).sentence(overran, counter.case)
    assert told.zh == "“洪水影响评价”的报上级机关超过预计结束日2026-06-30，计时仍停止"
