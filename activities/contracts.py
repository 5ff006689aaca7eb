"""All that a case's workflow may see of the hands: messages and names of activities, nothing that acts.

A department's own system loads this module too, and with it only the rules' own words.
"""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from models.domain.events import AnyEvent
from models.domain.names import CaseNumber, CommandKey, DepartmentCode, ItemCode, OpinionWord

CASES_QUEUE: Final = "cases"
"""Workflows and the register's activities."""

DEPARTMENTS_QUEUE: Final = "departments"
"""Hands of the departments that have no system of their own."""


class Message(BaseModel):
    """A frozen message between a workflow and a hand."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Append(Message):
    """Ask the register to enter events as numbers ``expected``, ``expected + 1`` … under a command's key.

    ``digest`` is the hash of the command and its person: the same key with another digest is another command.
    """

    case: CaseNumber
    expected: int
    key: CommandKey
    digest: str
    events: tuple[AnyEvent, ...]


class Entry(Message):
    """One line of the register as it stands there.

    ``hash`` is the line's place in the chain: histories keep it, so that a register that was restored from
    an older copy can be refilled and proved. Entries of the first release have none.
    """

    seq: int
    key: CommandKey
    digest: str
    entered_at: datetime
    event: AnyEvent
    hash: str | None = None


class Recorded(Message):
    """What stands in the register under the asked key and from ``expected`` on, in order.

    That is what was just written, or what a command of the same key wrote before, or the tail not seen yet.
    """

    entries: tuple[Entry, ...]


REGISTER_BEHIND: Final = "RegisterBehind"
"""The register ends before what the case has seen already: it was restored from an older copy."""


class CaseRegister(ABC):
    """The legal truth. Optimistic append and catch up: never an overwrite, never a gap, never a fork.

    Refuses with an ``ApplicationError`` that no retry would change. Its type is ``DuplicateCase`` when the
    first event files a project that has a live case under the same catalogue already, ``KeyTaken`` when
    the key stands there with another digest, and ``RegisterBehind`` when the register ends before
    ``expected``, since it was restored from an older copy.
    """

    @activity.defn(name="register.append")
    @abstractmethod
    async def append(self, asked: Append) -> Recorded:
        """Enter the events, or answer with what stands there. A second run finds its own entries."""


class Notice(Message):
    """One message to one address, once: ``key`` names it for ever (case, event number, address)."""

    key: str
    case: CaseNumber
    seq: int
    kind: str
    to: str
    item: ItemCode | None = None
    at: datetime


class NoticeBatch(Message):
    """The messages that one entry of the register gives rise to."""

    notices: tuple[Notice, ...]


class NoticeSender(ABC):
    """Hands messages to the people and systems that they are for."""

    @activity.defn(name="notices.deliver")
    @abstractmethod
    async def deliver(self, batch: NoticeBatch) -> None:
        """Put each message into its addressee's box. A second run finds the key there and leaves it."""


class ReviewRequest(Message):
    """What a department's own system is asked: one item of one case in one round.

    ``refused`` names the refusal of the answer given before, if there was one: the system can mend it.
    """

    case: CaseNumber
    item: ItemCode
    department: DepartmentCode
    round: int
    project_code: str
    project_name: str
    answers: dict[str, bool | int | float | str]
    materials: tuple[str, ...]
    refused: str | None = None


class Signer(Message):
    """A person of the department, as its own system names them."""

    id: str
    name: str


class ReviewAnswer(Message):
    """The department's opinion, with one signer for each of the item's levels, lowest first."""

    opinion: OpinionWord
    reason: str | None = None
    basis: str | None = None
    conditions: tuple[str, ...] = ()
    result: str | None = None
    signers: tuple[Signer, ...]


RECEIVE: Final = "department.receive"
"""A department's own system signs for the notice: takes a ``ReviewRequest``, answers with the ``Signer``."""

REVIEW: Final = "department.review"
"""A department's own system decides: takes a ``ReviewRequest``, completes, as late as it must, with a
``ReviewAnswer``. Both run on the department's own task queue, in any Temporal SDK."""
