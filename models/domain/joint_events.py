"""What has come of departments working together: surveys, meetings and their actions, answers to records.

The same kinds of records as in ``events``, which lists them all.
"""

from datetime import date, datetime
from typing import Literal

from models.domain.event_shape import ClockHappening, Happening, Record
from models.domain.names import DepartmentCode, Disposal, ItemCode
from models.domain.text import Words


class JointHappening(Happening):
    """What ``fold_joint`` folds: all of these but an overdue action, which only leaves its mark."""


class SurveyProposed(JointHappening):
    """Two or more open items need a visit: the lead is told to call one for all of them."""

    kind: Literal["survey-proposed"] = "survey-proposed"
    items: tuple[ItemCode, ...]


class SurveyScheduled(JointHappening):
    """``released`` are departments that an earlier date had invited and that need not come any more."""

    kind: Literal["survey-scheduled"] = "survey-scheduled"
    round: int
    items: tuple[ItemCode, ...]
    departments: tuple[DepartmentCode, ...]
    released: tuple[DepartmentCode, ...] = ()
    scheduled: datetime
    at_place: str
    moved: bool = False


class FindingRecorded(JointHappening):
    kind: Literal["finding-recorded"] = "finding-recorded"
    round: int
    finding: str
    names: tuple[str, ...]


class SurveyClosed(JointHappening):
    kind: Literal["survey-closed"] = "survey-closed"
    round: int
    departments: tuple[DepartmentCode, ...]
    absent: tuple[DepartmentCode, ...] = ()
    minutes: str


class MeetingConvened(JointHappening):
    kind: Literal["meeting-convened"] = "meeting-convened"
    meeting: int
    items: tuple[ItemCode, ...]
    departments: tuple[DepartmentCode, ...]
    released: tuple[DepartmentCode, ...] = ()
    scheduled: datetime
    at_place: str | None = None
    moved: bool = False


class PositionStated(JointHappening):
    kind: Literal["position-stated"] = "position-stated"
    meeting: int
    department: DepartmentCode
    position: str


class MeetingAction(Record):
    """An action that a meeting agreed on; numbers count within the case."""

    action: int
    text: str
    department: DepartmentCode
    due: date


class MeetingClosed(JointHappening):
    kind: Literal["meeting-closed"] = "meeting-closed"
    meeting: int
    departments: tuple[DepartmentCode, ...]
    absent: tuple[DepartmentCode, ...] = ()
    minutes: str
    actions: tuple[MeetingAction, ...] = ()


class ActionOverdue(ClockHappening):
    kind: Literal["action-overdue"] = "action-overdue"
    action: int
    text: str
    department: DepartmentCode
    due: date


class ActionClosed(JointHappening):
    kind: Literal["action-closed"] = "action-closed"
    action: int
    department: DepartmentCode
    text: str | None = None


class ResponsibilityAnswered(JointHappening):
    kind: Literal["responsibility-answered"] = "responsibility-answered"
    record: int
    department: DepartmentCode
    text: str


class ResponsibilityDisposed(JointHappening):
    kind: Literal["responsibility-disposed"] = "responsibility-disposed"
    record: int
    department: DepartmentCode
    disposal: Disposal
    text: str | None = None


class DepartmentReorganised(JointHappening):
    """``items``, ``records`` and ``actions`` have moved; ``lead`` says that the lead has, too."""

    kind: Literal["department-reorganised"] = "department-reorganised"
    department: DepartmentCode
    successor: DepartmentCode
    successor_name: Words
    document: str
    items: tuple[ItemCode, ...] = ()
    lead: bool = False
    records: tuple[int, ...] = ()
    actions: tuple[int, ...] = ()


class ServiceRated(JointHappening):
    kind: Literal["service-rated"] = "service-rated"
    stars: int
    comment: str | None = None


JointEvent = (
    SurveyProposed
    | SurveyScheduled
    | FindingRecorded
    | SurveyClosed
    | MeetingConvened
    | PositionStated
    | MeetingClosed
    | ActionClosed
    | ResponsibilityAnswered
    | ResponsibilityDisposed
    | DepartmentReorganised
    | ServiceRated
)
"""Every ``JointHappening``."""
