"""The joint meeting: positions, minutes, and actions that are followed up."""

from typing import Any

import pytest

from models.domain.joint_events import ActionOverdue, MeetingConvened
from models.domain.view import view
from tests.domain.joint import MEETING, accepted, checked, convened, sentences, told_to
from tests.domain.sample import Counter, moment

THURSDAY = "2026-06-18 15:00"
ACTIONS = [
    {"text": "补充水土保持方案", "department": "water", "due": "2026-06-24"},
    {"text": "复核林地界线", "department": "forestry", "due": "2026-06-26"},
]


def heard(counter: Counter, *departments: str) -> Counter:
    """These departments have said their positions."""
    for department in departments:
        counter.act(THURSDAY, f"{department}-handler", "state-position", position="原则同意")
    return counter


def agreed() -> Counter:
    """The meeting is over and has agreed on two actions."""
    counter = heard(convened(), "forestry", "water")
    counter.act("2026-06-18 16:00", "clerk", "close-meeting", minutes="会议纪要", actions=ACTIONS)
    return counter


def test_a_meeting_goes_from_the_call_to_its_minutes() -> None:
    """Everybody called is told, heard, and sent the minutes; who must act is told, too."""
    counter = convened()
    assert told_to(counter, "meeting-convened") == ["forestry", "water"]
    heard(counter, "forestry", "water", "forestry")
    fire = {"text": "确认消防水源", "department": "fire", "due": "2026-06-24"}
    counter.act("2026-06-18 16:00", "clerk", "close-meeting", minutes="纪要", actions=[*ACTIONS, fire])
    assert told_to(counter, "meeting-closed") == ["forestry", "water", "fire"]

    shown = view(checked(counter).case, moment("2026-06-19 09:00"), counter.book)
    assert [(each.number, each.state, len(each.positions)) for each in shown.meetings] == [(1, "closed", 3)]
    assert [(each.number, each.department, each.overdue) for each in shown.actions] == [
        (1, "water", False),
        (2, "forestry", False),
        (3, "fire", False),
    ]
    assert sentences(counter)[-1][0].endswith("结束联审会议：纪要；议定3项")


def test_an_action_not_done_by_the_end_of_its_day_is_told() -> None:
    """At closing time, to the head of its department and to the lead, once; one that was done is not."""
    counter = agreed()
    counter.act("2026-06-26 10:00", "forestry-handler", "close-action", action="2", text="界线无误")
    checked(counter.until("2026-07-10 09:00"))

    (overdue,) = [event for event in counter.events if isinstance(event, ActionOverdue)]
    assert (overdue.action, overdue.at, overdue.by) == (1, moment("2026-06-24 17:30"), None)
    assert told_to(counter, "action-overdue") == ["water/department-head", "dev-reform"]
    assert told_to(counter, "action-closed") == ["dev-reform"]
    shown = view(counter.case, moment("2026-07-10 09:00"), counter.book).actions
    assert [(each.overdue, each.report) for each in shown] == [(True, None), (False, "界线无误")]


def test_an_overdue_action_can_still_be_done() -> None:
    """By the lead's clerk for the department, after the delivery of nothing in particular."""
    counter = agreed().until("2026-06-25 09:00")
    counter.act("2026-06-25 10:00", "clerk", "close-action", action=1)

    assert checked(counter).case.actions[0].done_at == moment("2026-06-25 10:00")


def test_a_meeting_that_is_open_is_moved() -> None:
    """The number stays, and who is called no more is told."""
    counter = heard(convened(), "forestry")
    counter.act("2026-06-18 16:00", "clerk", "convene-meeting", items=["flood"], scheduled="2026-06-22 14:00")

    event = checked(counter).last("meeting-convened")
    assert isinstance(event, MeetingConvened)
    assert (event.meeting, event.moved, event.released) == (1, True, ("forestry",))
    assert told_to(counter, "meeting-convened") == ["water", "forestry"]
    assert counter.refused("2026-06-22 15:00", "clerk", "close-meeting", minutes="纪要") == "PartyMissing"
    counter.act("2026-06-22 15:00", "water-clerk", "state-position", position="同意")
    assert counter.act("2026-06-22 15:00", "clerk", "close-meeting", minutes="纪要") == ["meeting-closed"]
    counter.act("2026-06-23 09:00", "clerk", "convene-meeting", items=["flood"], scheduled="2026-06-24 14:00")
    assert [meeting.number for meeting in counter.case.meetings] == [1, 2]


CLOSE = {"minutes": "纪要"}


@pytest.mark.parametrize(
    ("begin", "by", "do", "fields", "refusal"),
    [
        (convened, "water-clerk", "close-meeting", CLOSE, "NotYourDepartment"),
        (convened, "fire-handler", "state-position", {"position": "同意"}, "NotYourDepartment"),
        (accepted, "fire-handler", "state-position", {"position": "同意"}, "MeetingNotOpen"),
        (agreed, "water-handler", "state-position", {"position": "同意"}, "MeetingNotOpen"),
        (accepted, "clerk", "close-meeting", CLOSE, "MeetingNotOpen"),
        (agreed, "clerk", "close-meeting", CLOSE, "MeetingNotOpen"),
        (convened, "clerk", "close-meeting", CLOSE, "PartyMissing"),
        (convened, "clerk", "close-meeting", {**CLOSE, "absent": ["water"]}, "PartyMissing"),
        (convened, "clerk", "close-meeting", {**CLOSE, "absent": ["fire"]}, "FieldInvalid"),
        (convened, "clerk", "convene-meeting", {**MEETING, "scheduled": "2026-06-17 09:00"}, "EndInThePast"),
        (convened, "clerk", "convene-meeting", {**MEETING, "items": ["nonsense"]}, "ItemUnknown"),
        (agreed, "fire-handler", "close-action", {"action": 1}, "NotYourDepartment"),
        (agreed, "service-centre-clerk", "close-action", {"action": 9}, "NotYourDepartment"),
        (agreed, "water-handler", "close-action", {"action": 9}, "FieldInvalid"),
        (agreed, "water-handler", "close-action", {"action": "x"}, "FieldInvalid"),
    ],
)
def test_what_a_meeting_refuses(begin: Any, by: str, do: str, fields: dict[str, Any], refusal: str) -> None:
    """By name, in both languages, and nothing has changed."""
    counter = begin()

    assert counter.refused("2026-06-18 17:00", by, do, **fields) == refusal


@pytest.mark.parametrize(
    ("action", "refusal"),
    [
        ({**ACTIONS[0], "department": "nonsense"}, "FieldInvalid"),
        ({**ACTIONS[0], "due": "2026-06-17"}, "EndInThePast"),
        ({"text": "无部门", "due": "2026-06-24"}, "FieldInvalid"),
    ],
)
def test_an_action_needs_a_department_that_is_there_and_a_day_to_come(
    action: dict[str, str], refusal: str
) -> None:
    """Else nobody could be held to it."""
    counter = heard(convened(), "forestry", "water")

    assert counter.refused(THURSDAY, "clerk", "close-meeting", **CLOSE, actions=[action]) == refusal


def test_an_action_is_done_once() -> None:
    """The second report is refused."""
    counter = agreed()
    counter.act("2026-06-22 10:00", "water-handler", "close-action", action=1)

    assert counter.refused("2026-06-22 11:00", "water-handler", "close-action", action=1) == "FieldInvalid"
