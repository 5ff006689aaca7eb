"""The clocks of the case as a whole: a day on which every open item of a kind stood still does not count."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.case import Case, Item, Stop
from models.domain.clock import counted
from models.domain.clocks import case_clocks
from models.domain.names import CaseNumber, DepartmentCode, ItemClock, ItemCode
from tests.domain import oracle, sample

BOOK = sample.rulebook()
EFFECTIVE = date(2026, 6, 15)
BOTH: tuple[ItemClock, ...] = ("committed", "statutory")
ONE_OR_BOTH: tuple[tuple[ItemClock, ...], ...] = (("committed",), ("statutory",), BOTH, BOTH)


class Told(NamedTuple):
    """An item by days after acceptance: begun, ended, and its stops with the clocks that they stop."""

    begun: int
    ended: int | None
    stops: tuple[tuple[int, int | None, tuple[ItemClock, ...]], ...] = ()


def on(after: int) -> date:
    """So many days after acceptance."""
    return EFFECTIVE + timedelta(days=after)


def item(number: int, told: Told) -> Item:
    """The item in the state that events would have left."""
    ended = (
        None
        if told.ended is None
        else datetime.combine(on(told.ended), time(15), sample.moment("2026-06-15 15:00").tzinfo)
    )
    return Item(
        code=ItemCode(f"item-{number}"),
        department=DepartmentCode("water"),
        state="handling" if ended is None else "concluded",
        notified_on=on(told.begun),
        clocks_from=on(told.begun),
        ended_at=ended,
        stops=tuple(
            Stop(
                reason="hearing",
                notice="水听〔2026〕1号",
                clocks=clocks,
                begun=on(begun),
                until=on(begun),
                resumed=None if resumed is None else on(resumed),
            )
            for begun, resumed, clocks in told.stops
        ),
    )


def part(told: Told, clock: ItemClock) -> oracle.Part:
    """The same item for the oracle; a stop ends with its item."""
    ended = None if told.ended is None else on(told.ended)
    return oracle.Part(
        on(told.begun),
        ended,
        tuple(
            (on(begun), ended if resumed is None else on(resumed))
            for begun, resumed, clocks in told.stops
            if clock in clocks
        ),
    )


def counted_days(items: list[Told], clock: ItemClock, days: int = 60) -> list[bool]:
    """For each day after acceptance, whether the case's clock counted it."""
    case = Case(
        number=CaseNumber("450721-2026-000001"),
        state="reviewing",
        effective=EFFECTIVE,
        items={made.code: made for made in (item(number, told) for number, told in enumerate(items))},
    )
    running = case_clocks(case, BOOK)[clock]
    used = [counted(running, BOOK.days, on(number)) for number in range(days + 1)]
    return [later > earlier for earlier, later in pairwise(used)]


def walked_days(items: list[Told], clock: ItemClock, days: int = 60) -> list[bool]:
    """The same by the walk."""
    parts = [part(told, clock) for told in items]
    return [oracle.counts_for_case(EFFECTIVE, parts, on(number)) for number in range(1, days + 1)]


@pytest.mark.parametrize(
    ("items", "still"),
    [
        ([Told(0, None)], set()),
        # the only item stands still from the day after the stop to the day of the resumption
        ([Told(0, None, ((1, 9, BOTH),))], {"06-17", "06-18", "06-22", "06-23", "06-24"}),
        # another item runs: the case runs
        ([Told(0, None, ((1, 9, BOTH),)), Told(0, None)], set()),
        # the other item ends on 06-18: from the next day on all that is open stands still
        ([Told(0, None, ((1, 9, BOTH),)), Told(0, 3)], {"06-22", "06-23", "06-24"}),
        # both stand still, not on the same days
        ([Told(0, None, ((1, 9, BOTH),)), Told(0, None, ((7, 11, BOTH),))], {"06-23", "06-24"}),
        # a second item begins on 06-22: its clock runs from the next day on
        ([Told(0, None, ((1, 9, BOTH),)), Told(7, None)], {"06-17", "06-18", "06-22"}),
        # a stop of the committed clock alone does not concern the statutory one
        ([Told(0, None, ((1, 9, ("committed",)),))], set()),
        # stopped and resumed on one day
        ([Told(0, None, ((1, 1, BOTH),))], set()),
        # the item ended while it was stopped: the day of its end still stood still
        ([Told(0, 3, ((1, None, BOTH),))], {"06-17", "06-18"}),
    ],
)
def test_a_day_stands_still_for_the_case_when_every_open_item_does(
    items: list[Told], still: set[str]
) -> None:
    """Working days of June 2026 on which the statutory clock of the case did not count."""
    ours = counted_days(items, "statutory", days=15)
    days = [on(number) for number in range(1, 16)]

    assert {
        f"{day:%m-%d}" for day, did in zip(days, ours, strict=True) if oracle.works(day) and not did
    } == still
    assert ours == walked_days(items, "statutory", days=15)


stop = st.tuples(
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(0, 15)),
    st.sampled_from(ONE_OR_BOTH),
)


@st.composite
def told(draw: st.DrawFn) -> Told:
    """Any item; a stop begins while the item is open and ends no later than the item."""
    begun = draw(st.integers(0, 20))
    lasts = draw(st.one_of(st.none(), st.integers(0, 30)))
    stops = []
    for offset, length, clocks in draw(st.lists(stop, max_size=3)):
        first = begun + (offset if lasts is None else min(offset, lasts))
        last = None if length is None else first + length
        if lasts is not None and last is not None and last > begun + lasts:
            last = None  # it was never resumed, the item ended first
        stops.append((first, last, clocks))
    return Told(begun, None if lasts is None else begun + lasts, tuple(stops))


@given(st.lists(told(), min_size=1, max_size=4), st.sampled_from(BOTH))
def test_the_case_clock_agrees_with_the_walk(items: list[Told], clock: ItemClock) -> None:
    """For any items that begin, stop, resume and end whenever they like."""
    assert counted_days(items, clock) == walked_days(items, clock)
