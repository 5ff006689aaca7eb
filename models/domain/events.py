"""What has happened to a case: one frozen record for each event. Tags are wire names in the register.

``by`` is None for what the clock alone caused. ``at`` is the time that counts in law, in the office's zone.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from models.domain.calendar_table import CalendarFile
from models.domain.case_file import Applicant, EarlierResult, Project
from models.domain.change_events import (
    CaseExtended,
    DepartmentReminded,
    GapClosed,
    GapOverdue,
    ItemAdded,
    ItemDropped,
    ItemExtended,
    ItemTransferred,
    LateReplyKept,
    NoticeReturned,
    OpinionDeemed,
    PromisedGap,
    ResultReused,
)
from models.domain.conditions import Answer
from models.domain.event_shape import ClockHappening, Happening, Record
from models.domain.joint_events import (
    ActionClosed,
    ActionOverdue,
    DepartmentReorganised,
    FindingRecorded,
    MeetingClosed,
    MeetingConvened,
    PositionStated,
    ResponsibilityAnswered,
    ResponsibilityDisposed,
    ServiceRated,
    SurveyClosed,
    SurveyProposed,
    SurveyScheduled,
)
from models.domain.names import (
    CaseNumber,
    ClockName,
    DepartmentCode,
    ItemClock,
    ItemCode,
    ItemState,
    Level,
    MaterialCode,
    OpinionWord,
    Outcome,
    PersonId,
)


class PlannedItem(Record):
    """An item that applies to the case, with those of its prerequisites that apply as well."""

    item: ItemCode
    department: DepartmentCode
    after: tuple[ItemCode, ...] = ()


class AskedGap(Record):
    """A material asked for, why, and by which department."""

    material: MaterialCode
    reason: str | None = None
    department: DepartmentCode


class CaseReceived(Happening):
    kind: Literal["case-received"] = "case-received"
    number: CaseNumber
    catalogue: str
    catalogue_version: str
    calendar_version: str
    rulebook: str
    project: Project
    applicant: Applicant
    answers: dict[str, Answer]
    materials: tuple[MaterialCode, ...]
    earlier_results: tuple[EarlierResult, ...] = ()
    items: tuple[PlannedItem, ...]
    lead: DepartmentCode


class GapReported(Happening):
    kind: Literal["gap-reported"] = "gap-reported"
    gap: AskedGap


class CorrectionsRequested(Happening):
    kind: Literal["corrections-requested"] = "corrections-requested"
    gaps: tuple[AskedGap, ...]


class CorrectionsSubmitted(Happening):
    kind: Literal["corrections-submitted"] = "corrections-submitted"
    materials: tuple[MaterialCode, ...]


class CorrectionsLapsed(ClockHappening):
    kind: Literal["corrections-lapsed"] = "corrections-lapsed"


class CaseAccepted(Happening):
    kind: Literal["case-accepted"] = "case-accepted"
    effective: date
    gaps: tuple[PromisedGap, ...] = ()


class CaseDeemedAccepted(ClockHappening):
    kind: Literal["case-deemed-accepted"] = "case-deemed-accepted"
    effective: date


class CaseDeclined(Happening):
    kind: Literal["case-declined"] = "case-declined"
    reason: str
    basis: str


class CaseWithdrawn(Happening):
    kind: Literal["case-withdrawn"] = "case-withdrawn"
    reason: str


class NoticeIssued(Happening):
    kind: Literal["notice-issued"] = "notice-issued"
    notice: str
    department: DepartmentCode
    clocks_from: date
    replaces: str | None = None


class NoticeAcknowledged(Happening):
    kind: Literal["notice-acknowledged"] = "notice-acknowledged"


class AcknowledgementMissed(ClockHappening):
    kind: Literal["acknowledgement-missed"] = "acknowledgement-missed"
    tell: tuple[str, ...] = ("department-head",)


class ItemTaken(Happening):
    kind: Literal["item-taken"] = "item-taken"


class OpinionProposed(Happening):
    kind: Literal["opinion-proposed"] = "opinion-proposed"
    level: Level
    moves_to: ItemState
    opinion: OpinionWord
    reason: str | None = None
    basis: str | None = None
    conditions: tuple[str, ...] = ()
    result: str | None = None


class OpinionEndorsed(Happening):
    kind: Literal["opinion-endorsed"] = "opinion-endorsed"
    level: Level
    moves_to: ItemState


class ItemSentBack(Happening):
    kind: Literal["item-sent-back"] = "item-sent-back"
    to: Level
    keeps: tuple[Level, ...]
    moves_to: ItemState
    reason: str


class NegativeFiled(Happening):
    """A refusal of an item, or (without an item) of the acceptance, waits for the supervisor."""

    kind: Literal["negative-filed"] = "negative-filed"
    level: Level | None = None
    reason: str
    basis: str
    result: str | None = None


class NegativeConfirmed(Happening):
    kind: Literal["negative-confirmed"] = "negative-confirmed"
    reason: str | None = None


class NegativeReturned(Happening):
    kind: Literal["negative-returned"] = "negative-returned"
    moves_to: ItemState | None = None
    reason: str


class ItemConcluded(Happening):
    kind: Literal["item-concluded"] = "item-concluded"
    level: Level | None = None
    opinion: OpinionWord
    result: str | None = None


class ClockStopped(Happening):
    kind: Literal["clock-stopped"] = "clock-stopped"
    reason: str
    notice: str
    until: date
    clocks: tuple[ItemClock, ...]


class ClockResumed(Happening):
    kind: Literal["clock-resumed"] = "clock-resumed"
    reason: str


class StopOverran(ClockHappening):
    kind: Literal["stop-overran"] = "stop-overran"
    stop: int
    reason: str
    until: date


class DeadlineApproaching(ClockHappening):
    kind: Literal["deadline-approaching"] = "deadline-approaching"
    clock: ClockName
    rung: str
    due: date
    tell: tuple[str, ...]


class DeadlineBreached(ClockHappening):
    kind: Literal["deadline-breached"] = "deadline-breached"
    clock: ClockName
    due: date
    department: DepartmentCode
    holder: PersonId | None = None


class Escalated(ClockHappening):
    kind: Literal["escalated"] = "escalated"
    clock: ClockName
    rung: str
    tell: tuple[str, ...]


class ResponsibilityOpened(ClockHappening):
    """A record of the breach: the rule, who held the file, and the events (by number) that show it."""

    kind: Literal["responsibility-opened"] = "responsibility-opened"
    record: int
    rule: ClockName
    department: DepartmentCode
    person: PersonId | None = None
    evidence: tuple[int, ...]


class CalendarMissing(ClockHappening):
    """A legal effect would fall on a day without a published table: it is held back."""

    kind: Literal["calendar-missing"] = "calendar-missing"
    year: int
    held: str
    tell: tuple[str, ...] = ("administrator",)


class MovedDeadline(Record):
    """An open deadline that another calendar has moved; of the case as a whole without an item."""

    item: ItemCode | None = None
    clock: ClockName
    before: date
    after: date


class DeadlinesReprojected(Happening):
    """The case goes on under another calendar; ``table`` is what was adopted, to make the law of it again."""

    kind: Literal["deadlines-reprojected"] = "deadlines-reprojected"
    year: int | None = None
    table: CalendarFile
    calendar_before: str
    calendar_after: str
    rulebook_before: str
    rulebook: str
    moved: tuple[MovedDeadline, ...] = ()


class CaseDecided(Happening):
    kind: Literal["case-decided"] = "case-decided"
    outcome: Outcome
    explanation: str | None = None


class DeliveredResult(Record):
    """One result that leaves by the one door."""

    item: ItemCode
    opinion: OpinionWord | None = None  # None for a reused result and for a deemed opinion
    result: str | None = None
    ended: ItemState | None = None


class CaseDelivered(Happening):
    kind: Literal["case-delivered"] = "case-delivered"
    method: str
    recipient: str
    receipt: str
    results: tuple[DeliveredResult, ...]


class CaseArchived(ClockHappening):
    kind: Literal["case-archived"] = "case-archived"


Event = (
    CaseReceived
    | GapReported
    | CorrectionsRequested
    | CorrectionsSubmitted
    | CorrectionsLapsed
    | CaseAccepted
    | CaseDeemedAccepted
    | CaseDeclined
    | CaseWithdrawn
    | NoticeIssued
    | NoticeAcknowledged
    | AcknowledgementMissed
    | ItemTaken
    | OpinionProposed
    | OpinionEndorsed
    | ItemSentBack
    | NegativeFiled
    | NegativeConfirmed
    | NegativeReturned
    | ItemConcluded
    | ClockStopped
    | ClockResumed
    | StopOverran
    | DeadlineApproaching
    | DeadlineBreached
    | Escalated
    | ResponsibilityOpened
    | CalendarMissing
    | DeadlinesReprojected
    | CaseDecided
    | CaseDelivered
    | CaseArchived
    | ItemAdded
    | ItemDropped
    | ResultReused
    | NoticeReturned
    | ItemTransferred
    | GapClosed
    | GapOverdue
    | ItemExtended
    | CaseExtended
    | DepartmentReminded
    | OpinionDeemed
    | LateReplyKept
    | SurveyProposed
    | SurveyScheduled
    | FindingRecorded
    | SurveyClosed
    | MeetingConvened
    | PositionStated
    | MeetingClosed
    | ActionOverdue
    | ActionClosed
    | ResponsibilityAnswered
    | ResponsibilityDisposed
    | DepartmentReorganised
    | ServiceRated
)
AnyEvent = Annotated[Event, Field(discriminator="kind")]
EVENT: TypeAdapter[Event] = TypeAdapter(AnyEvent)
EVENT_KINDS: tuple[str, ...] = tuple(kind.model_fields["kind"].default for kind in Event.__args__)
"""Every event tag, in the order above."""
