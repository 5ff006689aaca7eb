"""What changes the plan of a case: items added, dropped, reused, returned, handed on, extended, deemed.

The same kinds of records as in ``events``, which lists them all.
"""

from datetime import date
from typing import Literal

from models.domain.event_shape import ClockHappening, Happening, Record
from models.domain.names import DepartmentCode, ItemCode, ItemState, MaterialCode, OpinionWord, PersonId


class PromisedGap(Record):
    """A material that may follow by a promised day (容缺受理)."""

    material: MaterialCode
    by: date


class ItemAdded(Happening):
    """``after``: its prerequisites in the case; ``awaited_by``: items not begun yet that now wait for it."""

    kind: Literal["item-added"] = "item-added"
    department: DepartmentCode
    reason: str
    after: tuple[ItemCode, ...] = ()
    awaited_by: tuple[ItemCode, ...] = ()
    materials: tuple[MaterialCode, ...] = ()
    gaps: tuple[PromisedGap, ...] = ()


class ItemDropped(Happening):
    kind: Literal["item-dropped"] = "item-dropped"
    reason: str


class ResultReused(Happening):
    """``number`` and ``date`` are those of the earlier result that stands for this item."""

    kind: Literal["result-reused"] = "result-reused"
    number: str
    date: date


class NoticeReturned(Happening):
    """The department says that this is not its duty; until the notice is issued anew, ``lead`` must act."""

    kind: Literal["notice-returned"] = "notice-returned"
    notice: str
    department: DepartmentCode
    lead: DepartmentCode
    reason: str


class ItemTransferred(Happening):
    kind: Literal["item-transferred"] = "item-transferred"
    to: PersonId
    moves_to: ItemState


class GapClosed(Happening):
    """A tolerated material has come; ``items`` are the open ones that needed it."""

    kind: Literal["gap-closed"] = "gap-closed"
    material: MaterialCode
    items: tuple[ItemCode, ...] = ()


class GapOverdue(ClockHappening):
    """A promised day has passed without the material; ``items`` are the open ones that need it."""

    kind: Literal["gap-overdue"] = "gap-overdue"
    material: MaterialCode
    promised: date
    items: tuple[ItemCode, ...] = ()


class ItemExtended(Happening):
    """The statutory limit of an item was extended, in its own unit; the promise stays (art. 42)."""

    kind: Literal["item-extended"] = "item-extended"
    days: int
    reason: str


class CaseExtended(Happening):
    """The statutory limit of the whole case was extended, in its own unit."""

    kind: Literal["case-extended"] = "case-extended"
    days: int
    reason: str


class DepartmentReminded(Happening):
    kind: Literal["department-reminded"] = "department-reminded"
    department: DepartmentCode
    text: str | None = None


class OpinionDeemed(ClockHappening):
    """Silence counts as agreement (视为同意); it is no agreement (同意)."""

    kind: Literal["opinion-deemed"] = "opinion-deemed"
    department: DepartmentCode


class LateReplyKept(Happening):
    """What a department said after its opinion had been deemed given. It changes nothing."""

    kind: Literal["late-reply-kept"] = "late-reply-kept"
    opinion: OpinionWord
    reason: str | None = None
    basis: str | None = None
    conditions: tuple[str, ...] = ()
    result: str | None = None
