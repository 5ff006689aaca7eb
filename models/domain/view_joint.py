"""What departments did together, as other programs read it: surveys, meetings, records, the rating."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.domain.case import Case
from models.domain.names import ClockName, DepartmentCode, Disposal, ItemCode, PersonId
from models.domain.rules.meeting import heard_at as heard_at_meeting
from models.domain.rules.parties import invited
from models.domain.rules.survey import heard_at as heard_at_survey

Standing = Literal["open", "closed", "cancelled"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class FindingView(_View):
    """What one department found."""

    item: ItemCode
    finding: str
    names: tuple[str, ...]
    by: PersonId | None
    at: datetime


class SurveyView(_View):
    """One joint survey. ``missing`` are the invited departments that have not been heard or excused yet."""

    round: int
    state: Standing
    items: tuple[ItemCode, ...]
    scheduled: datetime
    at_place: str
    findings: tuple[FindingView, ...]
    absent: tuple[DepartmentCode, ...]
    missing: tuple[DepartmentCode, ...]
    minutes: str | None
    closed_at: datetime | None


class PositionView(_View):
    """What one department said."""

    department: DepartmentCode
    position: str
    by: PersonId | None
    at: datetime


class MeetingView(_View):
    """One joint meeting."""

    number: int
    state: Standing
    items: tuple[ItemCode, ...]
    scheduled: datetime
    at_place: str | None
    positions: tuple[PositionView, ...]
    absent: tuple[DepartmentCode, ...]
    missing: tuple[DepartmentCode, ...]
    minutes: str | None
    closed_at: datetime | None


class ActionView(_View):
    """An action of a meeting; ``overdue`` once its day has ended without a report."""

    number: int
    text: str
    department: DepartmentCode
    due: date
    overdue: bool
    done_at: datetime | None
    report: str | None


class ReplyView(_View):
    """A department's answer on a record."""

    text: str
    department: DepartmentCode
    by: PersonId | None
    at: datetime


class ResponsibilityView(_View):
    """A record of a breach."""

    record: int
    rule: ClockName
    item: ItemCode | None
    department: DepartmentCode
    person: PersonId | None
    opened_at: datetime | None
    replies: tuple[ReplyView, ...]
    disposal: Disposal | None
    disposal_text: str | None
    disposed_by: PersonId | None
    disposed_at: datetime | None


class RatingView(_View):
    """The applicant's word."""

    stars: int
    comment: str | None
    at: datetime


def survey_views(case: Case) -> tuple[SurveyView, ...]:
    """Every joint survey of the case."""
    return tuple(
        SurveyView(
            round=survey.round,
            state=_standing(case, survey.closed_at),
            items=survey.items,
            scheduled=survey.scheduled,
            at_place=survey.at_place,
            findings=tuple(FindingView.model_validate(finding) for finding in survey.findings),
            absent=survey.absent,
            missing=_missing(case, survey.items, survey.closed_at, heard_at_survey(case, survey)),
            minutes=survey.minutes,
            closed_at=survey.closed_at,
        )
        for survey in case.surveys
    )


def meeting_views(case: Case) -> tuple[MeetingView, ...]:
    """Every joint meeting of the case."""
    return tuple(
        MeetingView(
            number=meeting.number,
            state=_standing(case, meeting.closed_at),
            items=meeting.items,
            scheduled=meeting.scheduled,
            at_place=meeting.at_place,
            positions=tuple(PositionView.model_validate(said) for said in meeting.positions),
            absent=meeting.absent,
            missing=_missing(case, meeting.items, meeting.closed_at, heard_at_meeting(meeting)),
            minutes=meeting.minutes,
            closed_at=meeting.closed_at,
        )
        for meeting in case.meetings
    )


def action_views(case: Case) -> tuple[ActionView, ...]:
    """Every action that a meeting agreed on."""
    return tuple(
        ActionView(
            number=action.number,
            text=action.text,
            department=action.department,
            due=action.due,
            overdue=action.done_at is None and f"action:{action.number}" in case.fired,
            done_at=action.done_at,
            report=action.report,
        )
        for action in case.actions
    )


def responsibility_views(case: Case) -> tuple[ResponsibilityView, ...]:
    """Every record, with its answers."""
    return tuple(ResponsibilityView.model_validate(record) for record in case.responsibilities)


def rating_view(case: Case) -> RatingView | None:
    """The applicant's rating, once it is given."""
    return None if case.rating is None else RatingView.model_validate(case.rating)


def _standing(case: Case, closed_at: datetime | None) -> Standing:
    if closed_at is not None:
        return "closed"
    return "open" if case.state in {"reviewing", "consolidating"} else "cancelled"


def _missing(
    case: Case,
    items: tuple[ItemCode, ...],
    closed_at: datetime | None,
    heard: tuple[DepartmentCode, ...],
) -> tuple[DepartmentCode, ...]:
    if _standing(case, closed_at) != "open":
        return ()
    return tuple(code for code in invited(case, items) if code not in heard)
