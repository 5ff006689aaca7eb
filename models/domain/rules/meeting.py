"""Joint meeting (联审会议): every department called states its position, and actions are followed up."""

from models.domain import joint_commands, joint_events
from models.domain.case import Case
from models.domain.events import Event
from models.domain.joint_state import Action, Meeting
from models.domain.moment import office_moment
from models.domain.names import DepartmentCode
from models.domain.refusals import EndInThePast, FieldInvalid, LateEntryNotPossible, MeetingNotOpen
from models.domain.rules.parties import invited, open_items, require_all_parties, require_coming
from models.domain.rules.scene import Scene, require_case_state, require_live
from models.domain.text import Words


def convene_meeting(scene: Scene, command: joint_commands.ConveneMeeting) -> list[Event]:
    """Call the departments of the items. While a meeting is open this moves it."""
    case = scene.case
    require_case_state(scene, "reviewing")
    items = open_items(scene, command.items)
    scheduled = office_moment(command.scheduled, scene.book.hours)
    require_coming(scene, scheduled.date().isoformat())
    standing = open_meeting(case)
    departments = invited(case, items)
    before = () if standing is None else invited(case, standing.items)
    return [
        joint_events.MeetingConvened(
            **scene.stamp,
            meeting=len(case.meetings) + (standing is None),
            items=items,
            departments=departments,
            released=tuple(code for code in before if code not in departments),
            scheduled=scheduled,
            at_place=command.at_place,
            moved=standing is not None,
        )
    ]


def state_position(scene: Scene, command: joint_commands.StatePosition) -> list[Event]:
    """What the person's department, or the principal's, says."""
    require_case_state(scene, "reviewing", "consolidating")
    meeting = open_meeting(scene.case)
    if meeting is None:
        raise MeetingNotOpen
    if scene.at < meeting.called_at:
        raise LateEntryNotPossible(
            happened=f"{scene.at:%Y-%m-%d %H:%M}",
            why=Words(zh="当时尚未召集会议", en="no meeting had been called by then"),
        )
    department = scene.by.department if scene.acting is None else scene.acting.department
    assert department is not None  # only departments of the case may speak
    return [
        joint_events.PositionStated(
            **scene.stamp, meeting=meeting.number, department=department, position=command.position
        )
    ]


def close_meeting(scene: Scene, command: joint_commands.CloseMeeting) -> list[Event]:
    """Close the meeting with its minutes, once every position is stated or its absence recorded."""
    case = scene.case
    require_case_state(scene, "reviewing", "consolidating")
    meeting = open_meeting(case)
    if meeting is None:
        raise MeetingNotOpen
    parties = invited(case, meeting.items)
    require_all_parties(scene, parties, heard_at(meeting), command.absent, meeting.scheduled)
    for position, action in enumerate(command.actions):
        _require_action(scene, action, f"actions[{position}]")
    first = len(case.actions) + 1
    return [
        joint_events.MeetingClosed(
            **scene.stamp,
            meeting=meeting.number,
            departments=parties,
            absent=command.absent,
            minutes=command.minutes,
            actions=tuple(
                joint_events.MeetingAction(action=number, **action.model_dump())
                for number, action in enumerate(command.actions, first)
            ),
        )
    ]


def close_action(scene: Scene, command: joint_commands.CloseAction) -> list[Event]:
    """Report an action done, also after its day; by its department, or by the lead for it."""
    require_live(scene)
    action = find_action(scene.case, command.action)
    if action is None or action.done_at is not None:
        raise _not_open(scene.case, action)
    return [
        joint_events.ActionClosed(
            **scene.stamp, action=action.number, department=action.department, text=command.text
        )
    ]


def open_meeting(case: Case) -> Meeting | None:
    """The meeting that has no minutes yet."""
    last = case.meetings[-1] if case.meetings else None
    return last if last is not None and last.closed_at is None else None


def heard_at(meeting: Meeting) -> tuple[DepartmentCode, ...]:
    """The departments with a position."""
    return tuple(dict.fromkeys(said.department for said in meeting.positions))


def find_action(case: Case, number: int) -> Action | None:
    """The action with this number, if there is one."""
    return case.actions[number - 1] if number <= len(case.actions) else None


def _require_action(scene: Scene, action: joint_commands.AgreedAction, field: str) -> None:
    if not scene.knows_department(action.department):
        known = "、".join(scene.book.catalogue.department_by_code)
        problem = Words.model_construct(
            zh=f"没有部门“{action.department}”；可用：{known}",
            en=f"there is no department “{action.department}”; known: {known.replace('、', ', ')}",
        )
        raise FieldInvalid(field=f"{field}.department", problem=problem)
    if action.due < scene.today:
        raise EndInThePast(until=action.due.isoformat(), today=scene.today.isoformat())


def _not_open(case: Case, action: Action | None) -> FieldInvalid:
    undone = ", ".join(str(each.number) for each in case.actions if each.done_at is None) or "-"
    zh, en = (
        ("没有这项会议事项", "there is no such action") if action is None else ("已办结", "is done already")
    )
    problem = Words.model_construct(zh=f"{zh}；未办结：{undone}", en=f"{en}; still open: {undone}")
    return FieldInvalid(field="action", problem=problem)
