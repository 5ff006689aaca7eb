"""A file of people: who may act in an office. The key of each entry is the person's id."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from models.domain.names import Role
from models.domain.people import Person
from models.domain.text import Code, Line


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonInFile(_Part):
    """One person of a people file or of a rehearsal."""

    name: Line
    department: Code | None = None
    roles: tuple[Role, ...] = ()
    identity: Line | None = None

    def person(self, key: str) -> Person:
        """The person under this id."""
        return Person.model_validate({"id": key, **self.model_dump()})


class PeopleFile(_Part):
    """The people of one jurisdiction; ``sample`` marks made-up ones."""

    people_file: Annotated[StrictInt, Field(ge=1, le=1)]
    jurisdiction: StrictStr
    sample: StrictBool = False
    people: dict[Code, PersonInFile]
