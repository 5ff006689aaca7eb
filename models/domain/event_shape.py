"""What every event says: when it happened, who did it and, where one acts for another, for whom."""

from datetime import datetime
from typing import NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict

from models.domain.names import DepartmentCode, ItemCode, PersonId


class Record(BaseModel):
    """A frozen part of an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stamp(TypedDict):
    """Who and when, as every event carries it."""

    at: datetime
    by: PersonId | None
    by_name: str | None
    by_department: DepartmentCode | None
    for_person: NotRequired[PersonId]
    for_name: NotRequired[str]
    entered_at: NotRequired[datetime]


class Happening(Record):
    """What every event says. The actor's name and department are kept as they were on that day.

    ``for_person`` is whom the actor stood in for by a delegation. ``entered_at`` is set when the event was
    entered later than it happened; ``at`` is then the time at which it happened.
    """

    at: datetime
    by: PersonId | None = None
    by_name: str | None = None
    by_department: DepartmentCode | None = None
    for_person: PersonId | None = None
    for_name: str | None = None
    entered_at: datetime | None = None
    item: ItemCode | None = None


class ClockHappening(Happening):
    """Caused by time alone. ``late`` says that it could be entered only after its lawful instant."""

    late: bool = False
    lawful: datetime
