"""What departments do together: survey and meeting; answers to records, a reorganisation, a rating.

The same kinds of messages as in ``commands``, which lists them all.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from models.domain.command_shape import DepartmentName, Departments, ItemMessage, ItemName, Message
from models.domain.day import Day
from models.domain.faults import Unfit
from models.domain.moment import Moment
from models.domain.names import DepartmentCode, Disposal
from models.domain.text import CODE_SHAPE, Line, Name, Paragraph, Words


def _read_number(value: object) -> object:
    """A whole number, also as a form or a command line writes it. Raises ``Unfit`` otherwise."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:9])
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("应为整数", "must be a whole number")
    return value


Number = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_read_number)]
Stars = Annotated[int, Field(ge=1, le=5), BeforeValidator(_read_number)]
DepartmentRef = Annotated[DepartmentCode, CODE_SHAPE]
Items = Annotated[tuple[ItemName, ...], Field(min_length=1, max_length=200)]


class ScheduleSurvey(Message):
    """One visit to the site for all departments that need it (联合勘查); while one is open, its new date."""

    do: Literal["schedule-survey"] = "schedule-survey"
    items: Items
    scheduled: Moment
    at_place: Line


class RecordFinding(ItemMessage):
    """What a department found at the joint survey, under the names of those who saw it."""

    do: Literal["record-finding"] = "record-finding"
    finding: Paragraph
    names: Annotated[tuple[Name, ...], Field(max_length=50)] = ()


class CloseSurvey(Message):
    """Close the joint survey with its minutes; ``absent`` are the departments that did not come."""

    do: Literal["close-survey"] = "close-survey"
    minutes: Paragraph
    absent: Departments = ()


class ConveneMeeting(Message):
    """Call the departments of these items to one meeting (联审会议)."""

    do: Literal["convene-meeting"] = "convene-meeting"
    items: Items
    scheduled: Moment
    at_place: Line | None = None


class StatePosition(Message):
    """What a department says at the joint meeting; a later word of the same department counts instead."""

    do: Literal["state-position"] = "state-position"
    position: Paragraph


class AgreedAction(Message):
    """Something that the meeting wants done: what, by which department and by which day."""

    text: Paragraph
    department: DepartmentName
    due: Day


class CloseMeeting(Message):
    """Close the joint meeting with its minutes and the actions agreed on."""

    do: Literal["close-meeting"] = "close-meeting"
    minutes: Paragraph
    actions: Annotated[tuple[AgreedAction, ...], Field(max_length=100)] = ()
    absent: Departments = ()


class CloseAction(Message):
    """Report an action of a meeting done."""

    do: Literal["close-action"] = "close-action"
    action: Number
    text: Paragraph | None = None


class AnswerResponsibility(Message):
    """The department explains itself on a responsibility record; a further answer stands beside the first."""

    do: Literal["answer-responsibility"] = "answer-responsibility"
    record: Number
    text: Paragraph


class DisposeResponsibility(Message):
    """The supervisor closes a responsibility record."""

    do: Literal["dispose-responsibility"] = "dispose-responsibility"
    record: Number
    disposal: Disposal
    text: Paragraph | None = None


class ReorganiseDepartment(Message):
    """Hand all that is open at a department to its successor, by the document that orders it.

    ``name`` is the successor's; needed where the case's catalogue does not know the successor yet.
    """

    do: Literal["reorganise-department"] = "reorganise-department"
    department: DepartmentName
    successor: DepartmentRef
    document: Line
    name: Words | None = None


class RateService(Message):
    """The applicant's word on how the case was handled (好差评), 1 (bad) to 5 (good) stars."""

    do: Literal["rate-service"] = "rate-service"
    stars: Stars
    comment: Paragraph | None = None
