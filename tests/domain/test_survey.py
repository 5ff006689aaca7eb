"""The joint survey: proposed by itself, one visit for all, closed when all are heard or excused."""

from typing import Any

import pytest

from models.domain.joint_events import SurveyProposed, SurveyScheduled
from models.domain.view import view
from tests.domain.joint import FINDING, SURVEY, accepted, checked, sentences, surveyed, told_to, visiting
from tests.domain.sample import FILING, Counter, moment

WEDNESDAY = "2026-06-17 11:00"


def found(counter: Counter, *items: str) -> Counter:
    """The departments of these items have recorded their findings."""
    hands = {"forest-land": "forestry-handler", "flood": "water-handler"}
    for item in items:
        counter.act(WEDNESDAY, hands[item], "record-finding", item=item, **FINDING)
    return counter


@pytest.mark.parametrize(
    ("visits", "proposed"),
    [
        (("forest-land", "flood"), ("forest-land", "flood")),
        (("flood", "approval"), ("flood", "approval")),  # one that still waits saves a second visit
        (("flood",), None),
        ((), None),
    ],
)
def test_a_survey_is_proposed_when_two_items_need_a_visit(
    visits: tuple[str, ...], proposed: tuple[str, ...] | None
) -> None:
    """In the step that accepts the case, to the lead, and once."""
    counter = checked(accepted(*visits).until("2026-06-30 09:00"))

    told = [event for event in counter.events if isinstance(event, SurveyProposed)]
    assert [event.items for event in told] == ([] if proposed is None else [proposed])
    if proposed is not None:
        assert (told[0].at, told[0].by) == (moment("2026-06-15 11:00"), None)
        assert told_to(counter, "survey-proposed") == ["dev-reform"]


def test_a_deemed_acceptance_proposes_the_survey_as_well() -> None:
    """Silence accepts, and the visit is needed all the same."""
    counter = Counter(visiting("forest-land", "flood"))
    counter.act("2026-06-15 09:00", "clerk", "file-case", **FILING)
    checked(counter.until("2026-06-24 09:00"))

    assert counter.kinds().count("survey-proposed") == 1


def test_an_added_item_makes_the_survey_due() -> None:
    """One item with a visit was not enough; the second is."""
    counter = accepted("forest-land", "flood", answers={"uses_forest": False})
    assert "survey-proposed" not in counter.kinds()
    counter.act("2026-06-16 09:00", "clerk", "add-item", item="forest-land", reason="占用林地")
    checked(counter)

    assert counter.last("survey-proposed").items == ("flood", "forest-land")  # type: ignore[union-attr]


def test_an_item_that_has_been_called_to_a_survey_is_not_proposed_again() -> None:
    """The lead has acted already; one more item alone makes no joint visit."""
    counter = accepted("flood", "approval", "forest-land", answers={"uses_forest": False})
    counter.act("2026-06-15 14:00", "clerk", "schedule-survey", **{**SURVEY, "items": ["flood", "approval"]})
    counter.act("2026-06-16 09:00", "clerk", "add-item", item="forest-land", reason="占用林地")

    assert checked(counter).kinds().count("survey-proposed") == 1


def test_one_visit_goes_from_the_call_to_its_minutes() -> None:
    """Both departments are called, both record, the lead closes, and a new round may follow."""
    counter = surveyed()
    assert told_to(counter, "survey-scheduled") == ["forestry", "water"]
    found(counter, "forest-land", "flood")
    counter.act("2026-06-17 16:00", "clerk", "close-survey", minutes="勘查纪要")
    assert told_to(counter, "survey-closed") == ["forestry", "water"]
    again = {**SURVEY, "items": ["flood"], "scheduled": "2026-06-22 09:00"}
    counter.act("2026-06-18 09:00", "clerk", "schedule-survey", **again)
    checked(counter)

    shown = view(counter.case, moment("2026-06-18 10:00"), counter.book)
    assert [(each.round, each.state, each.missing) for each in shown.surveys] == [
        (1, "closed", ()),
        (2, "open", ("water",)),
    ]
    assert [finding.names for finding in shown.surveys[0].findings] == [("吴", "雷"), ("吴", "雷")]
    assert "安排联合勘查（第2次）：2026-06-22 09:00，十里工业园，水利局" in sentences(counter)[-1][0]


def test_a_survey_that_is_open_is_moved() -> None:
    """Rain: the new date is told to all, also to who need not come any more; findings made stand."""
    counter = found(surveyed(), "flood")
    moved = {**SURVEY, "items": ["flood"], "scheduled": "2026-06-22 09:00"}
    counter.act("2026-06-17 12:00", "clerk", "schedule-survey", **moved)
    checked(counter)

    event = counter.last("survey-scheduled")
    assert isinstance(event, SurveyScheduled)
    assert (event.round, event.moved, event.released) == (1, True, ("forestry",))
    assert told_to(counter, "survey-scheduled") == ["water", "forestry"]
    assert counter.act("2026-06-22 12:00", "clerk", "close-survey", minutes="纪要") == ["survey-closed"]


def test_an_absence_that_is_recorded_lets_the_survey_close() -> None:
    """It stands in the event, and in the sentence."""
    counter = found(surveyed(), "forest-land")
    assert counter.refused("2026-06-17 16:00", "clerk", "close-survey", minutes="纪要") == "PartyMissing"
    counter.act("2026-06-17 16:00", "clerk", "close-survey", minutes="纪要", absent=["water"])

    assert "缺席：水利局" in sentences(checked(counter))[-1][0]


def test_nobody_is_absent_before_the_visit_has_begun() -> None:
    """On Tuesday nobody can know who will not come on Wednesday."""
    counter = surveyed()
    close = {"minutes": "纪要", "absent": ["forestry", "water"]}

    assert counter.refused("2026-06-17 08:59", "clerk", "close-survey", **close) == "FieldInvalid"
    assert counter.act("2026-06-17 09:00", "clerk", "close-survey", **close) == ["survey-closed"]


def test_a_department_whose_item_was_dropped_need_not_be_heard() -> None:
    """It has nothing to say any more."""
    counter = found(surveyed(), "forest-land")
    counter.act("2026-06-17 12:00", "clerk", "drop-item", item="flood", reason="不涉及")

    assert counter.act("2026-06-17 16:00", "clerk", "close-survey", minutes="纪要") == ["survey-closed"]


def closed() -> Counter:
    """The survey is over."""
    counter = found(surveyed(), "forest-land", "flood")
    counter.act(WEDNESDAY, "clerk", "close-survey", minutes="纪要")
    return counter


FOREST = {"item": "forest-land", **FINDING}


@pytest.mark.parametrize(
    ("begin", "by", "do", "fields", "refusal"),
    [
        (surveyed, "water-handler", "record-finding", FOREST, "NotYourDepartment"),
        (surveyed, "water-clerk", "close-survey", {"minutes": "纪要"}, "NotYourDepartment"),
        (surveyed, "fire-handler", "record-finding", {**FOREST, "item": "fire-consult"}, "SurveyNotOpen"),
        (accepted, "forestry-handler", "record-finding", FOREST, "SurveyNotOpen"),
        (closed, "forestry-handler", "record-finding", FOREST, "SurveyNotOpen"),
        (accepted, "clerk", "close-survey", {"minutes": "纪要"}, "SurveyNotOpen"),
        (closed, "clerk", "close-survey", {"minutes": "纪要"}, "SurveyNotOpen"),
        (surveyed, "forestry-handler", "record-finding", {**FOREST, "names": ["吴"]}, "TwoNamesNeeded"),
        (
            surveyed,
            "forestry-handler",
            "record-finding",
            {**FOREST, "names": ["吴", " 吴 "]},
            "TwoNamesNeeded",
        ),
        (surveyed, "clerk", "close-survey", {"minutes": "纪要"}, "PartyMissing"),
        (surveyed, "clerk", "close-survey", {"minutes": "纪要", "absent": ["water"]}, "PartyMissing"),
        (surveyed, "clerk", "close-survey", {"minutes": "纪要", "absent": ["fire"]}, "FieldInvalid"),
        (accepted, "clerk", "schedule-survey", {**SURVEY, "scheduled": "2026-06-16 09:00"}, "EndInThePast"),
        (accepted, "clerk", "schedule-survey", {**SURVEY, "scheduled": "2026-06-16"}, "FieldInvalid"),
        (accepted, "clerk", "schedule-survey", {**SURVEY, "items": []}, "FieldInvalid"),
        (accepted, "clerk", "schedule-survey", {**SURVEY, "items": ["nonsense"]}, "ItemUnknown"),
    ],
)
def test_what_a_survey_refuses(begin: Any, by: str, do: str, fields: dict[str, Any], refusal: str) -> None:
    """By name, in both languages, and nothing has changed."""
    counter = begin()

    assert counter.refused("2026-06-17 12:00", by, do, **fields) == refusal


def test_nothing_is_surveyed_before_acceptance_or_after_the_end() -> None:
    """A visit belongs to the review."""
    counter = Counter()
    counter.act("2026-06-15 09:00", "clerk", "file-case", **FILING)
    assert counter.refused("2026-06-15 10:00", "clerk", "schedule-survey", **SURVEY) == "CaseNotOpen"
    withdrawn = surveyed()
    withdrawn.act("2026-06-16 09:00", "clerk", "withdraw-case", reason="改期")

    assert withdrawn.refused("2026-06-17 09:00", "clerk", "close-survey", minutes="纪要") == "CaseNotOpen"
    assert view(withdrawn.case, moment("2026-06-17 09:00"), withdrawn.book).surveys[0].state == "cancelled"


def test_an_item_that_has_ended_takes_no_finding() -> None:
    """Its department has decided."""
    counter = surveyed()
    for do, fields in (("acknowledge-notice", {}), ("propose-opinion", {"opinion": "agree"})):
        counter.act("2026-06-16 10:00", "water-handler", do, item="flood", **fields)
    counter.act("2026-06-16 11:00", "water-approver", "conclude-item", item="flood")

    refused = counter.refused(WEDNESDAY, "water-handler", "record-finding", item="flood", **FINDING)
    assert refused == "ItemNotOpen"
    assert counter.refused(WEDNESDAY, "clerk", "schedule-survey", **SURVEY) == "ItemNotOpen"
