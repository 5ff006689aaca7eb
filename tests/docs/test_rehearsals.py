"""The rehearsals in data/rehearsals play as their files foresee, on days that were counted by hand."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import starter
from desk.cli.rehearse import books_of, load_rehearsal
from models.domain.names import CaseState, ClockName, ItemCode, Outcome
from models.domain.rehearsal import Report
from models.domain.rules.stage import play
from models.domain.view import CaseView, ClockStanding, ClockView

FOLDER = Path(__file__).resolve().parents[2] / "data" / "rehearsals"
FILES = sorted(FOLDER.glob("*.yaml"))
STORIES = FOLDER.parents[1] / "tests" / "domain" / "test_rehearsal_stories.py"
END = -1
"""The place of the last view, after every look of the file."""

Standing = tuple[int, int, ClockStanding, str | None]
"""Days used and left at the beginning of the day, how the clock stands, and its due day."""


@cache
def played(name: str) -> Report:
    """What came of a rehearsal on the pure engine."""
    file = FOLDER / f"{name}.yaml"
    rehearsal = load_rehearsal(file)
    return play(rehearsal, books_of(file, rehearsal))


def view(name: str, case: str, look: int) -> CaseView:
    """A case at one look of the file, or at its end."""
    report = played(name)
    return report.cases[case] if look == END else report.looks[look].cases[case]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_rehearsal_ends_each_step_as_its_file_foresees(file: Path) -> None:
    """No step is refused by surprise, and none that should be refused goes through."""
    assert played(file.stem).failed == []


def test_the_days_of_every_rehearsal_are_counted() -> None:
    """A new file gets its days counted by hand, too: in the tables below, or as a story of the counter."""
    here = {name for name, *_ in CLOCKS}
    stories = set(re.findall(r'^    name = "([a-z-]+)"$', STORIES.read_text(encoding="utf-8"), re.MULTILINE))

    assert here == {name for name, *_ in STATES}
    assert here | stories == {file.stem for file in FILES}
    assert here & stories == set()


# Every day in these tables was counted by hand on the calendar of 2026, not taken from the program.
REVIEW = "expert-review-at-the-end-of-september"
SILENCE = "silence-over-the-spring-festival"
ONCE = "three-departments-ask-once"
RETURNED = "a-refusal-filed-and-returned"
PHASES = "two-phases-of-one-project"

CLOCKS: list[tuple[str, str, int, ItemCode | None, ClockName, Standing]] = []


def _on(name: str, case: str, look: int, item: str | None, clock: ClockName, stands: Standing) -> None:
    CLOCKS.append((name, case, look, None if item is None else ItemCode(item), clock, stands))


# 24 September in the morning: 20 (a working Sunday), 21, 22 and 23 have been counted; the stop of the 22nd
# keeps the 22nd itself counted and nothing after it.
_on(REVIEW, "park", 0, "forest-land", "committed", (3, 7, "stopped", None))
_on(REVIEW, "park", 0, "forest-land", "statutory", (3, 17, "stopped", None))
_on(REVIEW, "park", 0, "seismic", "committed", (4, 1, "running", "2026-09-24"))
_on(REVIEW, "park", 0, "seismic", "statutory", (4, 16, "running", "2026-10-22"))
_on(REVIEW, "park", 0, None, "committed", (4, 21, "running", "2026-10-29"))
_on(REVIEW, "park", 0, None, "statutory", (4, 41, "running", "2026-11-26"))
# 12, 13, 14 (a working Saturday) and 24 February are behind; the festival, 15th to 23rd, is not counted.
_on(SILENCE, "shop", 0, None, "acceptance", (4, 1, "running", "2026-02-25"))
_on(SILENCE, "shop", 1, "seismic", "committed", (4, 1, "breached", "2026-02-25"))
_on(SILENCE, "shop", 1, "seismic", "acknowledgement", (0, 1, "running", "2026-02-26"))
_on(SILENCE, "shop", 1, None, "committed", (4, 21, "running", "2026-03-24"))
_on(SILENCE, "shop", END, None, "delivery", (1, 1, "met", "2026-03-02"))
# 16 and 17 June were the counter's; from the 17th on the applicant has thirty, over the Dragon Boat days.
_on(ONCE, "workshop", 0, None, "acceptance", (2, 3, "met", "2026-06-23"))
_on(ONCE, "workshop", 0, None, "corrections", (0, 30, "running", "2026-07-30"))
_on(ONCE, "workshop", END, None, "acceptance", (1, 4, "met", "2026-06-29"))
_on(ONCE, "workshop", END, "industrial-policy", "committed", (4, 1, "met", "2026-06-30"))
# 21 and 22 April counted; from the 24th on nothing else is open, so the case stands still with its last item.
_on(RETURNED, "quarry", 0, "soil-water", "committed", (2, 6, "stopped", None))
_on(RETURNED, "quarry", 0, None, "committed", (3, 22, "stopped", None))
# Resumed on 8 May: 9 May is a working Saturday, then 11, 12 and 13.
_on(RETURNED, "quarry", 1, "soil-water", "committed", (6, 2, "running", "2026-05-15"))
_on(RETURNED, "quarry", 1, "soil-water", "statutory", (6, 4, "running", "2026-05-19"))
_on(RETURNED, "quarry", 1, None, "committed", (7, 18, "running", "2026-06-08"))
_on(RETURNED, "quarry", 1, None, "statutory", (7, 38, "running", "2026-07-07"))
# The project approval begins on 27 March, when the second of its prerequisites ends.
_on(PHASES, "one", 0, "project-approval", "committed", (0, 15, "running", "2026-04-20"))
_on(PHASES, "one", 0, "project-approval", "statutory", (0, 20, "running", "2026-04-27"))
_on(PHASES, "one", 0, "eia-report", "statutory", (24, 36, "running", "2026-05-06"))  # days of the calendar
_on(PHASES, "one", 0, None, "committed", (18, 22, "running", "2026-04-28"))
_on(PHASES, "two", END, "engineering-planning", "committed", (8, 2, "met", "2026-05-18"))
_on(PHASES, "two", END, None, "committed", (15, 5, "met", "2026-05-21"))


@pytest.mark.parametrize(("name", "case", "look", "item", "clock", "stands"), CLOCKS)
def test_a_clock_stands_where_a_count_by_hand_puts_it(
    name: str, case: str, look: int, item: ItemCode | None, clock: ClockName, stands: Standing
) -> None:
    """Used, left, state and due day of one clock at one moment."""
    seen = view(name, case, look)
    found: ClockView | None = seen.clocks[clock] if item is None else seen.items[item].clocks[clock]
    assert found is not None

    due = None if found.due is None else found.due.isoformat()
    assert (found.used, found.left, found.state, due) == stands


STATES: list[tuple[str, str, int, CaseState, Outcome | None]] = [
    (REVIEW, "park", 0, "reviewing", None),
    (REVIEW, "park", END, "reviewing", None),
    (SILENCE, "shop", 0, "received", None),
    (SILENCE, "shop", 1, "reviewing", None),
    (SILENCE, "shop", END, "archived", "granted"),
    (ONCE, "workshop", 0, "correcting", None),
    (ONCE, "workshop", END, "delivered", "granted"),
    (RETURNED, "quarry", END, "delivered", "granted-with-conditions"),
    (PHASES, "one", END, "archived", "granted"),
    (PHASES, "two", END, "delivered", "granted"),
]


@pytest.mark.parametrize(("name", "case", "look", "state", "outcome"), STATES)
def test_a_case_is_in_the_state_that_its_story_says(
    name: str, case: str, look: int, state: CaseState, outcome: Outcome | None
) -> None:
    """State and outcome at each look and at the end."""
    seen = view(name, case, look)

    assert (seen.state, seen.outcome) == (state, outcome)


SHARES = [
    (
        ONCE, "workshop",
        [("dev-reform", 2), ("applicant", 2), ("dev-reform", 1), ("industry", 4), ("dev-reform", 1)],
    ),
    (SILENCE, "shop", [("dev-reform", 5), ("fire", 1), ("dev-reform", 2)]),
    (RETURNED, "quarry", [("water", 2), ("special-procedure", 9), ("water", 6), ("dev-reform", 1)]),
    (PHASES, "one", [("natural-resources", 19), ("dev-reform", 13), ("dev-reform", 2)]),
    (PHASES, "two", [("natural-resources", 7), ("natural-resources", 8), ("natural-resources", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "case", "shares"), SHARES)
def test_the_days_of_a_finished_case_belong_to_those_who_held_it(
    name: str, case: str, shares: list[tuple[str, int]]
) -> None:
    """Working days from the receipt to the delivery, party by party, in order."""
    seen = view(name, case, END)

    assert [(share.party, share.days) for share in seen.attribution] == shares


LADDER = [  # what becomes of an opinion that nobody touches, accepted on Friday 18 September 2026
    ("2026-09-20T17:30", "acknowledgement-missed"),  # a working Sunday
    ("2026-09-23T09:00", "deadline-approaching"),
    ("2026-09-24T17:30", "deadline-breached"),
    ("2026-09-24T17:30", "escalated"),
    ("2026-09-24T17:30", "responsibility-opened"),
    ("2026-09-28T17:30", "escalated"),  # the 1st working day after it: 25 to 27 September are holidays
    ("2026-09-30T17:30", "escalated"),  # the 3rd
    ("2026-10-09T17:30", "escalated"),  # the 5th, after the week of 1 October
    ("2026-10-21T09:00", "deadline-approaching"),
    ("2026-10-22T17:30", "deadline-breached"),
    ("2026-10-22T17:30", "escalated"),
    ("2026-10-22T17:30", "responsibility-opened"),
]


@pytest.mark.parametrize("item", ["seismic", "fire-layout"])
def test_silence_climbs_every_rung_once_and_in_order(item: str) -> None:
    """Both promises and both statutory limits of the two untouched opinions break on the same days."""
    happened = [
        (str(event["at"])[:16], event["kind"])
        for event in played(REVIEW).events
        if event["item"] == item and event["by"] is None and event["kind"] != "notice-issued"
    ]

    assert happened == LADDER


def test_the_archive_closes_ten_working_days_after_the_delivery() -> None:
    """28 February is a working Saturday, and the five days of May are holidays."""
    closed = {
        (name, str(event["case"])): str(event["at"])[:10]
        for name in (SILENCE, PHASES)
        for event in played(name).events
        if event["kind"] == "case-archived"
    }

    assert closed == {(SILENCE, "shop"): "2026-03-13", (PHASES, "one"): "2026-05-07"}


def test_a_deemed_acceptance_counts_from_the_day_of_the_receipt() -> None:
    """The notices go out on the evening on which the promise of the departments has already run out."""
    events = played(SILENCE).events
    deemed = next(event for event in events if event["kind"] == "case-deemed-accepted")
    notices = [event for event in events if event["kind"] == "notice-issued"]

    assert deemed["effective"] == date(2026, 2, 11).isoformat()
    assert {str(notice["clocks_from"]) for notice in notices} == {"2026-02-11"}
    assert {str(notice["at"])[:16] for notice in notices} == {"2026-02-25T17:30"}


def test_the_command_line_tells_a_rehearsal_in_the_order_of_its_days() -> None:
    """Events, refusals and looks stand among each other, and the end comes last; exit code 0."""
    played = CliRunner().invoke(starter.build(("rehearse",)), ["rehearse", str(FOLDER / f"{RETURNED}.yaml")])

    assert played.exit_code == 0, played.output
    *lines, end = played.stdout.splitlines()
    assert [line[:16] for line in lines] == sorted(line[:16] for line in lines)
    assert "2026-04-22 10:10  第7步被拒  WrittenNoticeMissing: " in played.stdout
    assert "查看  quarry：并联审批中，法定时限停止剩42，承诺时限停止剩22" in played.stdout
    assert end == "结束  quarry：已送达（附条件准予）"
