"""The state of what departments do together: surveys, meetings, their actions, and the applicant's rating."""

from dataclasses import dataclass
from datetime import date, datetime

from models.domain.names import DepartmentCode, ItemCode, PersonId


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one department found for one item, and who saw it."""

    item: ItemCode
    finding: str
    names: tuple[str, ...]
    by: PersonId | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Survey:
    """One visit to the site for several items; ``round`` counts them. Open until it has minutes."""

    round: int
    items: tuple[ItemCode, ...]
    scheduled: datetime
    at_place: str
    called_at: datetime
    findings: tuple[Finding, ...] = ()
    absent: tuple[DepartmentCode, ...] = ()
    minutes: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Position:
    """What one department said at a meeting."""

    department: DepartmentCode
    position: str
    by: PersonId | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One meeting on several items. Open until it has minutes; the last position of a department counts."""

    number: int
    items: tuple[ItemCode, ...]
    scheduled: datetime
    at_place: str | None
    called_at: datetime
    positions: tuple[Position, ...] = ()
    absent: tuple[DepartmentCode, ...] = ()
    minutes: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that a meeting wants done by the end of a day."""

    number: int
    text: str
    department: DepartmentCode
    due: date
    done_at: datetime | None = None
    report: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A department's answer on a responsibility record."""

    text: str
    department: DepartmentCode
    by: PersonId | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Rating:
    """The applicant's word, 1 to 5 stars."""

    stars: int
    comment: str | None
    at: datetime
