"""What the events of departments working together make of a case: surveys, meetings, answers, a successor."""

from models.domain import joint_events as joint
from models.domain.case import Case, Held, Item
from models.domain.frozen import replace
from models.domain.joint_state import Action, Finding, Meeting, Position, Rating, Reply, Survey
from models.domain.names import DepartmentCode


def joint_case(case: Case, event: joint.JointEvent) -> Case:  # one line an event
    """The case after the event. Never refuses: what happened, happened."""
    match event:
        case joint.SurveyProposed():
            return replace(case, proposed=tuple(dict.fromkeys((*case.proposed, *event.items))))
        case joint.SurveyScheduled():
            return _scheduled(case, event)
        case joint.FindingRecorded() | joint.SurveyClosed():
            *earlier, last = case.surveys
            return replace(case, surveys=(*earlier, _survey(last, event)))
        case joint.MeetingConvened():
            return _convened(case, event)
        case joint.PositionStated() | joint.MeetingClosed():
            *before, latest = case.meetings
            after = replace(case, meetings=(*before, _meeting(latest, event)))
            return _with_actions(after, event) if isinstance(event, joint.MeetingClosed) else after
        case joint.ActionClosed():
            return replace(case, actions=tuple(_done(action, event) for action in case.actions))
        case joint.ResponsibilityAnswered() | joint.ResponsibilityDisposed():
            return _answered(case, event)
        case joint.DepartmentReorganised():
            return _reorganised(case, event)
        case joint.ServiceRated():
            return replace(case, rating=Rating(stars=event.stars, comment=event.comment, at=event.at))


def _scheduled(case: Case, event: joint.SurveyScheduled) -> Case:
    """A new round, or the open one on its new date; findings of those who still take part are kept."""
    if not event.moved:
        survey = Survey(
            round=event.round,
            items=event.items,
            scheduled=event.scheduled,
            at_place=event.at_place,
            called_at=event.at,
        )
        return replace(case, surveys=(*case.surveys, survey))
    *earlier, last = case.surveys
    moved = replace(
        last,
        items=event.items,
        scheduled=event.scheduled,
        at_place=event.at_place,
        findings=tuple(finding for finding in last.findings if finding.item in event.items),
    )
    return replace(case, surveys=(*earlier, moved))


def _survey(survey: Survey, event: joint.FindingRecorded | joint.SurveyClosed) -> Survey:
    if isinstance(event, joint.SurveyClosed):
        return replace(survey, absent=event.absent, minutes=event.minutes, closed_at=event.at)
    assert event.item is not None  # a finding is one item's
    finding = Finding(item=event.item, finding=event.finding, names=event.names, by=event.by, at=event.at)
    return replace(survey, findings=(*survey.findings, finding))


def _convened(case: Case, event: joint.MeetingConvened) -> Case:
    if not event.moved:
        meeting = Meeting(
            number=event.meeting,
            items=event.items,
            scheduled=event.scheduled,
            at_place=event.at_place,
            called_at=event.at,
        )
        return replace(case, meetings=(*case.meetings, meeting))
    *earlier, last = case.meetings
    moved = replace(
        last,
        items=event.items,
        scheduled=event.scheduled,
        at_place=event.at_place,
        positions=tuple(said for said in last.positions if said.department in event.departments),
    )
    return replace(case, meetings=(*earlier, moved))


def _meeting(meeting: Meeting, event: joint.PositionStated | joint.MeetingClosed) -> Meeting:
    if isinstance(event, joint.MeetingClosed):
        return replace(meeting, absent=event.absent, minutes=event.minutes, closed_at=event.at)
    said = Position(department=event.department, position=event.position, by=event.by, at=event.at)
    return replace(meeting, positions=(*meeting.positions, said))


def _with_actions(case: Case, event: joint.MeetingClosed) -> Case:
    agreed = (
        Action(number=each.action, text=each.text, department=each.department, due=each.due)
        for each in event.actions
    )
    return replace(case, actions=(*case.actions, *agreed))


def _done(action: Action, event: joint.ActionClosed) -> Action:
    if action.number != event.action:
        return action
    return replace(action, done_at=event.at, report=event.text)


def _answered(case: Case, event: joint.ResponsibilityAnswered | joint.ResponsibilityDisposed) -> Case:
    records = list(case.responsibilities)
    place = event.record - 1  # records are numbered from 1, in order
    record = records[place]
    if isinstance(event, joint.ResponsibilityDisposed):
        record = replace(
            record,
            disposal=event.disposal,
            disposal_text=event.text,
            disposed_by=event.by,
            disposed_at=event.at,
        )
    else:
        reply = Reply(text=event.text, department=event.department, by=event.by, at=event.at)
        record = replace(record, replies=(*record.replies, reply))
    records[place] = record
    return replace(case, responsibilities=tuple(records))


def _reorganised(case: Case, event: joint.DepartmentReorganised) -> Case:
    """Everything open goes to the successor. Whose the days before were stays written at the item."""
    old, new = event.department, event.successor
    held = Held(party=old, until=event.at.date())
    items = {
        code: _moved(item, held, new, event) if code in event.items else _led(item, event)
        for code, item in case.items.items()
    }
    return replace(
        case,
        items=items,
        lead=new if event.lead else case.lead,
        lead_held=(*case.lead_held, held) if event.lead else case.lead_held,
        successors={**case.successors, new: event.successor_name},
        meetings=tuple(
            meeting if meeting.closed_at else _renamed(meeting, old, new) for meeting in case.meetings
        ),
        actions=tuple(
            replace(action, department=new) if action.number in event.actions else action
            for action in case.actions
        ),
        responsibilities=tuple(
            replace(record, department=new) if record.record in event.records else record
            for record in case.responsibilities
        ),
    )


def _moved(item: Item, held: Held, successor: DepartmentCode, event: joint.DepartmentReorganised) -> Item:
    """A waiting item has held no day yet, and one whose notice came back lies with the lead."""
    kept = item.clocks_from is None or item.returned is not None
    earlier = item.held if kept else (*item.held, held)
    return _led(replace(item, department=successor, held=earlier, last_at=event.at), event)


def _led(item: Item, event: joint.DepartmentReorganised) -> Item:
    """A returned item lies with the lead, whoever that is now."""
    if not event.lead or item.returned is None:
        return item
    before = Held(party=item.returned.lead, until=event.at.date())
    returned = replace(item.returned, lead=event.successor)
    return replace(item, returned=returned, held=(*item.held, before))


def _renamed(meeting: Meeting, old: DepartmentCode, new: DepartmentCode) -> Meeting:
    said = tuple(
        replace(each, department=new) if each.department == old else each for each in meeting.positions
    )
    return replace(meeting, positions=said)
