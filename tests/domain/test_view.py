"""A case as other programs read it, at one moment."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.domain.names import ClockName, ItemCode
from models.domain.view import CaseView, ClockView, view
from tests.domain.sample import Counter, moment
from tests.domain.standings import (
    accepted,
    agreed,
    conclude,
    correcting,
    decided,
    delivered,
    in_state,
    received,
)


def seen(counter: Counter, at: str) -> CaseView:
    """The case after time has passed up to a moment."""
    counter.until(at)
    return view(counter.case, moment(at), counter.book)


def clock(counter: Counter, at: str, name: ClockName, item: str | None = None) -> ClockView:
    """One clock of the case or of an item."""
    shown = seen(counter, at)
    found = shown.clocks[name] if item is None else shown.items[ItemCode(item)].clocks[name]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("at", "used", "left", "state"),
    [
        ("2026-06-15 12:00", 0, 8, "running"),  # the day of the event
        ("2026-06-16 09:00", 0, 8, "running"),  # as at the beginning of the day
        ("2026-06-17 23:00", 1, 7, "running"),
        ("2026-06-20 12:00", 3, 5, "running"),  # a holiday
        ("2026-06-26 17:29", 7, 1, "running"),  # the due day
        ("2026-06-26 17:30", 7, 1, "breached"),  # closing time
        ("2026-06-29 09:00", 8, 0, "breached"),
        ("2026-06-30 09:00", 9, -1, "breached"),
    ],
)
def test_used_and_left_are_those_of_the_beginning_of_the_day(
    at: str, used: int, left: int, state: str
) -> None:
    """Eight working days from 06-15 end on 06-26 at half past five."""
    shown = clock(accepted(), at, "committed", "flood")

    assert (shown.used, shown.left, shown.state) == (used, left, state)
    assert (shown.limit, shown.extension, shown.started, shown.unit) == (
        8,
        0,
        date(2026, 6, 15),
        "working-day",
    )
    assert (shown.due, shown.due_at, shown.provisional) == (
        date(2026, 6, 26),
        moment("2026-06-26 17:30"),
        False,
    )


def test_a_stopped_clock_knows_no_day() -> None:
    """Until somebody resumes it."""
    counter = accepted()
    counter.act(
        "2026-06-17 10:00",
        "water-handler",
        "stop-clock",
        item="flood",
        reason="hearing",
        notice="1",
        until="2026-06-30",
    )

    shown = clock(counter, "2026-06-24 10:00", "committed", "flood")

    assert (shown.state, shown.due, shown.due_at, shown.used, shown.left) == ("stopped", None, None, 2, 6)


@pytest.mark.parametrize(("at", "state"), [("2026-06-26 17:29", "met"), ("2026-06-26 17:30", "breached")])
def test_an_ended_clock_stays_as_it_ended(at: str, state: str) -> None:
    """Whether the promise was kept does not change any more, nor what was used."""
    counter = accepted()
    conclude(counter, "flood", at)

    shown = clock(counter, "2026-09-01 10:00", "committed", "flood")

    assert (shown.state, shown.used, shown.left) == (state, 8, 0)


def test_a_clock_that_runs_into_a_year_without_a_table_says_so_and_is_not_broken() -> None:
    """The day is shown, but it is a guess."""
    counter = Counter()
    counter.opened("2026-12-28")

    shown = clock(counter, "2027-06-01 10:00", "committed", "flood")

    assert (shown.state, shown.provisional, shown.due) == ("running", True, date(2027, 1, 7))


def test_the_clocks_of_the_case_stand_in_their_places() -> None:
    """What has not begun is null, so that a reader finds every name."""
    names = ["statutory", "committed", "acceptance", "corrections", "delivery"]
    shown = seen(received(), "2026-06-15 12:00").clocks
    assert {name for name, clock in shown.items() if clock is not None} == {"acceptance"}
    assert list(shown) == names

    shown = seen(
        decided(agreed(accepted(), "2026-06-16 10:00"), "2026-06-16 11:00"), "2026-06-16 12:00"
    ).clocks
    assert [name for name, clock in shown.items() if clock is not None] == [
        "statutory", "committed", "acceptance", "delivery", "delivery-statutory",
    ]  # fmt: skip


def test_the_acceptance_clock_stands_met_while_corrections_are_out() -> None:
    """The one-time notice ended it; the applicant's own clock runs."""
    assert clock(correcting(), "2026-06-24 10:00", "acceptance").state == "met"
    running = clock(correcting(), "2026-06-24 10:00", "corrections")
    assert (running.state, running.used, running.due) == ("running", 5, date(2026, 7, 28))


def test_an_item_shows_who_holds_it_and_what_it_says() -> None:
    """State, holder, round, opinion and result."""
    counter = accepted()
    conclude(counter, "fire-consult", "2026-06-15 12:00", opinion="agree", result="消函〔2026〕9号")

    shown = seen(counter, "2026-06-15 13:00").items

    fire, approval = shown[ItemCode("fire-consult")], shown[ItemCode("approval")]
    assert (fire.state, fire.holder, fire.opinion, fire.round, fire.result, fire.department) == (
        "concluded", "fire-handler", "agree", 1, "消函〔2026〕9号", "fire",
    )  # fmt: skip
    assert (approval.state, approval.holder, approval.opinion, approval.clocks) == ("waiting", None, None, {})


def test_the_view_names_dates_shares_records_and_the_next_waking() -> None:
    """The whole case at a glance."""
    counter = received()

    shown = seen(counter, "2026-06-24 08:00")

    assert (shown.number, shown.project, shown.state, shown.outcome) == (
        "450721-2026-000001", "示例工业园", "reviewing", None,
    )  # fmt: skip
    assert (shown.received, shown.effective) == (date(2026, 6, 15), date(2026, 6, 15))
    assert [(share.party, share.item, share.days) for share in shown.attribution] == [("dev-reform", None, 5)]
    assert shown.attribution_provisional
    assert [(each.record, each.rule, each.item, each.disposal) for each in shown.responsibilities] == [
        (1, "acceptance", None, None),
        (2, "committed", "fire-consult", None),
    ]
    assert shown.next_wake == moment("2026-06-24 17:30")
    assert shown.seq == len(counter.events)


def test_an_ended_case_wakes_nobody() -> None:
    """Nothing more will happen to it."""
    counter, at = in_state("withdrawn")

    assert seen(counter, at).next_wake is None


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_reader_may_live_in_any_time_zone(zone: str) -> None:
    """The day is the office's day, whatever the server calls the moment."""
    counter = accepted()
    at = moment("2026-06-17 00:30")
    abroad = at.astimezone(ZoneInfo(zone))

    assert view(counter.case, abroad, counter.book) == view(counter.case, at, counter.book)


def test_the_view_survives_the_wire() -> None:
    """What another program reads is what was shown."""
    counter = delivered(
        decided(agreed(accepted(), "2026-06-16 10:00"), "2026-06-16 11:00"), "2026-06-16 12:00"
    )
    shown = seen(counter, "2026-06-20 10:00")

    assert CaseView.model_validate_json(shown.model_dump_json()) == shown


def test_the_fields_are_those_of_the_published_interface() -> None:
    """interfaces.md §3: others write programs against these names."""
    shown: dict[str, Any] = seen(accepted(), "2026-06-16 08:00").model_dump(mode="json")

    assert {
        "state",
        "outcome",
        "received",
        "effective",
        "clocks",
        "items",
        "attribution",
        "responsibilities",
    } <= set(shown)
    assert {"state", "department", "opinion", "round", "holder", "clocks"} <= set(shown["items"]["flood"])
    assert {"limit", "extension", "started", "used", "left", "state", "due", "due_at", "provisional"} <= set(
        shown["items"]["flood"]["clocks"]["statutory"]
    )
    assert set(shown["items"]["flood"]["clocks"]) == {"statutory", "committed", "acknowledgement"}
    assert shown["attribution"] == []
    assert shown["items"]["flood"]["clocks"]["committed"]["due_at"] == "2026-06-26T17:30:00+08:00"
