"""The key days of the rehearsals in `data/rehearsals`, counted by hand on the calendar of 2026.

Holidays met here: 1-5 May, 19-21 June, 25-27 September, the made-up 1-3 January 2027. Working weekend days:
Saturday 9 May and Sunday 20 September.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from desk.cli.rehearse import books_of, load_rehearsal
from models.domain.rehearsal import Report
from models.domain.rules.stage import play

FOLDER = Path(__file__).resolve().parents[2] / "data" / "rehearsals"
FILES = sorted(file.stem for file in FOLDER.glob("*.yaml"))


@cache
def played(name: str) -> Report:
    """What comes of a rehearsal by the rules alone."""
    file = FOLDER / f"{name}.yaml"
    rehearsal = load_rehearsal(file)
    return play(rehearsal, books_of(file, rehearsal))


def when(name: str, kind: str, item: str | None = None) -> list[str]:
    """The local moments at which something happened, to an item or to the case."""
    return [
        str(event["at"])[5:16]
        for event in played(name).events
        if event["kind"] == kind and event["item"] == item
    ]


def clock(name: str, look: int, case: str, item: str, which: str) -> tuple[Any, ...]:
    """State, days left and due day of an item's clock at a look; looks count from 0."""
    view = played(name).looks[look].cases[case].items[item].clocks[which]  # type: ignore[index]
    return view.state, view.left, None if view.due is None else f"{view.due:%m-%d}"


@pytest.mark.parametrize("name", FILES)
def test_every_rehearsal_ends_as_it_foresees(name: str) -> None:
    """Every step is done, or refused by the name that the file expects; and it says what it is about."""
    assert played(name).failed == []
    title = load_rehearsal(FOLDER / f"{name}.yaml").title
    assert title is not None
    assert title.zh
    assert title.en


def test_a_test_stops_the_promise_and_not_the_law() -> None:
    """Accepted on Monday 2 March: 10 days by law end on the 16th.

    Of the promise of 8, 3 days are used on the 5th; the 6th to the 11th do not count, so it ends on the 18th.
    """
    name = "a-test-stops-the-promise-only"

    assert clock(name, 0, "yard", "soil-water", "committed") == ("stopped", 5, None)
    assert clock(name, 0, "yard", "soil-water", "statutory") == ("running", 5, "03-16")
    assert clock(name, 1, "yard", "soil-water", "committed") == ("running", 5, "03-18")
    assert clock(name, 1, "yard", "soil-water", "statutory") == ("running", 3, "03-16")
    assert when(name, "deadline-approaching", "soil-water") == ["03-13T09:00"]
    assert when(name, "deadline-breached", "soil-water") == []


def test_a_filed_refusal_is_no_opinion_until_it_is_confirmed() -> None:
    """Five days from Monday 13 April end on the 20th, whatever goes to the supervisor and comes back."""
    name = "the-fire-service-refuses"
    fire = played(name).looks[0].cases["depot"].items["fire-layout"]  # type: ignore[index]

    assert fire.state == "negative-filing"
    assert clock(name, 0, "depot", "fire-layout", "committed") == ("running", 3, "04-20")
    assert when(name, "negative-returned", "fire-layout") == ["04-16T10:00"]
    assert when(name, "item-concluded", "fire-layout") == ["04-20T16:00"]
    assert when(name, "deadline-breached", "fire-layout") == []
    assert played(name).cases["depot"].outcome == "granted-with-conditions"


def test_a_survey_stops_no_clock_and_hears_everybody() -> None:
    """Proposed with the acceptance; two visits; the fire service's five days end on 18 May all the same."""
    name = "a-survey-that-one-department-missed"

    assert when(name, "survey-proposed") == ["05-11T10:00"]
    assert when(name, "survey-scheduled") == ["05-11T15:00", "05-14T16:30"]
    assert when(name, "survey-closed") == ["05-14T16:10", "05-15T16:30"]
    assert clock(name, 0, "farm", "fire-layout", "committed") == ("running", 1, "05-18")
    assert clock(name, 0, "farm", "soil-water", "committed") == ("running", 4, "05-21")
    assert clock(name, 0, "farm", "forest-land", "committed") == ("running", 6, "05-25")


def test_only_a_notice_that_was_signed_for_can_be_answered_by_silence() -> None:
    """Counted after 29 April: 30 April, 6, 7, 8 and Saturday 9 May. The approval waits for the other."""
    name = "silence-counts-as-consent"
    before, after = (look.cases["stop"].items for look in played(name).looks)

    assert before["transport-opinion"].state == "acknowledged"  # type: ignore[index]
    assert after["transport-opinion"].state == "deemed"  # type: ignore[index]
    assert after["water-opinion"].state == "notified"  # type: ignore[index]
    assert when(name, "opinion-deemed", "transport-opinion") == ["05-09T17:30"]
    assert when(name, "opinion-deemed", "water-opinion") == []
    assert when(name, "deadline-breached", "water-opinion") == ["05-09T17:30"]
    assert when(name, "late-reply-kept", "transport-opinion") == ["05-11T09:00"]
    assert when(name, "notice-issued", "project-approval") == ["05-11T15:00"]


def test_no_limit_is_broken_before_the_year_has_a_calendar() -> None:
    """29, 30 and 31 December and then, provisionally, 1 and 4 January; with the holiday, 4 and 5 January."""
    name = "the-year-ends-without-a-calendar"
    first, second, third = (
        look.cases["kiosk"].items["fire-layout"].clocks["committed"]  # type: ignore[index]
        for look in played(name).looks
    )

    assert (f"{first.due}", first.provisional) == ("2027-01-04", True)
    assert (second.state, second.provisional) == ("running", True)
    assert (f"{third.due}", third.state, third.provisional) == ("2027-01-05", "breached", False)
    assert when(name, "calendar-missing") == ["01-04T17:30"]
    breached = next(event for event in played(name).events if event["kind"] == "deadline-breached")
    assert (breached["at"], breached["late"]) == ("2027-01-06T10:10:00+08:00", True)
    assert breached["lawful"] == "2027-01-05T17:30:00+08:00"
    assert when(name, "escalated", "fire-layout") == ["01-06T10:10", "01-06T17:30"]


def test_a_silent_department_is_reported_rung_by_rung() -> None:
    """Promised for Monday 8 June; by law for the 30th, since Friday the 19th is a holiday."""
    name = "a-department-that-never-answers"

    assert when(name, "deadline-approaching", "seismic") == ["06-05T09:00", "06-29T09:00"]
    assert when(name, "deadline-breached", "seismic") == ["06-08T17:30", "06-30T17:30"]
    assert when(name, "escalated", "seismic") == [
        "06-08T17:30", "06-09T17:30", "06-11T17:30", "06-15T17:30", "06-30T17:30",
    ]  # fmt: skip
    told = [event["tell"] for event in played(name).events if event["kind"] == "escalated"]
    assert told == [
        ["department-head"], ["supervisor"], ["lead-head"], ["government-office"], ["government-office"],
    ]  # fmt: skip
    assert [record.disposal for record in played(name).cases["school"].responsibilities] == [
        "corrected",
        None,
    ]


def test_a_reorganisation_moves_the_item_and_no_clock() -> None:
    """Five days from 3 August end on Monday the 10th, under the old name and under the new one."""
    name = "a-department-is-reorganised"
    moved = played(name).looks[0].cases["market"].items["fire-layout"]  # type: ignore[index]

    assert moved.department == "public-safety"
    assert clock(name, 0, "market", "fire-layout", "committed") == ("running", 4, "08-10")
    signed = [event["by_department"] for event in played(name).events if event["item"] == "fire-layout"]
    assert [each for each in signed if each is not None] == ["fire", "public-safety", "public-safety"]


def test_a_withdrawal_ends_everything_and_frees_the_project() -> None:
    """Nothing of the withdrawn case is late afterwards; the second filing has the next number."""
    name = "withdrawn-while-surveying"
    cases = played(name).cases

    assert (cases["inn"].state, cases["smaller-inn"].state) == ("withdrawn", "reviewing")
    assert {item.state for item in cases["inn"].items.values()} == {"cancelled"}
    assert cases["smaller-inn"].number == "450721-2026-000002"
    last = [event for event in played(name).events if event["case"] == "inn"][-1]
    assert (last["kind"], last["at"]) == ("case-withdrawn", "2026-10-14T14:00:00+08:00")


def test_a_promised_material_is_missed_on_the_evening_of_its_day() -> None:
    """The promise ends on Friday 18 September; the bureau's ten days go on, over a working Sunday."""
    name = "a-promised-photograph"

    assert when(name, "gap-overdue") == ["09-18T17:30"]
    assert when(name, "gap-closed") == ["09-22T09:00"]
    assert clock(name, 0, "trail", "forest-land", "committed") == ("running", 7, "09-28")
    assert when(name, "item-concluded", "forest-land") == ["09-22T10:00"]
