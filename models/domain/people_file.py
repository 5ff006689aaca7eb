"""A file of people: who may act in an office. The key of each entry is the person's id."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from models.domain.faults import Fault
from models.domain.names import Role
from models.domain.people import Delegation, Person, check_delegations
from models.domain.text import Code, Line


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonInFile(_Part):
    """One person of a people file or of a rehearsal."""

    name: Line
    department: Code | None = None
    roles: tuple[Role, ...] = ()
    identity: Line | None = None
    delegations: tuple[Delegation, ...] = ()

    def person(self, key: str) -> Person:
        """The person under this id."""
        return Person.model_validate({"id": key, **self.model_dump()})


class PeopleFile(_Part):
    """The people of one jurisdiction; ``sample`` marks made-up ones."""

    people_file: Annotated[StrictInt, Field(ge=1, le=1)]
    jurisdiction: StrictStr
    sample: StrictBool = False
    people: dict[Code, PersonInFile]


def check_people_file(file: PeopleFile) -> list[Fault]:
    """What does not fit between the persons of the file."""
    return check_people(file.people)


def check_people(people: Mapping[str, PersonInFile]) -> list[Fault]:
    """Delegations that do not fit the persons they name."""
    known = {key: person.person(key) for key, person in people.items()}
    return [fault.under("people") for fault in check_delegations(known)]
