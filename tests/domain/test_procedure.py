import itertools
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.limits import Limit, Unit
from models.domain.procedure import (
    critical_path,
    cycles,
    earliest_finish,
    layers,
    longer,
    order,
    working_days_at_least,
    working_days_at_most,
)

PHASE_ONE = {
    "siting": (),
    "land": (),
    "eia": (),
    "approval": ("siting", "land"),
    "permit": ("approval", "eia"),
}
DAYS = {"siting": 20, "land": 25, "eia": 25, "approval": 15, "permit": 10}


def test_the_layers_show_what_runs_side_by_side() -> None:
    """A layer is the longest chain of prerequisites before an item."""
    assert layers(PHASE_ONE) == (("siting", "land", "eia"), ("approval",), ("permit",))


def test_the_critical_path_is_the_chain_that_ends_last() -> None:
    """25 for the land, 15 for the approval, 10 for the permit."""
    assert earliest_finish(PHASE_ONE, DAYS) == {
        "siting": 20, "land": 25, "eia": 25, "approval": 40, "permit": 50,
    }  # fmt: skip
    assert critical_path(PHASE_ONE, DAYS) == (("land", "approval", "permit"), 50)


def test_of_two_equal_chains_the_first_in_the_file_is_named() -> None:
    """The answer must not depend on anything but the file."""
    assert critical_path({"b": (), "a": ()}, {"a": 5, "b": 5}) == (("b",), 5)


def test_nothing_has_no_path() -> None:
    """The empty procedure is over at once."""
    assert critical_path({}, {}) == ((), 0)
    assert layers({}) == ()


def test_a_prerequisite_outside_the_graph_is_ignored() -> None:
    """A case without an item does not wait for it."""
    assert order({"b": ("gone", "a"), "a": ()}) == ("a", "b")
    assert earliest_finish({"b": ("gone",)}, {"b": 3}) == {"b": 3}


@pytest.mark.parametrize(
    ("after", "named"),
    [
        ({"a": ("a",)}, [("a", "a")]),
        ({"a": ("b",), "b": ("a",)}, [("a", "b", "a")]),
        ({"x": ("a",), "a": ("b",), "b": ("c",), "c": ("a",)}, [("a", "b", "c", "a")]),
        ({"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c",)}, [("a", "b", "a"), ("c", "d", "c")]),
        ({"a": ("b", "c"), "b": ("c",), "c": ()}, []),  # a diamond is no circle
        ({"a": ("gone",)}, []),
    ],
)
def test_a_circle_is_named_in_waiting_order(
    after: dict[str, tuple[str, ...]], named: list[tuple[str, ...]]
) -> None:
    """A waits for B waits for A: the person who repairs the file needs the names."""
    assert cycles(after) == named


def test_a_circle_has_no_order() -> None:
    """Asking for one is an error that names the circle, not an endless loop."""
    with pytest.raises(ValueError, match="a→b→a"):
        order({"a": ("b",), "b": ("a",)})


CODES = tuple("abcdefg")
GRAPHS = st.fixed_dictionaries(
    {code: st.lists(st.sampled_from(CODES), unique=True, max_size=3).map(tuple) for code in CODES}
)


def _has_circle(after: dict[str, tuple[str, ...]]) -> bool:
    """Independent of the rule: take away whatever waits for nothing until nothing changes."""
    left = dict(after)
    while free := [code for code, earlier in left.items() if not set(earlier) & left.keys()]:
        for code in free:
            del left[code]
    return bool(left)


@given(GRAPHS)
def test_a_circle_is_found_if_and_only_if_there_is_one(after: dict[str, tuple[str, ...]]) -> None:
    """And every named circle really waits for itself."""
    found = cycles(after)

    assert bool(found) is _has_circle(after)
    for circle in found:
        assert circle[0] == circle[-1]
        assert all(later in after[earlier] for earlier, later in itertools.pairwise(circle))


@given(GRAPHS, st.lists(st.integers(1, 40), min_size=7, max_size=7))
def test_the_critical_path_is_as_long_as_the_longest_chain(
    after: dict[str, tuple[str, ...]], limits: list[int]
) -> None:
    """Against every chain walked one by one."""
    if _has_circle(after):
        return
    days = dict(zip(CODES, limits, strict=True))

    def longest(code: str) -> int:
        return days[code] + max((longest(earlier) for earlier in after[code]), default=0)

    path, total = critical_path(after, days)

    assert total == max(longest(code) for code in CODES)
    assert sum(days[code] for code in path) == total
    placed = order(after)
    assert sorted(placed) == list(CODES)
    assert all(placed.index(earlier) < placed.index(code) for code in CODES for earlier in after[code])


def test_a_calendar_limit_never_takes_more_working_days_than_we_say() -> None:
    """Every start since 2004, every limit up to 70 days, on the calendars as published."""
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    working = [chinese_calendar.is_workday(day) for day in days]
    before = [0, *itertools.accumulate(working)]
    last_of = list(range(len(days)))  # the day itself, or the next working day
    for place in range(len(days) - 2, -1, -1):
        last_of[place] = place if working[place] else last_of[place + 1]

    for length in range(1, 71):
        most = working_days_at_most(Limit(days=length, unit="calendar-day"))
        for start in range(len(days) - length - 12):
            assert before[last_of[start + length] + 1] - before[start + 1] <= most


@pytest.mark.parametrize(
    ("days", "unit", "least", "most"),
    [
        (20, "working-day", 20, 20),
        (1, "calendar-day", 0, 1),
        (7, "calendar-day", 5, 7),
        (30, "calendar-day", 21, 24),
        (60, "calendar-day", 42, 46),
    ],
)
def test_a_limit_lies_between_these_working_days(days: int, unit: Unit, least: int, most: int) -> None:
    """A promise is judged by the most, the limit that must hold it by the least."""
    limit = Limit(days=days, unit=unit)

    assert (working_days_at_least(limit), working_days_at_most(limit)) == (least, most)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((10, "working-day"), (10, "working-day"), False),
        ((11, "working-day"), (10, "working-day"), True),
        ((31, "calendar-day"), (30, "calendar-day"), True),
        ((25, "working-day"), (60, "calendar-day"), False),
        ((43, "working-day"), (60, "calendar-day"), True),
        ((28, "calendar-day"), (20, "working-day"), False),
        ((29, "calendar-day"), (20, "working-day"), True),
    ],
)
def test_limits_of_different_units_meet_at_five_working_days_a_week(
    one: tuple[int, Unit], other: tuple[int, Unit], expected: bool
) -> None:
    """60 calendar days are not fewer than 43 working days, whatever the bare numbers say."""
    first, second = (Limit(days=days, unit=unit) for days, unit in (one, other))

    assert longer(first, second) is expected
