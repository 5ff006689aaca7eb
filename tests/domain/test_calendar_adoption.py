"""The calendar as living data, by the rules alone: what was held back, what moves, what is refused."""

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from desk.telling.calendar_moves import why_moved
from models.domain import events
from models.domain.calendar import Calendar
from models.domain.calendar_files import calendar_from, rulebook_with, version_order
from models.domain.calendar_table import OfficeDays, YearTable, check_office_days_file
from models.domain.event_shape import ClockHappening
from models.domain.reprojection import reprojected
from models.domain.rulebook import Rulebook
from runtime.documents import load, load_calendar
from tests.domain.sample import CATALOGUE, FILING, Counter, calendar, moment, rulebook
from tests.domain.standings import accepted, agreed, decided

SAMPLES = Path(__file__).parents[1] / "calendars"
TABLE_2027 = load_calendar(SAMPLES / "sample-2027.yaml")
FLOOD = load(SAMPLES / "sample-flood.yaml", OfficeDays, check_office_days_file)

CORRECTED = TABLE_2027.model_copy(
    update={"version": "2027.2", "makeup_workdays": (date(2027, 1, 2), *TABLE_2027.makeup_workdays)}
)
CORRECTED = CORRECTED.model_copy(
    update={"holidays": {day: name for day, name in TABLE_2027.holidays.items() if day != date(2027, 1, 2)}}
)
PROVISIONAL = TABLE_2027.model_copy(update={"version": "2027.0", "status": "provisional"})


def adopt(counter: Counter, at: str, table: YearTable | OfficeDays) -> events.DeadlinesReprojected:
    """The administrator adopts the file, and time then brings what is due."""
    counter.act(at, "administrator", "adopt-calendar", table=table.model_dump(mode="json"))
    happened = counter.last("deadlines-reprojected")
    counter.until(at)
    assert isinstance(happened, events.DeadlinesReprojected)
    return happened


def refused(counter: Counter, at: str, table: YearTable | OfficeDays) -> str:
    """The name under which the file is refused."""
    return counter.refused(at, "administrator", "adopt-calendar", table=table.model_dump(mode="json"))


def clock_event(counter: Counter, kind: str) -> ClockHappening:
    """The latest event of a kind that time alone brings."""
    event = counter.last(kind)
    assert isinstance(event, ClockHappening)
    return event


def filed(on: str) -> Counter:
    """A case that waits for its acceptance."""
    counter = Counter()
    counter.act(f"{on} 09:00", "clerk", "file-case", **FILING)
    return counter


# --- what was held back -------------------------------------------------------------------------------


def test_a_held_deemed_acceptance_comes_with_its_lawful_time_when_the_year_is_adopted() -> None:
    """29, 30, 31 December, 4 and 5 January: not New Year's Day, which Monday to Friday had counted."""
    counter = filed("2026-12-28").until("2027-01-11 09:00")
    assert "case-deemed-accepted" not in counter.kinds()
    assert counter.told("calendar-missing") == [("01-04 17:30", None, "calendar-missing")]

    happened = adopt(counter, "2027-01-11 10:00", TABLE_2027)

    moved = [(each.clock, each.before, each.after) for each in happened.moved]
    assert moved == [("acceptance", date(2027, 1, 4), date(2027, 1, 5))]
    deemed = clock_event(counter, "case-deemed-accepted")
    assert isinstance(deemed, events.CaseDeemedAccepted)
    assert (deemed.lawful, deemed.at) == (moment("2027-01-05 17:30"), moment("2027-01-11 10:00"))
    assert (deemed.late, deemed.effective) == (True, date(2026, 12, 28))
    assert counter.case.state == "reviewing"


def test_an_effect_that_is_still_to_come_is_not_late() -> None:
    """The table came in time: the deemed acceptance happens at its own instant."""
    counter = filed("2026-12-28")
    adopt(counter, "2026-12-30 10:00", TABLE_2027)

    deemed = clock_event(counter.until("2027-01-05 17:30"), "case-deemed-accepted")

    assert (deemed.at, deemed.late) == (moment("2027-01-05 17:30"), False)
    assert "calendar-missing" not in counter.kinds()


def test_held_breaches_come_in_the_order_of_their_lawful_times() -> None:
    """Breach, rungs and records of every clock, each marked late, none twice."""
    counter = Counter().opened("2026-12-28").until("2027-01-13 09:00")
    assert "deadline-breached" not in counter.kinds()
    before = len(counter.events)

    adopt(counter, "2027-01-13 10:00", TABLE_2027)

    late = [event for event in counter.events[before + 1 :] if isinstance(event, ClockHappening)]
    assert [event.lawful for event in late] == sorted(event.lawful for event in late)
    assert {(event.late, event.at) for event in late} == {(True, moment("2027-01-13 10:00"))}
    told = [(event.kind, event.item, f"{event.lawful:%m-%d %H:%M}") for event in late]
    assert [each for each in told if each[0] in {"deadline-breached", "escalated"}] == [
        ("deadline-breached", "fire-consult", "01-05 17:30"),
        ("escalated", "fire-consult", "01-05 17:30"),
        ("escalated", "fire-consult", "01-06 17:30"),
        ("deadline-breached", "flood", "01-08 17:30"),
        ("escalated", "flood", "01-08 17:30"),
        ("escalated", "fire-consult", "01-08 17:30"),
        ("escalated", "flood", "01-11 17:30"),
        ("deadline-breached", "forest-land", "01-12 17:30"),
        ("escalated", "forest-land", "01-12 17:30"),
        ("escalated", "fire-consult", "01-12 17:30"),
    ]
    assert len(told) == len(set(told))


def answered_late(book: Rulebook | None = None) -> Counter:
    """The fire service answers on 7 January a promise that ended on the 5th, as nobody can know yet."""
    counter = Counter(book).opened("2026-12-28")
    counter.act("2026-12-28 14:00", "fire-handler", "acknowledge-notice", item="fire-consult")
    counter.act("2027-01-07 10:00", "fire-handler", "propose-opinion", item="fire-consult", opinion="agree")
    return counter


def of_fire(counter: Counter) -> list[tuple[str, str, bool]]:
    """What the clock has found in the opinion of the fire service."""
    found = events.DeadlineBreached | events.Escalated | events.ResponsibilityOpened
    return [
        (event.kind, f"{event.lawful:%m-%d %H:%M}", event.late)
        for event in counter.events
        if isinstance(event, found) and event.item == "fire-consult"
    ]


def test_a_breach_that_was_held_back_is_found_also_when_its_item_has_ended() -> None:
    """With the rungs up to its end and a record, each marked late; the item itself stays as it was."""
    counter = answered_late()
    ended = counter.item("fire-consult")
    assert of_fire(counter) == []

    adopt(counter, "2027-01-08 10:00", TABLE_2027)

    assert of_fire(counter) == [
        ("deadline-breached", "01-05 17:30", True),
        ("escalated", "01-05 17:30", True),
        ("responsibility-opened", "01-05 17:30", True),
        ("escalated", "01-06 17:30", True),
    ]
    assert (counter.item("fire-consult").state, counter.item("fire-consult").ended_at) == (
        "concluded",
        ended.ended_at,
    )
    (record,) = counter.case.responsibilities
    assert (record.department, record.rule, record.item) == ("fire", "committed", "fire-consult")
    breached = counter.last("deadline-breached")
    assert counter.events[-len(of_fire(counter)) - 1].kind == "deadlines-reprojected"
    assert breached.at == moment("2027-01-08 10:00")
    assert of_fire(counter.until("2027-03-01 09:00")) == of_fire(counter)


def test_an_opinion_that_was_given_late_is_not_deemed_given_afterwards() -> None:
    """Each item has one decision, whatever comes to light."""
    items = [{**item, "deemed": item["code"] == "fire-consult"} for item in CATALOGUE["items"]]
    counter = answered_late(rulebook(items=items))

    adopt(counter, "2027-01-08 10:00", TABLE_2027)

    assert "deadline-breached" in counter.kinds()
    assert "opinion-deemed" not in counter.kinds()
    assert counter.item("fire-consult").state == "concluded"


def test_what_had_ended_in_time_is_in_time_under_every_later_table() -> None:
    """An answer of 5 January, the last day under the first table, whose correction makes it the 4th."""
    counter = Counter().opened("2026-12-28")
    counter.act("2026-12-28 14:00", "fire-handler", "acknowledge-notice", item="fire-consult")
    answer = {"item": "fire-consult", "opinion": "agree"}
    counter.act("2027-01-05 17:00", "fire-handler", "propose-opinion", **answer)

    adopt(counter, "2027-01-08 10:00", TABLE_2027)
    adopt(counter, "2027-01-08 11:00", CORRECTED)

    assert of_fire(counter) == []


def test_the_breach_of_a_case_is_found_also_when_it_has_been_decided() -> None:
    """The promise of the case as a whole ended on 6 January, its decision came on the 11th."""
    limits = {**CATALOGUE["limits"], "committed": 6}
    counter = Counter(rulebook(limits=limits)).opened("2026-12-28")
    decided(agreed(counter, "2027-01-11 10:00"), "2027-01-11 11:00")

    adopt(counter, "2027-01-11 12:00", TABLE_2027)

    told = [
        (event.kind, f"{event.lawful:%m-%d}")
        for event in counter.events
        if isinstance(event, events.DeadlineBreached | events.Escalated) and event.item is None
    ]
    assert told == [("deadline-breached", "01-06"), ("escalated", "01-06"), ("escalated", "01-07")]
    assert counter.case.state == "decided"


def test_an_acceptance_by_hand_that_turns_out_too_late_is_answered_for_by_the_lead() -> None:
    """It stands as it was given, and what has followed from it; but five working days had been over."""
    counter = filed("2026-12-28")
    counter.act("2027-01-08 10:00", "clerk", "accept-case")

    adopt(counter, "2027-01-11 10:00", TABLE_2027)

    breached = counter.last("deadline-breached")
    assert isinstance(breached, events.DeadlineBreached)
    assert (breached.clock, breached.item, breached.due) == ("acceptance", None, date(2027, 1, 5))
    (record,) = counter.case.responsibilities
    assert (record.rule, record.department, record.person) == ("acceptance", "dev-reform", "clerk")
    assert (counter.case.effective, counter.kinds().count("case-deemed-accepted")) == (date(2027, 1, 8), 0)


def test_held_corrections_lapse_when_the_year_is_adopted() -> None:
    """The case ends, with the lawful instant on record."""
    counter = Counter()
    counter.act("2026-12-01 09:00", "clerk", "file-case", **{**FILING, "materials": ["report"]})
    counter.act("2026-12-01 10:00", "clerk", "request-corrections", gaps=[{"material": "photos"}])
    counter.until("2027-02-01 09:00")
    assert counter.case.state == "correcting"

    adopt(counter, "2027-02-01 10:00", TABLE_2027)

    lapsed = clock_event(counter, "corrections-lapsed")
    assert (counter.case.state, lapsed.late) == ("terminated", True)
    assert lapsed.lawful == moment("2027-01-13 17:30")


def test_a_provisional_table_counts_but_nothing_takes_effect_before_the_official_one() -> None:
    """It moves the deadline; the deemed acceptance waits for the official table, which replaces it."""
    counter = filed("2026-12-28").until("2027-01-06 09:00")
    happened = adopt(counter, "2027-01-06 10:00", PROVISIONAL)
    assert [(each.before, each.after) for each in happened.moved] == [(date(2027, 1, 4), date(2027, 1, 5))]
    assert counter.case.state == "received"

    happened = adopt(counter, "2027-01-07 10:00", TABLE_2027)

    assert (happened.moved, counter.case.state) == ((), "reviewing")


def test_a_day_of_a_provisional_table_says_so() -> None:
    """It is counted as the draft says, which is more than Monday to Friday."""
    day = rulebook_with(rulebook(), PROVISIONAL).days.describe(date(2027, 1, 1))

    assert (day.working, day.provisional) == (False, True)
    assert day.zh == "法定节假日（元旦），安排尚未正式公布"


def test_another_missing_year_is_told_again() -> None:
    """The administrator was alarmed for 2027; a deadline that lies in 2028 alarms once more."""
    law = rulebook(
        limits={
            "acceptance": 260,
            "committed": 30,
            "statutory": 45,
            "delivery": {"committed": 2, "statutory": 10},
        }
    )
    counter = Counter(law)
    counter.act("2026-12-28 09:00", "clerk", "file-case", **FILING)
    adopt(counter, "2027-01-11 10:00", TABLE_2027)

    counter.until("2028-06-01 09:00")

    missing = [event for event in counter.events if isinstance(event, events.CalendarMissing)]
    assert [event.year for event in missing] == [2028]
    assert counter.case.state == "received"


# --- what moves ---------------------------------------------------------------------------------------


def test_a_flood_closure_moves_every_open_deadline_behind_it() -> None:
    """Two days closed and one Sunday opened: one working day later; what is over stays as it was."""
    counter = accepted().until("2026-06-16 12:00")
    happened = adopt(counter, "2026-06-16 12:00", FLOOD)

    assert {(each.item, each.clock): (each.before, each.after) for each in happened.moved} == {
        (None, "committed"): (date(2026, 7, 28), date(2026, 7, 29)),
        (None, "statutory"): (date(2026, 8, 18), date(2026, 8, 19)),
        ("forest-land", "committed"): (date(2026, 6, 30), date(2026, 7, 1)),
        ("forest-land", "statutory"): (date(2026, 7, 14), date(2026, 7, 15)),
        ("flood", "committed"): (date(2026, 6, 26), date(2026, 6, 29)),
        ("flood", "statutory"): (date(2026, 7, 14), date(2026, 7, 15)),
        ("fire-consult", "committed"): (date(2026, 6, 23), date(2026, 6, 24)),
        ("fire-consult", "statutory"): (date(2026, 7, 14), date(2026, 7, 15)),
    }


def test_what_moves_says_why_day_by_day() -> None:
    """The days that count otherwise, with the words of the new calendar; nothing else is named."""
    counter = accepted()
    deadlines = reprojected(counter.case, counter.book, rulebook_with(counter.book, FLOOD))

    fire = next(each for each in deadlines if (each.item, each.clock) == ("fire-consult", "committed"))

    assert [(day.date, day.working, day.zh) for day in fire.days] == [
        (date(2026, 6, 17), False, "防汛停工（示例防指〔2026〕1号）"),
        (date(2026, 6, 18), False, "防汛停工（示例防指〔2026〕1号）"),
        (date(2026, 6, 21), True, "防汛后补班（示例防指〔2026〕1号）"),
    ]


def test_neighbouring_days_are_told_together_and_what_is_certain_is_said() -> None:
    """One part for each run of days of one kind, in both languages; then whether the day can still change."""
    flooded, year_end = accepted(), filed("2026-12-28")

    (fire,) = [
        why_moved(each)
        for each in reprojected(flooded.case, flooded.book, rulebook_with(flooded.book, FLOOD))
        if (each.item, each.clock) == ("fire-consult", "committed")
    ]
    (published,) = reprojected(year_end.case, year_end.book, rulebook_with(year_end.book, TABLE_2027))
    (drafted,) = reprojected(year_end.case, year_end.book, rulebook_with(year_end.book, PROVISIONAL))

    assert fire.zh == (
        "2026-06-17–06-18 防汛停工（示例防指〔2026〕1号），不再计入；"
        "2026-06-21 防汛后补班（示例防指〔2026〕1号），计入"
    )
    assert fire.en.count("no longer counted") == 1
    assert why_moved(published).zh == (
        "2027-01-01 法定节假日（元旦），不再计入；所涉年份的安排已正式公布，由暂计转为确定"
    )
    assert why_moved(drafted).zh.endswith("仍为暂计")


def test_the_law_of_the_case_is_another_one_from_then_on() -> None:
    """Its digest stands in the state and in the event, and the new rulebook comes of the old one alone."""
    counter = accepted()
    before = counter.book

    happened = adopt(counter, "2026-06-15 12:00", TABLE_2027)

    assert (happened.rulebook_before, happened.rulebook) == (before.digest, counter.book.digest)
    assert counter.case.rulebook == counter.book.digest == rulebook_with(before, TABLE_2027).digest
    assert (happened.year, happened.calendar_before) == (2027, before.calendar.version)
    assert counter.book.catalogue == before.catalogue
    assert happened.moved == ()


def test_a_corrected_table_moves_what_the_first_one_said() -> None:
    """A new version of the same year replaces it."""
    counter = filed("2026-12-28")
    adopt(counter, "2026-12-29 10:00", TABLE_2027)

    happened = adopt(counter, "2026-12-30 10:00", CORRECTED)

    assert [(each.before, each.after) for each in happened.moved] == [(date(2027, 1, 5), date(2027, 1, 4))]


def test_a_breach_that_stands_is_not_taken_back() -> None:
    """A closure declared afterwards moves the deadline; the record stays and is a matter for its disposal."""
    counter = accepted().until("2026-06-24 09:00")
    breached = counter.kinds().count("deadline-breached")
    assert breached == 1

    adopt(counter, "2026-06-24 10:00", FLOOD)

    assert counter.until("2026-06-25 09:00").kinds().count("deadline-breached") == breached


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "refusal"),
    [
        (TABLE_2027, TABLE_2027, "CalendarAlreadyAdopted"),
        (CORRECTED, TABLE_2027, "CalendarNotNewer"),
        (TABLE_2027, CORRECTED.model_copy(update={"version": "2027.1"}), "CalendarNotNewer"),
        (TABLE_2027, PROVISIONAL.model_copy(update={"version": "2027.9"}), "OfficialCalendarStands"),
        (FLOOD, FLOOD, "CalendarAlreadyAdopted"),
        (FLOOD, FLOOD.model_copy(update={"version": "2026-06-16"}), "CalendarNotNewer"),
        (
            FLOOD,
            FLOOD.model_copy(update={"region": "CN-45", "days": FLOOD.days[:1]}),
            "CalendarAlreadyAdopted",
        ),
    ],
)
def test_what_is_not_newer_is_refused(
    first: YearTable | OfficeDays, then: YearTable | OfficeDays, refusal: str
) -> None:
    """By name, and the case stays as it was."""
    counter = accepted()
    adopt(counter, "2026-06-15 12:00", first)

    assert refused(counter, "2026-06-15 13:00", then) == refusal


@pytest.mark.parametrize("region", ["XX", "CN-45"])
def test_a_table_of_another_region_is_refused(region: str) -> None:
    """Years are one region's own."""
    table = TABLE_2027.model_copy(update={"region": region})

    assert refused(accepted(), "2026-06-15 12:00", table) == "CalendarNotForThisOffice"


@pytest.mark.parametrize(
    ("region", "may"), [("CN", True), ("CN-45", True), ("CN-45-07", True), ("CN-46", False), ("XX", False)]
)
def test_office_days_are_for_the_jurisdictions_of_their_region(region: str, may: bool) -> None:
    """The case lies in 450721."""
    days = FLOOD.model_copy(update={"region": region})
    counter = accepted()

    if may:
        assert adopt(counter, "2026-06-15 12:00", days).moved
    else:
        assert refused(counter, "2026-06-15 12:00", days) == "CalendarNotForThisOffice"


def test_an_ended_case_keeps_its_calendar() -> None:
    """Nothing of it can move any more."""
    counter = accepted()
    counter.act("2026-06-15 12:00", "clerk", "withdraw-case", reason="不建了")

    assert refused(counter, "2026-06-15 13:00", TABLE_2027) == "CaseNotOpen"


def test_a_file_that_contradicts_itself_is_refused() -> None:
    """Also when it does not come from a file that was checked."""
    torn = TABLE_2027.model_copy(update={"makeup_workdays": (date(2026, 1, 4),)})

    assert refused(accepted(), "2026-06-15 12:00", torn) == "FieldInvalid"


# --- the order does not matter ------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_every_order_of_adoption_ends_with_the_same_calendar(order: tuple[int, ...]) -> None:
    """Two operations may run at the same time, and a new case takes everything at once."""
    later = FLOOD.model_copy(
        update={
            "version": "2026-06-18",
            "days": (FLOOD.days[1].model_copy(update={"working": True, "reason": "水退复工"}),),
        }
    )
    files: list[YearTable | OfficeDays] = [TABLE_2027, CORRECTED, FLOOD, later]
    law = Rulebook(catalogue=rulebook().catalogue, calendar=Calendar(tables=calendar().tables))
    law = rulebook_with(rulebook_with(rulebook_with(law, FLOOD), later), CORRECTED)

    made = calendar_from([*calendar().tables, *[files[position] for position in order]], "450721")

    assert made == law.calendar


def test_versions_are_ordered_as_people_count() -> None:
    """Numbers by their value, not by their letters."""
    told = ["2027.1", "2027.1.1", "2027.2", "2027.10", "2028"]

    assert sorted(told, key=version_order) == told
