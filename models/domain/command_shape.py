"""What every command is: a frozen message that refuses fields it does not know, and how it names things.

A name need not be known here, since the rules say which ones are; but it is a short line of clean text.
"""

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.domain.names import DepartmentCode, ItemCode, MaterialCode, PersonId
from models.domain.text import LONGEST_LINE, clean_text

MOST_NAMED: Final = 500
"""So many things one command names at most: as many materials as a catalogue may have."""


def _clean(value: str) -> str:
    return clean_text(value, longest=LONGEST_LINE)


ItemName = Annotated[ItemCode, AfterValidator(_clean)]
MaterialName = Annotated[MaterialCode, AfterValidator(_clean)]
DepartmentName = Annotated[DepartmentCode, AfterValidator(_clean)]
PersonName = Annotated[PersonId, AfterValidator(_clean)]
Materials = Annotated[tuple[MaterialName, ...], Field(max_length=MOST_NAMED)]
Departments = Annotated[tuple[DepartmentName, ...], Field(max_length=MOST_NAMED)]


class Message(BaseModel):
    """A frozen message that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemMessage(Message):
    """A command about one item."""

    item: ItemName
