"""What time brings by itself, at the instant the law says, once, in order, and also after an outage."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.domain import events
from models.domain.calendar import Calendar
from models.domain.calendar_table import YearTable
from models.domain.dues import next_due
from models.domain.event_shape import ClockHappening
from models.domain.events import Event
from models.domain.rulebook import Rulebook
from models.domain.rules.passing import fire, passing
from tests.domain.sample import FILING, Counter, calendar, moment, rulebook
from tests.domain.standings import accepted, agreed, conclude, correcting, decided, delivered, received

RUNGS = ("deadline-approaching", "deadline-breached", "escalated", "responsibility-opened")


def ladder(counter: Counter, item: str | None) -> list[tuple[str, str, str, str]]:
    """Moment, kind, clock and rung of everything that the ladder did for an item, or for the case itself."""
    told: list[tuple[str, str, str, str]] = []
    for event in counter.events:
        if event.item != item:
            continue
        at = f"{event.at:%m-%d %H:%M}"
        match event:
            case events.DeadlineApproaching() | events.Escalated():
                told.append((at, event.kind, event.clock, event.rung))
            case events.DeadlineBreached():
                told.append((at, event.kind, event.clock, ""))
            case events.ResponsibilityOpened():
                told.append((at, event.kind, event.rule, ""))
            case _:
                pass
    return told


def caused(counter: Counter) -> list[ClockHappening]:
    """What the clock alone has done."""
    return [event for event in counter.events if isinstance(event, ClockHappening)]


# --- deemed acceptance ------------------------------------------------------------------------------


def test_silence_accepts_on_the_fifth_working_day_and_dates_back() -> None:
    """At closing time; the clocks of the items start on the day of receipt (行政许可法 art. 32)."""
    counter = received().until("2026-06-23 17:29")
    assert counter.case.state == "received"

    deemed = counter.until("2026-06-23 17:30").last("case-deemed-accepted")

    assert isinstance(deemed, events.CaseDeemedAccepted)
    assert (deemed.at, deemed.late, deemed.by) == (moment("2026-06-23 17:30"), False, None)
    assert (deemed.effective, counter.case.effective) == (date(2026, 6, 15), date(2026, 6, 15))
    assert {item.code: item.clocks_from for item in counter.case.items.values()} == {
        "forest-land": date(2026, 6, 15),
        "flood": date(2026, 6, 15),
        "fire-consult": date(2026, 6, 15),
        "approval": None,
    }


def test_deemed_acceptance_notifies_in_the_same_step_and_opens_a_record() -> None:
    """The lead answers for its silence, and the notices are issued as on any acceptance."""
    counter = received().until("2026-06-23 17:30")
    position = counter.kinds().index("case-deemed-accepted")

    assert counter.kinds()[position : position + 5] == [
        "case-deemed-accepted", "notice-issued", "notice-issued", "notice-issued", "responsibility-opened",
    ]  # fmt: skip
    record = counter.case.responsibilities[0]
    assert (record.rule, record.item, record.department, record.person) == (
        "acceptance",
        None,
        "dev-reform",
        "clerk",
    )
    opened = counter.events[position + 4]
    assert isinstance(opened, events.ResponsibilityOpened)
    assert opened.evidence == (position + 1,)  # events count from 1


def test_an_applicant_who_filed_online_does_not_answer_for_the_silence() -> None:
    """No person of the lead has had the file yet: the department answers."""
    counter = Counter()
    counter.act("2026-06-15 09:00", "applicant", "file-case", **FILING)

    record = counter.until("2026-06-23 17:30").case.responsibilities[0]

    assert (record.department, record.person) == ("dev-reform", None)


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-06-23 17:29", "case-accepted"), ("2026-06-23 17:31", "case-deemed-accepted")],
)
def test_the_last_minute_is_still_in_time(at: str, state: str) -> None:
    """Accepted a minute before closing it is accepted from today, a minute later it was deemed accepted."""
    counter = received()
    counter.outcome(at, "clerk", "accept-case")

    assert [kind for kind in counter.kinds() if kind.endswith("accepted")] == [state]


def test_each_submission_of_corrections_starts_the_acceptance_clock_anew() -> None:
    """It stands while corrections are out, then gives five days again, and dates back to the submission."""
    counter = correcting().until("2026-06-30 12:00")
    assert counter.case.state == "correcting"
    counter.act("2026-06-30 15:00", "applicant", "submit-corrections", materials=["photos"])

    counter.until("2026-07-07 17:29")
    assert "case-deemed-accepted" not in counter.kinds()
    counter.until("2026-07-07 17:30")
    assert counter.case.effective == date(2026, 6, 30)


def test_two_rounds_of_corrections_start_it_twice() -> None:
    """A further gap, never asked for before, opens a further round."""
    counter = correcting()
    counter.act("2026-06-17 10:00", "applicant", "submit-corrections", materials=["photos"])
    counter.act("2026-06-18 10:00", "clerk", "request-corrections", gaps=[{"material": "report"}])
    counter.act("2026-06-22 10:00", "applicant", "submit-corrections", materials=["report"])

    assert counter.until("2026-06-29 17:30").told("case-deemed-accepted") == [
        ("06-29 17:30", None, "case-deemed-accepted")
    ]
    assert counter.case.effective == date(2026, 6, 22)


def test_corrections_that_never_come_end_the_case() -> None:
    """On the thirtieth working day at closing, and nothing happens to it any more."""
    counter = correcting().until("2026-07-28 17:29")
    assert counter.case.state == "correcting"

    assert counter.until("2026-12-31 23:00").told("corrections-lapsed") == [
        ("07-28 17:30", None, "corrections-lapsed")
    ]
    assert (counter.case.state, next_due(counter.case, counter.book)) == ("terminated", None)
    assert counter.events[-1].kind == "corrections-lapsed"


# --- acknowledgement --------------------------------------------------------------------------------


def test_a_notice_that_nobody_signed_is_missed_once() -> None:
    """At closing of the first working day after it; who signed in time is not told."""
    counter = accepted()
    counter.act("2026-06-16 17:29", "water-clerk", "acknowledge-notice", item="flood")

    assert counter.until("2026-06-18 12:00").told("acknowledgement-missed") == [
        ("06-16 17:30", "fire-consult", "acknowledgement-missed"),
        ("06-16 17:30", "forest-land", "acknowledgement-missed"),
    ]
    missed = counter.last("acknowledgement-missed")
    assert isinstance(missed, events.AcknowledgementMissed)
    assert missed.tell == ("department-head",)


# --- the ladder -------------------------------------------------------------------------------------


def test_the_ladder_of_a_promise_is_climbed_rung_by_rung() -> None:
    """Five working days from 06-15 end on 06-23; 19–21 June is a holiday."""
    counter = accepted().until("2026-07-10 23:00")

    assert ladder(counter, "fire-consult") == [
        ("06-22 09:00", "deadline-approaching", "committed", "left-2"),
        ("06-23 17:30", "deadline-breached", "committed", ""),
        ("06-23 17:30", "escalated", "committed", "after-0"),
        ("06-23 17:30", "responsibility-opened", "committed", ""),
        ("06-24 17:30", "escalated", "committed", "after-1"),
        ("06-26 17:30", "escalated", "committed", "after-3"),
        ("06-30 17:30", "escalated", "committed", "after-5"),
    ]


def test_a_broken_law_goes_to_the_top_at_once() -> None:
    """Twenty working days from 06-15 end on 07-14: the government office is told with the breach itself."""
    counter = accepted().until("2026-08-10 23:00")

    assert [told for told in ladder(counter, "fire-consult") if told[2] == "statutory"] == [
        ("07-13 09:00", "deadline-approaching", "statutory", "left-2"),
        ("07-14 17:30", "deadline-breached", "statutory", ""),
        ("07-14 17:30", "escalated", "statutory", "after-5"),
        ("07-14 17:30", "responsibility-opened", "statutory", ""),
    ]


def test_the_case_has_a_ladder_of_its_own() -> None:
    """Thirty working days promised, forty-five by law, both counted from acceptance; the lead answers."""
    counter = accepted().until("2026-08-20 23:00")

    told = ladder(counter, None)
    assert told[:4] == [
        ("07-27 09:00", "deadline-approaching", "committed", "left-2"),
        ("07-28 17:30", "deadline-breached", "committed", ""),
        ("07-28 17:30", "escalated", "committed", "after-0"),
        ("07-28 17:30", "responsibility-opened", "committed", ""),
    ]
    assert told[-2:] == [
        ("08-18 17:30", "escalated", "statutory", "after-5"),
        ("08-18 17:30", "responsibility-opened", "statutory", ""),
    ]
    record = next(each for each in counter.case.responsibilities if each.item is None)
    assert (record.department, record.person) == ("dev-reform", "clerk")


def test_each_rung_tells_whom_the_catalogue_names() -> None:
    """The warning the handler and the head, the breach the head, then ever higher."""
    counter = accepted().until("2026-06-30 23:00")

    assert [
        (event.rung, event.tell)
        for event in counter.events
        if isinstance(event, events.DeadlineApproaching | events.Escalated) and event.item == "fire-consult"
    ] == [
        ("left-2", ("handler", "department-head")),
        ("after-0", ("department-head",)),
        ("after-1", ("supervisor",)),
        ("after-3", ("lead-head",)),
        ("after-5", ("government-office",)),
    ]


def test_a_breach_names_who_held_the_file() -> None:
    """The handler who took it; nobody when nobody had."""
    counter = accepted()
    counter.act("2026-06-16 10:00", "water-handler", "acknowledge-notice", item="flood")
    counter.act("2026-06-16 10:00", "water-handler", "take-item", item="flood")

    counter.until("2026-06-26 17:30")

    assert [(each.item, each.department, each.person) for each in counter.case.responsibilities] == [
        ("fire-consult", "fire", None),
        ("flood", "water", "water-handler"),
    ]


@pytest.mark.parametrize(
    ("at", "breached"), [("2026-06-23 17:29", False), ("2026-06-23 17:30", True), ("2026-06-24 09:00", True)]
)
def test_nothing_fires_after_the_item_has_ended(at: str, breached: bool) -> None:
    """Concluded a minute before the end: no breach; after it: no further rung."""
    counter = accepted()
    conclude(counter, "fire-consult", at)

    told = ladder(counter.until("2026-08-10 23:00"), "fire-consult")

    assert [kind for _, kind, _, _ in told] == [
        "deadline-approaching",
        *(["deadline-breached", "escalated", "responsibility-opened"] if breached else []),
    ]


@pytest.mark.parametrize("end", ["withdraw", "conclude"])
def test_an_ended_case_is_left_alone(end: str) -> None:
    """Withdrawn, or decided and delivered: no clock of the case or of an item fires."""
    counter = accepted()
    if end == "withdraw":
        counter.act("2026-06-16 10:00", "applicant", "withdraw-case", reason="改期")
    else:
        delivered(decided(agreed(counter, "2026-06-16 10:00"), "2026-06-16 10:00"), "2026-06-16 10:00")
    happened = len(counter.events)

    later = counter.until("2026-12-31 23:00").kinds()[happened:]

    assert later == ([] if end == "withdraw" else ["case-archived"])


def test_a_stopped_clock_warns_nobody_until_it_runs_again() -> None:
    """Stopped with three days left, resumed on 07-06: the next day is the first with two left."""
    counter = accepted()
    counter.act(
        "2026-06-23 10:00",
        "water-handler",
        "stop-clock",
        item="flood",
        reason="hearing",
        notice="1",
        until="2026-07-31",
    )
    assert ladder(counter.until("2026-07-06 10:00"), "flood") == []
    counter.act("2026-07-06 10:00", "water-handler", "resume-clock", item="flood")

    assert [
        told[:2] for told in ladder(counter.until("2026-07-20 23:00"), "flood") if told[2] == "committed"
    ][:3] == [
        ("07-08 09:00", "deadline-approaching"),
        ("07-09 17:30", "deadline-breached"),
        ("07-09 17:30", "escalated"),
    ]


def test_a_warning_is_given_once_however_often_the_clock_is_stopped() -> None:
    """Warned, stopped, resumed: still the one warning."""
    counter = accepted()
    stop: dict[str, Any] = {"item": "flood", "reason": "hearing", "notice": "1", "until": "2026-07-31"}
    counter.act("2026-06-25 10:00", "water-handler", "stop-clock", **stop)
    counter.act("2026-06-30 10:00", "water-handler", "resume-clock", item="flood")

    told = ladder(counter.until("2026-07-20 23:00"), "flood")

    assert [each[0] for each in told if each[1:3] == ("deadline-approaching", "committed")] == ["06-25 09:00"]
    assert [each[0] for each in told if each[1:3] == ("deadline-breached", "committed")] == ["07-01 17:30"]


def test_the_delivery_has_two_limits() -> None:
    """Two days promised, ten by law (art. 44), from the decision."""
    counter = decided(agreed(accepted(), "2026-06-16 10:00"), "2026-06-16 11:00").until("2026-07-10 23:00")

    assert ladder(counter, None) == [
        ("06-17 09:00", "deadline-approaching", "delivery", "left-2"),
        ("06-18 17:30", "deadline-breached", "delivery", ""),
        ("06-18 17:30", "escalated", "delivery", "after-0"),
        ("06-18 17:30", "responsibility-opened", "delivery", ""),
        ("06-22 17:30", "escalated", "delivery", "after-1"),
        ("06-24 17:30", "escalated", "delivery", "after-3"),
        ("06-26 17:30", "escalated", "delivery", "after-5"),
        ("06-30 09:00", "deadline-approaching", "delivery-statutory", "left-2"),
        ("07-01 17:30", "deadline-breached", "delivery-statutory", ""),
        ("07-01 17:30", "escalated", "delivery-statutory", "after-5"),
        ("07-01 17:30", "responsibility-opened", "delivery-statutory", ""),
    ]


def test_a_delivered_case_is_archived_after_ten_working_days() -> None:
    """By itself, at closing time."""
    counter = delivered(
        decided(agreed(accepted(), "2026-06-16 10:00"), "2026-06-16 11:00"), "2026-06-16 12:00"
    )

    assert counter.until("2026-12-31 23:00").told("case-archived") == [("07-01 17:30", None, "case-archived")]
    assert (counter.case.state, next_due(counter.case, counter.book)) == ("archived", None)


# --- a year without a table -------------------------------------------------------------------------


def without_missing_alarms(counter: Counter) -> list[str]:
    """What happened besides the alarms."""
    return [kind for kind in counter.kinds() if kind != "calendar-missing"]


def provisional_2027() -> Rulebook:
    """A table for 2027 that is not official yet."""
    table = YearTable(
        calendar=1, region="CN", year=2027, status="provisional", source="草案", version="0",
        holidays={date(2027, 1, 1): "元旦"}, makeup_workdays=(),
    )  # fmt: skip
    return Rulebook(catalogue=rulebook().catalogue, calendar=Calendar(tables=(*calendar().tables, table)))


@pytest.mark.parametrize(
    ("book", "held"),
    [(rulebook(), "01-04 17:30"), (provisional_2027(), "01-05 17:30")],  # New Year's Day counted, and not
)
def test_no_acceptance_is_deemed_in_a_year_without_a_table(book: Rulebook, held: str) -> None:
    """The administrator is told once, and the case waits for a person."""
    counter = Counter(book)
    counter.act("2026-12-28 10:00", "clerk", "file-case", **FILING)

    assert counter.until("2027-03-01 10:00").told("calendar-missing") == [(held, None, "calendar-missing")]
    assert counter.case.state == "received"
    alarm = counter.last("calendar-missing")
    assert isinstance(alarm, events.CalendarMissing)
    assert (alarm.year, alarm.tell) == (2027, ("administrator",))
    assert counter.act("2027-03-01 11:00", "clerk", "accept-case")[0] == "case-accepted"


def test_no_breach_is_found_in_a_year_without_a_table() -> None:
    """One alarm for the year, whatever is held back; warnings are no legal effect and still come."""
    counter = Counter()
    counter.act("2026-12-28 10:00", "clerk", "file-case", **FILING)
    counter.act("2026-12-28 11:00", "clerk", "accept-case")

    counter.until("2027-06-30 10:00")

    assert counter.kinds().count("calendar-missing") == 1
    assert not {"deadline-breached", "escalated", "responsibility-opened"} & set(counter.kinds())
    assert counter.kinds().count("deadline-approaching") == 8  # two clocks of three items and of the case


def test_no_case_lapses_in_a_year_without_a_table() -> None:
    """Thirty working days after 12-01 lie in January."""
    counter = Counter()
    counter.act("2026-12-01 10:00", "clerk", "file-case", **FILING)
    counter.act("2026-12-01 11:00", "clerk", "request-corrections", gaps=[{"material": "photos"}])

    counter.until("2027-03-01 10:00")

    assert (counter.case.state, counter.kinds()[-1]) == ("correcting", "calendar-missing")


# --- outage -----------------------------------------------------------------------------------------


def after_outage(counter: Counter, at: str) -> list[Event]:
    """Nobody was there until this moment; then everything that is due, at once."""
    return [event for _, caused in passing(counter.case, moment(at), counter.book) for event in caused]


@pytest.mark.parametrize("way", [received, correcting, accepted])
def test_an_outage_loses_nothing_and_changes_no_time(way: Callable[[], Counter]) -> None:
    """The same events with the same lawful times as without it, marked late."""
    watched = way().until("2026-09-01 12:00")
    asleep = way()

    late = after_outage(asleep, "2026-09-01 12:00")

    def bare(happened: list[Event]) -> list[Event]:
        return [
            event.model_copy(update={"late": False}) if isinstance(event, ClockHappening) else event
            for event in happened
        ]

    assert bare(late) == bare(watched.events[len(asleep.events) :])
    assert late
    assert all(event.late for event in late if isinstance(event, ClockHappening))


def test_after_an_outage_everything_comes_in_order_and_once() -> None:
    """Neither the times go back nor does anything fire under the same key twice."""
    counter = accepted()

    fired = list(passing(counter.case, moment("2026-12-31 12:00"), counter.book))

    times = [event.at for _, caused in fired for event in caused]
    keys = [due.key for due, _ in fired]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (15, False), (16, True), (6000, True)])
def test_late_is_what_comes_more_than_a_quarter_of_an_hour_after_its_time(minutes: int, late: bool) -> None:
    """A busy worker is not an outage."""
    counter = accepted()
    due = next_due(counter.case, counter.book)
    assert due is not None

    (missed,) = fire(counter.case, due, due.lawful + timedelta(minutes=minutes), counter.book)

    assert isinstance(missed, ClockHappening)
    assert (missed.late, missed.at, missed.lawful) == (late, due.lawful, due.lawful)


def test_what_became_due_only_afterwards_bears_no_earlier_time() -> None:
    """Deemed acceptance dates back: the warning of 06-22 can be given only on 06-23, and says both times."""
    counter = received().until("2026-06-23 17:30")

    warning = next(event for event in counter.events if isinstance(event, events.DeadlineApproaching))

    assert (warning.item, warning.at, warning.lawful, warning.late) == (
        "fire-consult", moment("2026-06-23 17:30"), moment("2026-06-22 09:00"), True,
    )  # fmt: skip


def test_what_time_does_is_done_by_nobody() -> None:
    """No person stands beside an event of the clock."""
    counter = accepted().until("2026-09-01 12:00")

    assert {(event.by, event.by_name, event.by_department) for event in caused(counter)} == {
        (None, None, None)
    }


def test_a_limit_that_was_over_before_the_notice_is_the_leads_fault() -> None:
    """Deemed acceptance dates back: who was never handed the file does not answer for the days of silence."""
    counter = Counter(rulebook(limits={"acceptance": 8, "committed": 30, "statutory": 45}))
    counter.act("2026-06-15 10:00", "clerk", "file-case", **FILING)
    counter.until("2026-06-30 00:00")

    opened = [event for event in counter.events if event.kind == "responsibility-opened"]
    assert {(event.item, event.department) for event in opened} == {
        (None, "dev-reform"),
        ("fire-consult", "dev-reform"),
        ("flood", "dev-reform"),
    }
