"""What the API answers with; fields may be added, never renamed (interfaces.md)."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from models.domain.case_file import Applicant
from models.domain.names import CaseNumber, CaseState, CommandKey, ItemState, MaterialCode
from models.domain.text import Words
from models.domain.view import CaseView


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class FaultBody(_Body):
    """One fault of an input and its place."""

    at: str
    problem: str


class ProblemBody(_Body):
    """RFC 9457. ``type`` is the named fact, ``title`` its sentence in the caller's language."""

    type: str
    title: str
    status: int
    instance: str
    faults: list[FaultBody] = []


class AnswerBody(_Body):
    """What a command came to: its events by kind, the first of them with the number ``first``."""

    case: CaseNumber
    key: CommandKey
    first: int
    events: tuple[str, ...]


class RecordingBody(_Body):
    """The command was taken and is being recorded; ``poll`` tells its outcome."""

    case: CaseNumber
    key: CommandKey
    poll: str
    title: str


class CaseLineBody(_Body):
    """A line of a list of cases. ``left`` are working days, 1 on the last; None while no clock runs."""

    number: CaseNumber
    project: str
    project_code: str
    applicant: str
    catalogue: str
    lead: str
    state: CaseState
    outcome: str | None
    received: date
    due: date | None
    left: int | None
    provisional: bool
    open_items: int


class CasesBody(_Body):
    """A page of cases; ``cursor`` asks for the next one, None on the last."""

    cases: list[CaseLineBody]
    cursor: str | None


class CaseBody(CaseView):
    """A case as it stands now (interfaces.md §3), and what it was filed with."""

    catalogue: str
    catalogue_version: str
    project_code: str
    applicant: Applicant
    answers: dict[str, JsonValue]
    materials: tuple[MaterialCode, ...]


class EventBody(_Body):
    """An event of the register: its number, the fact as data, and its sentence."""

    seq: int
    key: CommandKey
    entered_at: datetime
    event: dict[str, JsonValue]
    sentence: Words


class EventsBody(_Body):
    """Events in order; ``after`` asks for the next ones, None when there is none."""

    events: list[EventBody]
    after: int | None


class TaskBody(_Body):
    """An open item. ``mine``: it waits for the caller; else it is one of the department's."""

    case: CaseNumber
    item: str
    title: Words
    project: str
    department: Words
    state: ItemState
    holder: str | None
    due: date | None
    left: int | None
    provisional: bool
    mine: bool


class TasksBody(_Body):
    """A page of tasks."""

    tasks: list[TaskBody]
    cursor: str | None


class DayBody(_Body):
    """One day of a deadline."""

    date: date
    counted: bool
    why: str


class DeadlineBody(_Body):
    """A deadline and its day-by-day reasons; ``due`` is None while an open stop keeps it unknown."""

    due: date | None
    due_at: datetime | None
    left: int
    provisional: bool
    days: list[DayBody]


class SessionBody(_Body):
    """A session for a program: send the token as ``Authorization: Bearer``."""

    token: str
    seconds: int = Field(description="how long it lasts at most")


class DocumentBody(_Body):
    """A document that can be printed: ``line`` of the register; ``kind`` as its number says in one word."""

    line: int
    kind: str
    title: Words
    item: Words | None
    number: str
    entered_at: datetime


class DocumentsBody(_Body):
    """The documents of a case."""

    documents: list[DocumentBody]


class AttachmentBody(_Body):
    """A file of a case; ``scanned`` is null when nobody has looked for viruses."""

    id: str
    case: CaseNumber
    material: MaterialCode
    name: str
    kind: str
    size: int
    sha256: str
    scanned: str | None
    uploaded_by: str
    uploaded_at: datetime


class AttachmentsBody(_Body):
    """The files of a case."""

    attachments: list[AttachmentBody]


class UploadBody(_Body):
    """An upload on its way: ``offset`` of its ``size`` bytes have come."""

    id: str
    case: CaseNumber
    material: MaterialCode
    name: str
    size: int
    offset: int
