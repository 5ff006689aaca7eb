"""The legal clock against the oracle for any ledger, and what must hold of every clock whatever happens."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.domain.clock import (
    ONE_DAY,
    Clock,
    Pause,
    counted,
    due_day,
    explain,
    first_day_with_left,
    left,
)
from models.domain.limits import Unit
from tests.domain import oracle, sample

DAYS = sample.calendar().days

started = st.dates(date(2025, 12, 1), date(2027, 1, 31))
"""Around the one year with a table, so that provisional days occur at both ends."""


@st.composite
def ledgers(draw: st.DrawFn, units: tuple[Unit, ...] = ("working-day", "calendar-day")) -> oracle.Ledger:
    """Any clock: stops overlap, touch, lie within each other, and some are never resumed."""
    begins = draw(started)
    stops: list[oracle.Stop] = []
    for offset, lasts in draw(
        st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 25))), max_size=4)
    ):
        stopped = begins + timedelta(days=offset)
        stops.append((stopped, None if lasts is None else stopped + timedelta(days=lasts)))
    return oracle.Ledger(
        begins,
        draw(st.integers(1, 30)),
        draw(st.sampled_from(units)),
        draw(st.sampled_from((0, 0, 10))),
        tuple(stops),
    )


def clock(ledger: oracle.Ledger) -> Clock:
    """The product's clock of a ledger."""
    return Clock(
        started=ledger.started,
        limit=ledger.limit,
        unit=ledger.unit,
        extension=ledger.extension,
        pauses=ledger.stops,
    )


@given(ledgers(), st.integers(0, 120), st.integers(1, 5))
def test_a_clock_agrees_with_the_walk(ledger: oracle.Ledger, after: int, at_most: int) -> None:
    """Due day, days used, days left and the day of the warning, for any ledger and day."""
    ours, on = clock(ledger), ledger.started + timedelta(days=after)

    assert due_day(ours, DAYS) == oracle.due(ledger)
    assert counted(ours, DAYS, on) == oracle.counted(ledger, on)
    assert left(ours, DAYS, on) == oracle.left(ledger, on)
    assert first_day_with_left(ours, DAYS, at_most) == oracle.first_with_left(ledger, at_most)


@given(ledgers(), st.integers(0, 90))
def test_the_explanation_agrees_with_the_walk(ledger: oracle.Ledger, after: int) -> None:
    """Each day up to the limit is called counted if the walk counts it; no day past the limit is."""
    ours, through = clock(ledger), ledger.started + timedelta(days=after)
    total = ledger.limit + ledger.extension

    for line in explain(ours, DAYS, through):
        within = oracle.counted(ledger, line.date) <= total
        reached = line.date > ledger.started and oracle.counted(ledger, line.date - ONE_DAY) >= total
        assert line.counted is (ledger.counts(line.date) and within and not reached)


@given(ledgers())
def test_a_clock_never_runs_backwards(ledger: oracle.Ledger) -> None:
    """From day to day the count stays or grows by one, and what is left never grows."""
    ours = clock(ledger)
    walk = [ledger.started + timedelta(days=number) for number in range(80)]
    used = [counted(ours, DAYS, day) for day in walk]
    rest = [left(ours, DAYS, day) for day in walk]

    assert all(later - earlier in {0, 1} for earlier, later in pairwise(used))
    assert all(later <= earlier for earlier, later in pairwise(rest))


@given(ledgers(), st.integers(0, 60), st.integers(0, 30))
def test_a_stop_entered_today_changes_nothing_up_to_today(
    ledger: oracle.Ledger, after: int, lasts: int
) -> None:
    """Stopping and resuming write into the future of the count, never into its past."""
    today = ledger.started + timedelta(days=after)
    before = clock(ledger)
    open_stop: Pause = (today, None)
    stopped = before._replace(pauses=(*before.pauses, open_stop))
    resumed = before._replace(pauses=(*before.pauses, (today, today + timedelta(days=lasts))))

    for number in range(after + 1):
        day = ledger.started + timedelta(days=number)
        assert counted(stopped, DAYS, day) == counted(resumed, DAYS, day) == counted(before, DAYS, day)
    for number in range(lasts + 1):
        day = today + timedelta(days=number)
        assert counted(resumed, DAYS, day) == counted(stopped, DAYS, day)


@given(ledgers(), st.integers(0, 60), st.integers(0, 30), st.integers(0, 60))
def test_stop_and_resume_cost_exactly_the_days_that_stood_still(
    ledger: oracle.Ledger, after: int, lasts: int, later: int
) -> None:
    """What is left afterwards is what was left without the stop, plus the days it kept from counting."""
    stopped = ledger.started + timedelta(days=after)
    resumed = stopped + timedelta(days=lasts)
    on = resumed + timedelta(days=later)
    before = clock(ledger)
    ours = before._replace(pauses=(*before.pauses, (stopped, resumed)))
    stood_still = [
        day for day in oracle.days_after(stopped) if day <= min(resumed, on) and ledger.counts(day)
    ]

    assert counted(ours, DAYS, on) + len(stood_still) == counted(before, DAYS, on)


@given(ledgers(), st.integers(0, 30), st.integers(0, 60))
def test_a_stop_after_the_limit_cures_nothing(ledger: oracle.Ledger, beyond: int, lasts: int) -> None:
    """On the due day itself or later: the due day stays."""
    due = oracle.due(ledger)
    if due is None:
        return
    ours = clock(ledger)
    stopped = due + timedelta(days=beyond)

    for resumed in (None, stopped + timedelta(days=lasts)):
        assert due_day(ours._replace(pauses=(*ours.pauses, (stopped, resumed))), DAYS) == due


@given(ledgers(("working-day",)), st.integers(0, 60))
def test_an_ended_clock_stands_as_it_stood(ledger: oracle.Ledger, after: int) -> None:
    """Whenever one looks later, it shows the count of the day on which it ended."""
    last = ledger.started + timedelta(days=after)
    closed = sample.HOURS.local_moment(datetime.combine(last, sample.HOURS.opening))
    ended = clock(ledger)._replace(ended=closed)

    assert counted(ended, DAYS, last + timedelta(days=100)) == oracle.counted(ledger, last)
