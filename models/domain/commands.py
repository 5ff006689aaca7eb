"""What persons can ask of a case: one frozen message for each command, and the order that carries it.

Shapes only check shapes; whether a command is allowed is decided by the rules. Texts are cleaned and limited.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from models.domain.calendar_table import CalendarFile
from models.domain.case_file import Applicant, EarlierResult, Project
from models.domain.change_commands import (
    AddItem,
    CloseGap,
    DropItem,
    ExtendCase,
    ExtendItem,
    Promises,
    ReissueNotice,
    Remind,
    ReturnNotice,
    ReuseResult,
    TransferItem,
)
from models.domain.command_shape import (
    MOST_NAMED,
    ItemMessage,
    ItemName,
    MaterialName,
    Materials,
    Message,
)
from models.domain.conditions import Answer
from models.domain.day import Day
from models.domain.joint_commands import (
    AnswerResponsibility,
    CloseAction,
    CloseMeeting,
    CloseSurvey,
    ConveneMeeting,
    DisposeResponsibility,
    RateService,
    RecordFinding,
    ReorganiseDepartment,
    ScheduleSurvey,
    StatePosition,
)
from models.domain.moment import Moment
from models.domain.names import CommandKey, ItemCode, Level, Outcome
from models.domain.people import Person
from models.domain.text import Code, Line, Paragraph


class Gap(Message):
    """A material that is missing or wrong, and what is wrong with it."""

    material: MaterialName
    reason: Paragraph | None = None


class FileCase(Message):
    """Hand an application in at the one door. Materials may be missing; that is what gaps are for."""

    do: Literal["file-case"] = "file-case"
    project: Project
    applicant: Applicant
    answers: Annotated[dict[Code, Answer], Field(max_length=MOST_NAMED)] = Field(default_factory=dict)
    materials: Materials = ()
    earlier_results: Annotated[tuple[EarlierResult, ...], Field(max_length=MOST_NAMED)] = ()


class ReportGap(Message):
    """A department names a material that its item needs and that is missing or wrong."""

    do: Literal["report-gap"] = "report-gap"
    material: MaterialName
    reason: Paragraph


class RequestCorrections(Message):
    """The one-time notice: own gaps and all reported ones in one document (行政许可法 art. 32)."""

    do: Literal["request-corrections"] = "request-corrections"
    gaps: Annotated[tuple[Gap, ...], Field(max_length=MOST_NAMED)] = ()


class SubmitCorrections(Message):
    """The applicant hands in what the one-time notice asked for."""

    do: Literal["submit-corrections"] = "submit-corrections"
    materials: Annotated[Materials, Field(min_length=1)]


class AcceptCase(Message):
    """Accept and notify every department, in one step."""

    do: Literal["accept-case"] = "accept-case"
    gaps: Promises = ()


class DeclineCase(Message):
    """Refuse to accept; filed as a negative first where the catalogue says so."""

    do: Literal["decline-case"] = "decline-case"
    reason: Paragraph | None = None
    basis: Line | None = None


class WithdrawCase(Message):
    """The applicant takes the application back before a decision."""

    do: Literal["withdraw-case"] = "withdraw-case"
    reason: Paragraph | None = None


class AcknowledgeNotice(ItemMessage):
    """Sign for the notice (签收)."""

    do: Literal["acknowledge-notice"] = "acknowledge-notice"


class TakeItem(ItemMessage):
    """A handler takes the item onto the own desk."""

    do: Literal["take-item"] = "take-item"


class ProposeOpinion(ItemMessage):
    """The first level's opinion; with one level it is the department's opinion itself."""

    do: Literal["propose-opinion"] = "propose-opinion"
    opinion: Line
    reason: Paragraph | None = None
    basis: Line | None = None
    conditions: Annotated[tuple[Paragraph, ...], Field(max_length=100)] = ()
    result: Line | None = None


class EndorseOpinion(ItemMessage):
    """A middle level signs the proposed opinion."""

    do: Literal["endorse-opinion"] = "endorse-opinion"


class ConcludeItem(ItemMessage):
    """The last level signs; a disagreement is filed as a negative first where the catalogue says so."""

    do: Literal["conclude-item"] = "conclude-item"
    result: Line | None = None


class SendBack(ItemMessage):
    """Return the item to a named lower level; opens a new round of this item alone."""

    do: Literal["send-back"] = "send-back"
    to: Level
    reason: Paragraph | None = None


class StopClock(ItemMessage):
    """Begin a special procedure whose time is not counted (行政许可法 art. 45)."""

    do: Literal["stop-clock"] = "stop-clock"
    reason: Line
    notice: Line | None = None
    until: Day | None = None


class ResumeClock(ItemMessage):
    """End a special procedure; ``reason`` names it where more than one runs."""

    do: Literal["resume-clock"] = "resume-clock"
    reason: Line | None = None


class ConfirmNegative(Message):
    """The supervisor lets a filed refusal of an item, or of the case, stand."""

    do: Literal["confirm-negative"] = "confirm-negative"
    item: ItemName | None = None
    reason: Paragraph | None = None


class ReturnNegative(Message):
    """The supervisor hands a filed refusal of an item, or of the case, back."""

    do: Literal["return-negative"] = "return-negative"
    item: ItemName | None = None
    reason: Paragraph | None = None


class ConsolidateCase(Message):
    """Join the departments' results into the one decision."""

    do: Literal["consolidate-case"] = "consolidate-case"
    outcome: Outcome
    explanation: Paragraph | None = None


class DeliverCase(Message):
    """Hand over all results at once, with the delivery receipt."""

    do: Literal["deliver-case"] = "deliver-case"
    method: Line
    recipient: Line
    receipt: Line


class AdoptCalendar(Message):
    """Go on under a new calendar: the table of a year, or days that an office lays over the tables."""

    do: Literal["adopt-calendar"] = "adopt-calendar"
    table: CalendarFile


Command = (
    FileCase
    | ReportGap
    | RequestCorrections
    | SubmitCorrections
    | AcceptCase
    | DeclineCase
    | WithdrawCase
    | AcknowledgeNotice
    | TakeItem
    | ProposeOpinion
    | EndorseOpinion
    | ConcludeItem
    | SendBack
    | StopClock
    | ResumeClock
    | ConfirmNegative
    | ReturnNegative
    | ConsolidateCase
    | DeliverCase
    | AddItem
    | DropItem
    | ReuseResult
    | ReturnNotice
    | ReissueNotice
    | TransferItem
    | CloseGap
    | ExtendItem
    | ExtendCase
    | Remind
    | AdoptCalendar
    | ScheduleSurvey
    | RecordFinding
    | CloseSurvey
    | ConveneMeeting
    | StatePosition
    | CloseMeeting
    | CloseAction
    | AnswerResponsibility
    | DisposeResponsibility
    | ReorganiseDepartment
    | RateService
)
COMMANDS: dict[str, type[Command]] = {kind.model_fields["do"].default: kind for kind in Command.__args__}
"""Every command by its wire name."""

COMMAND: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="do")])


class Order(Message):
    """A command with who gives it and the key under which it is given, once and for all.

    ``happened`` is set when an act of earlier is entered only now (late entry).
    """

    key: CommandKey
    by: Person
    command: Annotated[Command, Field(discriminator="do")]
    happened: Moment | None = None


def item_of(command: Command) -> ItemCode | None:
    """The item that a command is about, if it is about one."""
    return getattr(command, "item", None)
