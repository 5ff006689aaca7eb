"""The legal clock against expectations typed in by hand, and against a walk day by day."""

from datetime import date, datetime
from typing import NamedTuple

import pytest

from models.domain.clock import (
    ONE_DAY,
    Clock,
    OfficeHours,
    counted,
    due_day,
    explain,
    first_day_with_left,
    is_paused,
    is_provisional,
    left,
)
from models.domain.limits import Unit
from tests.domain import oracle, sample

DAYS = sample.calendar().days


class Row(NamedTuple):
    """One clock: started, limit and due day as ``month-day`` of 2026, or in full."""

    started: str
    limit: int
    due: str | None
    stops: str = ""  # "06-15:06-18", separated by blanks; an open stop has no second day
    extension: int = 0
    unit: Unit = "working-day"


def day(text: str) -> date:
    """``06-15`` of the year 2026, or a day in full."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def stops(text: str) -> tuple[oracle.Stop, ...]:
    """The days of the stops of a row."""
    pairs = (each.split(":") for each in text.split())
    return tuple((day(stopped), day(resumed) if resumed else None) for stopped, resumed in pairs)


def clock(row: Row, ended: datetime | None = None) -> Clock:
    """The product's clock of a row."""
    return Clock(
        started=day(row.started),
        limit=row.limit,
        unit=row.unit,
        extension=row.extension,
        pauses=stops(row.stops),
        ended=ended,
    )


def ledger(row: Row) -> oracle.Ledger:
    """The oracle's clock of a row."""
    return oracle.Ledger(day(row.started), row.limit, row.unit, row.extension, stops(row.stops))


GOLDEN = [
    Row("02-11", 5, "02-25"),  # over the Spring Festival, with the make-up Saturday before it
    Row("02-13", 1, "02-14"),  # that Saturday is a working day
    Row("02-13", 20, "03-19"),  # a second make-up Saturday, 02-28, counts as well
    Row("09-18", 5, "09-24"),  # a make-up Sunday on one side, Mid-Autumn on the other
    Row("09-30", 5, "10-13"),  # a week of holidays, then a make-up Saturday
    Row("04-30", 5, "05-11"),  # Labour Day, then a make-up Saturday
    Row("01-05", 45, "03-13"),  # the joint limit of the Licensing Law, art. 42
]

ROWS = [
    # --- no stop -----------------------------------------------------------------------------------
    Row("03-02", 1, "03-03"),  # the day of the event is not counted
    Row("03-06", 1, "03-09"),  # a Friday: the weekend lies between
    Row("03-07", 1, "03-09"),  # an event on a Saturday
    Row("03-08", 1, "03-09"),  # an event on the Sunday after it: the same
    Row("02-28", 1, "03-02"),  # an event on a make-up Saturday
    Row("02-15", 1, "02-24"),  # an event in the middle of a holiday
    Row("05-08", 1, "05-09"),  # the next day is a make-up Saturday
    Row("09-19", 1, "09-20"),  # the next day is a make-up Sunday
    Row("06-15", 20, "07-14"),  # one holiday Friday
    Row("06-18", 1, "06-22"),  # Dragon Boat: the day after is no working day
    Row("01-01", 1, "01-04"),  # the first working day of the year is a Sunday
    Row("08-03", 45, "10-10"),  # ends on a make-up Saturday
    # --- extension ---------------------------------------------------------------------------------
    Row("06-15", 20, "07-28", extension=10),
    Row("09-01", 20, "10-19", extension=10),  # the added days lie behind the National Day week
    # --- stops -------------------------------------------------------------------------------------
    Row("06-15", 5, "06-26", "06-17:06-23"),  # 16 and 17 counted; 18, 22, 23 not; 24, 25, 26 counted
    Row("06-15", 5, "06-23", "06-17:06-17"),  # stopped and resumed on one day: nothing changed
    Row("06-15", 5, "06-24", "06-17:06-18"),  # one day stood still: the one on which it was resumed
    Row("06-15", 5, "06-24", "06-15:06-16"),  # stopped on the day of the event itself
    Row("06-15", 5, "06-23", "06-18:06-20"),  # only a holiday and a Saturday stood still
    Row("06-15", 5, "06-23", "06-18:06-21"),  # resumed on the Sunday: Monday counts
    Row("06-15", 5, "06-24", "06-18:06-22"),  # resumed on the Monday: Monday does not
    Row("05-07", 3, "05-11", "05-09:05-10"),  # stopped on a make-up Saturday, which still counts
    Row("05-07", 3, "05-12", "05-08:05-09"),  # resumed on a make-up Saturday, which does not
    Row("02-10", 3, "02-24", "02-12:02-14"),  # over the make-up Saturday 14th: three are 11, 12 and 24
    Row("09-28", 5, "10-10", "09-30:10-07"),  # a stop over holidays alone costs nothing
    Row("09-28", 5, "10-12", "09-30:10-08"),  # resumed on the first working day: it costs that day
    Row("06-15", 10, "07-08", "06-16:06-18 06-23:06-29"),  # two stops
    Row("06-15", 10, "07-08", "06-23:06-29 06-16:06-18"),  # the same, entered in the other order
    Row("06-15", 10, "07-09", "06-16:06-24 06-18:06-26"),  # overlapping stops count once
    Row("06-15", 10, "07-09", "06-16:06-26 06-18:06-22"),  # one within the other
    Row("06-15", 10, "07-09", "06-16:06-22 06-22:06-26"),  # one resumed and another begun on one day
    Row("06-15", 10, "07-08", "06-16:06-22 06-23:06-26"),  # a day between them, which counts
    Row("06-15", 5, None, "06-17:"),  # an open stop: nobody knows the day
    Row("06-15", 5, None, "06-17: 06-16:06-22"),  # an open stop beside one that is over
    Row("06-15", 5, "06-23", "06-23:06-30"),  # stopped on the last day: too late
    Row("06-15", 5, "06-23", "06-23:"),  # the same, never resumed
    Row("06-15", 5, "06-23", "06-25:07-30"),  # a stop after the breach cures nothing
    Row("06-15", 5, "06-23", "06-25:"),  # the same, never resumed
    Row("06-15", 5, "06-24", "06-22:06-23"),  # stopped on the last day but one
    Row("06-15", 5, "07-10", "06-17:06-23", extension=10),  # a stop and an extension
    Row("01-05", 45, "04-03", "02-11:03-10"),  # a stop over the whole Spring Festival
    # --- calendar days ------------------------------------------------------------------------------
    Row("06-15", 5, "06-22", unit="calendar-day"),  # the 20th is a Saturday after a holiday: Monday
    Row("06-15", 3, "06-18", unit="calendar-day"),
    Row("09-20", 15, "10-08", unit="calendar-day"),  # 10-05 lies in the National Day week
    Row("09-01", 30, "10-08", unit="calendar-day"),  # 10-01 is a holiday
    Row("02-04", 10, "02-14", unit="calendar-day"),  # a Saturday, but a make-up working day
    Row(
        "06-15", 5, "06-22", "06-21:06-26", unit="calendar-day"
    ),  # after the limit, though before the last day
    Row("06-15", 5, "06-23", "06-16:06-19", unit="calendar-day"),  # stopped calendar days do not count
    Row("06-15", 4, "06-22", unit="calendar-day"),  # the 19th is a holiday Friday
    Row("06-15", 5, "06-30", "06-18:06-28", unit="calendar-day"),
    Row("06-15", 5, None, "06-18:", unit="calendar-day"),
    # --- years without a table -----------------------------------------------------------------------
    Row("12-31", 1, "2027-01-01"),  # New Year's Day counts as a Friday, and says that it is provisional
    Row("12-21", 20, "2027-01-18"),
    Row("2025-12-25", 5, "2026-01-04"),  # from a year without a table into one with: a make-up Sunday
    Row("2027-02-01", 5, "2027-02-08"),
    Row("12-28", 5, "2027-01-08", "12-30:2027-01-05"),
]


@pytest.mark.parametrize("row", [*GOLDEN, *ROWS])
def test_the_due_day_is_the_one_on_which_the_count_reaches_the_limit(row: Row) -> None:
    """Typed by hand, found by the walk and computed by the product: three times the same day."""
    expected = None if row.due is None else day(row.due)

    assert (due_day(clock(row), DAYS), oracle.due(ledger(row))) == (expected, expected)


@pytest.mark.parametrize("row", [*GOLDEN, *ROWS])
def test_used_and_left_are_those_of_the_walk_on_every_day(row: Row) -> None:
    """From the day of the event until long after the limit."""
    ours, plain = clock(row), ledger(row)
    walk = [
        plain.started,
        *(each for each, _ in zip(oracle.days_after(plain.started), range(70), strict=False)),
    ]

    assert [(each, counted(ours, DAYS, each), left(ours, DAYS, each)) for each in walk] == [
        (each, oracle.counted(plain, each), oracle.left(plain, each)) for each in walk
    ]


@pytest.mark.parametrize("row", [row for row in [*GOLDEN, *ROWS] if row.due is not None])
def test_on_the_due_day_one_day_is_left_and_none_after_it(row: Row) -> None:
    """The due day is still a day to work on; the first day after it is not."""
    due = day(row.due or "")

    assert left(clock(row), DAYS, due) == 1
    assert left(clock(row), DAYS, due + ONE_DAY) == -_moved_on(row)


@pytest.mark.parametrize("at_most", [1, 2, 3, 100])
@pytest.mark.parametrize("row", [*GOLDEN, *ROWS])
def test_the_warning_comes_on_the_first_working_day_with_so_few_left(row: Row, at_most: int) -> None:
    """A day that stands still is no day to be warned on; 100 is reached before the first day."""
    assert first_day_with_left(clock(row), DAYS, at_most) == oracle.first_with_left(ledger(row), at_most)


@pytest.mark.parametrize("row", [*GOLDEN, *ROWS])
def test_the_explanation_counts_the_same_days(row: Row) -> None:
    """Day by day up to the due day: what it says to be counted is what the walk counted."""
    through = oracle.due(ledger(row)) or day(row.started) + 60 * ONE_DAY
    lines = explain(clock(row), DAYS, through)

    assert [line.date for line in lines] == [
        day(row.started) + number * ONE_DAY for number in range((through - day(row.started)).days + 1)
    ]
    assert sum(line.counted for line in lines) == oracle.counted(ledger(row), through) - _moved_on(row)
    assert all(line.zh and line.en for line in lines)


def _moved_on(row: Row) -> int:
    """Calendar days between the limit and the working day on which it ends: walked over, not counted."""
    if row.unit == "working-day" or row.due is None:
        return 0
    return oracle.counted(ledger(row), day(row.due)) - row.limit - row.extension


def test_the_explanation_says_why_each_day_counts_or_not() -> None:
    """Every kind of day has its own words."""
    lines = explain(clock(Row("02-11", 5, "02-25", "02-24:02-25")), DAYS, day("02-26"))

    assert {line.date: (line.counted, line.en) for line in lines if line.date not in oracle_holidays()} == {
        day("02-11"): (False, "day of the event: not counted"),
        day("02-12"): (True, "day 1: working day"),
        day("02-13"): (True, "day 2: working day"),
        day("02-14"): (True, "day 3: make-up working day"),
        day("02-24"): (True, "day 4: working day"),
        day("02-25"): (False, "clock stopped: not counted"),
        day("02-26"): (True, "day 5: working day"),
    }
    assert lines[4].en.startswith("not counted: public holiday")
    assert lines[4].zh.startswith("不计：法定节假日")


def oracle_holidays() -> set[date]:
    """The Spring Festival."""
    return {day("02-15") + number * ONE_DAY for number in range(9)}


def test_a_last_calendar_day_that_moves_on_says_so() -> None:
    """The 20th is a holiday Saturday: the limit ends on Monday, the 22nd, and the list tells why."""
    lines = explain(clock(Row("06-15", 5, "06-22", unit="calendar-day")), DAYS, day("06-22"))

    assert [(line.counted, line.en) for line in lines[-3:]] == [
        (True, "day 5: public holiday (节假日)"),
        (False, "last day moves on: public holiday (节假日)"),
        (False, "last day moves on: working day"),
    ]


def test_days_past_the_limit_are_called_so() -> None:
    """After the due day nothing moves on any more: the limit is over."""
    lines = explain(clock(Row("06-15", 2, "06-17")), DAYS, day("06-18"))

    assert (lines[-1].date, lines[-1].counted) == (day("06-18"), False)
    assert "limit is over" in lines[-1].en
    assert "时限已过" in lines[-1].zh


def test_an_ended_clock_counts_no_further() -> None:
    """What is used and left stays as it was on the last day."""
    ended = clock(Row("06-15", 10, None), ended=sample.moment("2026-06-17 10:00"))

    assert [counted(ended, DAYS, day(each)) for each in ("06-16", "06-17", "06-18", "07-30")] == [1, 2, 2, 2]


@pytest.mark.parametrize(
    ("pauses", "on", "stands"),
    [
        ("06-17:", "06-16", False),
        ("06-17:", "06-17", True),
        ("06-17:06-19", "06-18", True),
        ("06-17:06-19", "06-19", False),
        ("06-17:06-17", "06-17", False),  # stopped and resumed on one day
    ],
)
def test_a_clock_is_shown_as_stopped_at_the_end_of_the_day(pauses: str, on: str, stands: bool) -> None:
    """From the day of the stop until the day of the resumption."""
    assert is_paused(clock(Row("06-15", 10, None, pauses)), day(on)) is stands


@pytest.mark.parametrize(
    ("started", "until", "provisional"),
    [
        ("06-15", "12-31", False),
        ("12-21", "2027-01-18", True),
        ("2025-12-31", "06-15", True),  # the day of the event lies in a year without a table
    ],
)
def test_a_count_that_touches_a_year_without_a_table_is_provisional(
    started: str, until: str, provisional: bool
) -> None:
    """Monday to Friday is a guess until the State Council has published the year."""
    assert is_provisional(clock(Row(started, 20, None)), DAYS, day(until)) is provisional


def test_a_limit_ends_when_the_office_closes() -> None:
    """In the office's own zone, whatever zone the server lives in."""
    hours = OfficeHours()

    assert hours.closes(day("06-15")).isoformat() == "2026-06-15T17:30:00+08:00"
    assert hours.opens(day("06-15")).isoformat() == "2026-06-15T09:00:00+08:00"
    assert hours.local(datetime.fromisoformat("2026-06-14T16:30:00+00:00")).date() == day("06-15")


def test_the_year_2026_has_248_working_days() -> None:
    """The product's index and the oracle's list agree on every day of the year."""
    year = [day("01-01") + number * ONE_DAY for number in range(365)]

    assert [each for each in year if DAYS.is_working(each)] == [each for each in year if oracle.works(each)]
    assert sum(oracle.works(each) for each in year) == 248
