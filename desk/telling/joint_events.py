"""What departments did together, answered for or handed over, in one sentence an event."""

from datetime import datetime

from desk.telling.names import Names, Pair, because
from models.domain import joint_events as joint
from models.domain import words as said
from models.domain.events import Event


def tell(event: Event, names: Names) -> Pair | None:  # one line an event
    """The sentence; None for an event of another kind."""
    match event:
        case joint.SurveyProposed():
            items = names.items(event.items)
            return (
                f"以下事项均需现场勘查，建议联合勘查：{items[0]}",
                f"These items need a visit; a joint survey is proposed: {items[1]}",
            )
        case joint.SurveyScheduled():
            return _called(event, names, ("联合勘查", "the joint survey"))
        case joint.FindingRecorded():
            item = names.item(event.item)
            return (
                f"记录{item[0]}的勘查意见：{event.finding}（{'、'.join(event.names)}）",
                f"recorded a finding for {item[1]}: {event.finding} ({', '.join(event.names)})",
            )
        case joint.SurveyClosed():
            return _closed(event, names, ("联合勘查", "the joint survey"))
        case joint.MeetingConvened():
            return _called(event, names, ("联审会议", "the joint meeting"))
        case joint.PositionStated():
            return f"在联审会议上发表意见：{event.position}", f"stated at the joint meeting: {event.position}"
        case joint.MeetingClosed():
            closed, count = _closed(event, names, ("联审会议", "the joint meeting")), len(event.actions)
            agreed = (f"；议定{count}项", f"; {count} actions agreed on") if count else ("", "")
            return f"{closed[0]}{agreed[0]}", f"{closed[1]}{agreed[1]}"
        case joint.ActionOverdue():
            department = names.department(event.department)
            return (
                f"{department[0]}逾期未办结会议议定事项{event.action}：{event.text}（{event.due}）",
                f"{department[1]} has not done action {event.action} by {event.due}: {event.text}",
            )
        case joint.ActionClosed():
            report = because(event.text, None)
            return f"办结会议议定事项{event.action}{report[0]}", f"did action {event.action}{report[1]}"
        case joint.ResponsibilityAnswered():
            return (
                f"答复责任记录{event.record}：{event.text}",
                f"answered responsibility record {event.record}: {event.text}",
            )
        case joint.ResponsibilityDisposed():
            disposal, reason = said.DISPOSALS[event.disposal], because(event.text, None)
            return (
                f"处理责任记录{event.record}：{disposal.zh}{reason[0]}",
                f"disposed of responsibility record {event.record}: {disposal.en}{reason[1]}",
            )
        case joint.DepartmentReorganised():
            return _reorganised(event, names)
        case joint.ServiceRated():
            comment = because(event.comment, None)
            return f"评价{event.stars}星{comment[0]}", f"gave {event.stars} stars{comment[1]}"
        case _:
            return None


def _called(event: joint.SurveyScheduled | joint.MeetingConvened, names: Names, what: Pair) -> Pair:
    departments = names.departments(event.departments)
    when = _moment(event.scheduled)
    place = (f"，{event.at_place}", f", {event.at_place}") if event.at_place else ("", "")
    verb = ("改期", "moved") if event.moved else ("安排", "called")
    round_ = event.round if isinstance(event, joint.SurveyScheduled) else 1
    number = (f"（第{round_}次）", f" (round {round_})") if round_ > 1 else ("", "")
    return (
        f"{verb[0]}{what[0]}{number[0]}：{when}{place[0]}，{departments[0]}",
        f"{verb[1]} {what[1]}{number[1]}: {when}{place[1]}, {departments[1]}",
    )


def _closed(event: joint.SurveyClosed | joint.MeetingClosed, names: Names, what: Pair) -> Pair:
    absent = names.departments(event.absent)
    without = (f"，缺席：{absent[0]}", f", absent: {absent[1]}") if event.absent else ("", "")
    return (
        f"结束{what[0]}{without[0]}：{event.minutes}",
        f"closed {what[1]}{without[1]}: {event.minutes}",
    )


def _reorganised(event: joint.DepartmentReorganised, names: Names) -> Pair:
    old, new, count = names.department(event.department), event.successor_name, len(event.items)
    lead = ("，并接任牵头部门", ", and the lead") if event.lead else ("", "")
    return (
        f"按{event.document}，将{old[0]}的{count}个未了事项转交{new.zh}{lead[0]}",
        f"handed {count} open items of {old[1]} to {new.en}{lead[1]}, by {event.document}",
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
