"""The law of one case: its catalogue, its calendar and the office's hours, named by their content."""

from functools import cached_property, lru_cache
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

from models.domain.calendar import Calendar, WorkingDays
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours


class Rulebook(BaseModel):
    """What every rule needs besides the case, the command and the time. A running case keeps its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogue: Catalogue
    calendar: Calendar
    hours: OfficeHours = OfficeHours()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Rulebook) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)  # the generated ones would walk through the whole catalogue each time

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical text; the name under which the rulebook is kept."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def days(self) -> WorkingDays:
        """The calendar's index of working days."""
        return self.calendar.days


@lru_cache(maxsize=256)
def read_rulebook(text: str) -> Rulebook:
    """The rulebook in this JSON text; the same text gives the same object, so that its indexes are shared."""
    return Rulebook.model_validate_json(text)
