"""The persons who act, as the office's directory attests them at the moment of the command."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.domain.day import Day
from models.domain.faults import Fault
from models.domain.names import DepartmentCode, ItemCode, Level, PersonId, Role
from models.domain.text import Line


class Delegation(BaseModel):
    """What lets a person act for the principal (首席代表, AB 角), in a department and on some of its levels.

    Without ``items`` it is for all of the department's. The first and the last day are included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    principal: PersonId
    name: Line
    department: DepartmentCode
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    items: tuple[ItemCode, ...] = ()
    valid_from: Day
    valid_until: Day
    document: Line


class Person(BaseModel):
    """A person with a department and roles; an applicant has neither department nor other roles.

    ``identity`` is the credit code or identity number under which an applicant files. ``delegations`` name
    those for whom the person may act; they give no authority to pass on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PersonId
    name: Line
    department: DepartmentCode | None = None
    roles: tuple[Role, ...] = ()
    identity: Line | None = None
    delegations: tuple[Delegation, ...] = ()

    def has(self, *roles: Role) -> bool:
        """Whether the person has one of the roles."""
        own = self.roles
        for role in roles:  # noqa: SIM110  # asked of every command, and faster than a generator
            if role in own:
                return True
        return False


class DirectoryEntry(BaseModel):
    """A person in the directory of a jurisdiction, with the first and the last day on which they may act.

    Who leaves gets a last day and stays, since events name them. ``sample`` marks made-up persons.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    jurisdiction: str
    person: Person
    valid_from: Day | None = None
    valid_until: Day | None = None
    sample: bool = False

    def acts_on(self, day: date) -> bool:
        """Whether the person may act on a day; both ends are included."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


def check_delegations(people: Mapping[str, Person], *, complete: bool = True) -> Iterator[Fault]:
    """Delegations that do not fit their principal, or whose days end before they begin.

    A level that the principal has only by a delegation is one that he lacks: there is no chain. Unless the
    people are ``complete``, a principal who is not among them may be somewhere else.
    """
    for key, person in people.items():
        for position, given in enumerate(person.delegations):
            path = (key, "delegations", position)
            if given.valid_until < given.valid_from:
                yield Fault((*path, "valid_until"), "早于 valid_from", "is earlier than valid_from")
            principal = people.get(given.principal)
            if principal is None and not complete:
                continue
            if principal is None or given.principal == key:
                yield Fault(
                    (*path, "principal"),
                    f"没有可委托的“{given.principal}”" if principal is None else "不能委托自己",
                    f"there is no “{given.principal}” who could delegate"
                    if principal is None
                    else "is oneself",
                )
                continue
            if principal.name != given.name:
                yield Fault((*path, "name"), f"应为{principal.name}", f"must be {principal.name}")
            if principal.department != given.department:
                yield Fault(
                    (*path, "department"), f"应为{principal.department}", f"must be {principal.department}"
                )
            lacking = [level for level in given.levels if level not in principal.roles]
            if lacking:
                yield Fault(
                    (*path, "levels"),
                    f"{principal.name}本人没有：{'、'.join(lacking)}",
                    f"{principal.name} does not have: {', '.join(lacking)}",
                )
