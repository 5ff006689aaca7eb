"""What a case's workflow is started with, carries over, and answers."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from models.domain.case import Case
from models.domain.names import CaseNumber, CommandKey

WORKFLOW = "joint-approval"
"""The workflow's wire name."""


class Message(BaseModel):
    """A frozen message."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Message):
    """What a command came to: its events by kind, the first of them with the number ``first``.

    ``digest`` is the hash of the command and its person; the same key with another digest is another command.
    """

    case: CaseNumber
    key: CommandKey
    digest: str
    first: int
    events: tuple[str, ...]


class KnownLine(Message):
    """A line of the register; ``body`` is the event's JSON as it was written."""

    seq: int
    key: CommandKey
    digest: str
    entered_at: datetime
    body: str
    hash: str


class Carried(Message):
    """The state that a new run of the same case goes on with.

    ``known`` are the last lines behind it, for a run that was started from the register. The run needs none
    of them, but its history is a witness: the register can be refilled from it, as from the runs before.
    """

    case: Case
    answers: tuple[Answer, ...]
    known: tuple[KnownLine, ...] = ()


class CaseStart(Message):
    """A case's number and law; ``rulebook`` is its canonical JSON text.

    ``epoch_shift`` puts a case of a training or a rehearsal into an office of another date, whose clock shows
    the server's time and this much more. A real case has none.
    """

    number: CaseNumber
    rulebook: str
    epoch_shift: timedelta | None = None
    carried: Carried | None = None


_PREFIX = "case-"


def workflow_id(number: CaseNumber) -> str:
    """The workflow of a case."""
    return f"{_PREFIX}{number}"


def case_of(workflow: str) -> CaseNumber:
    """The case of a workflow, by its id."""
    return CaseNumber(workflow.removeprefix(_PREFIX))
