"""The state of a case and of its items: plain frozen values, made by folding events and by nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final

from models.domain.case_file import Applicant, Project
from models.domain.change_events import PromisedGap
from models.domain.conditions import Answer
from models.domain.events import AskedGap
from models.domain.frozen import Remembering
from models.domain.joint_state import Action, Meeting, Rating, Reply, Survey
from models.domain.names import (
    ENDED_STATES,
    ITEM_ENDS,
    CaseNumber,
    CaseState,
    ClockName,
    DepartmentCode,
    Disposal,
    ItemClock,
    ItemCode,
    ItemState,
    Level,
    MaterialCode,
    OpinionWord,
    Outcome,
    PersonId,
)
from models.domain.text import Words

_NOBODY: Final = DepartmentCode("")


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One special procedure: from the day it began to the day it was resumed (None while it runs)."""

    reason: str
    notice: str
    clocks: tuple[ItemClock, ...]
    begun: date
    until: date
    resumed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The opinion that lies on the table of an item."""

    opinion: OpinionWord
    reason: str | None = None
    basis: str | None = None
    conditions: tuple[str, ...] = ()
    result: str | None = None


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A notice that came back as not the department's duty; until it is issued anew, ``lead`` must act."""

    at: datetime
    reason: str
    lead: DepartmentCode


@dataclass(frozen=True, kw_only=True)
class Held:
    """An item lay with a party up to and including a day; whoever has it now is not listed."""

    party: DepartmentCode
    until: date


@dataclass(frozen=True, kw_only=True)
class Item(Remembering):
    """One approval that one department gives inside the case. It remembers its dues (``dues.item_dues``)."""

    BESIDE: ClassVar[frozenset[str]] = frozenset(
        {"state", "round", "notice", "acknowledged_at", "holder", "fired", "last_at"}
        | {"signed", "signed_for", "proposal", "result"}
    )

    code: ItemCode
    department: DepartmentCode
    after: tuple[ItemCode, ...] = ()
    state: ItemState = "waiting"
    round: int = 1
    notice: str | None = None
    notified_on: date | None = None
    acknowledged_at: datetime | None = None
    clocks_from: date | None = None
    holder: PersonId | None = None
    signed: Mapping[Level, PersonId] = field(default_factory=dict)
    signed_for: Mapping[Level, PersonId] = field(default_factory=dict)
    proposal: Proposal | None = None
    result: str | None = None
    extension: int = 0
    stops: tuple[Stop, ...] = ()
    ended_at: datetime | None = None
    fired: tuple[str, ...] = ()
    notices: int = 0
    returned: Returned | None = None
    held: tuple[Held, ...] = ()
    added_on: date | None = None
    dropped: str | None = None
    reused_of: date | None = None
    last_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Not ended yet; a waiting item is open."""
        return self.state not in ITEM_ENDS

    @property
    def live_stops(self) -> tuple[Stop, ...]:
        """The special procedures that run now."""
        return tuple(stop for stop in self.stops if stop.resumed is None)


@dataclass(frozen=True, kw_only=True)
class Negative:
    """A refusal of the acceptance that waits for the supervisor."""

    reason: str
    basis: str
    by: PersonId


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """A record of a breach. Never deleted."""

    record: int
    rule: ClockName
    item: ItemCode | None
    department: DepartmentCode
    person: PersonId | None
    disposal: Disposal | None = None
    opened_at: datetime | None = None
    replies: tuple[Reply, ...] = ()
    disposal_text: str | None = None
    disposed_by: PersonId | None = None
    disposed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """One time in which the applicant had to correct; ``to`` is None while it lasts."""

    since: datetime
    to: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Case(Remembering):
    """One project in one phase, with everything that has happened to it folded in. ``seq`` counts events.

    ``proposed`` are the items that a joint survey was proposed for; ``successors`` are departments that took
    over in mid-case, by the name they came with; ``lead_held`` are the lead's days before such an act.
    It remembers its own dues (``dues.case_dues``).
    """

    BESIDE: ClassVar[frozenset[str]] = frozenset(
        {"seq", "last_at", "items", "items_ended_at", "fired"}
        | {"responsibilities", "proposed", "surveys", "meetings"}
    )

    number: CaseNumber
    seq: int = 0
    last_at: datetime | None = None
    state: CaseState = "unfiled"
    catalogue: str = ""
    catalogue_version: str = ""
    rulebook: str = ""
    lead: DepartmentCode = _NOBODY
    project: Project | None = None
    applicant: Applicant | None = None
    filed_by: PersonId | None = None
    clerk: PersonId | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    materials: tuple[MaterialCode, ...] = ()
    reported: tuple[AskedGap, ...] = ()
    asked: tuple[AskedGap, ...] = ()
    tolerated: tuple[PromisedGap, ...] = ()
    received_at: datetime | None = None
    receipt_on: date | None = None
    corrections: tuple[Corrections, ...] = ()
    negative: Negative | None = None
    accepted_at: datetime | None = None
    effective: date | None = None
    items: Mapping[ItemCode, Item] = field(default_factory=dict)
    items_ended_at: datetime | None = None
    decided_at: datetime | None = None
    outcome: Outcome | None = None
    extension: int = 0
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    proposed: tuple[ItemCode, ...] = ()
    surveys: tuple[Survey, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    actions: tuple[Action, ...] = ()
    rating: Rating | None = None
    successors: Mapping[DepartmentCode, Words] = field(default_factory=dict)
    lead_held: tuple[Held, ...] = ()
    fired: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Nothing more can happen to the case."""
        return self.state in ENDED_STATES

    def concerns(self, department: DepartmentCode) -> bool:
        """Whether the department leads the case or has an item, a record or an action in it to see to."""
        return (
            self.lead == department
            or any(item.department == department for item in self.open_items)
            or any(each.department == department and each.disposal is None for each in self.responsibilities)
            or any(each.department == department and each.done_at is None for each in self.actions)
        )

    @property
    def open_items(self) -> Iterator[Item]:
        """The items that have not ended, in the order of the catalogue."""
        return (item for item in self.items.values() if item.open)

    @property
    def open_gaps(self) -> tuple[PromisedGap, ...]:
        """The tolerated materials that have not come yet."""
        return tuple(gap for gap in self.tolerated if gap.material not in self.materials)

    def keeper(self, code: ItemCode) -> tuple[DepartmentCode, PersonId | None]:
        """Who must act on an item now: its department, or the lead while its notice is returned."""
        item = self.items[code]
        if item.returned is not None:
            return item.returned.lead, self.clerk
        return item.department, item.holder
