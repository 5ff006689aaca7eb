"""A file of people: who may act in an office. The key of each entry is the person's id."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from models.domain.day import Day
from models.domain.faults import Fault
from models.domain.names import WORKER_ROLES, Role
from models.domain.people import Delegation, DirectoryEntry, Person, check_delegations
from models.domain.text import Code, Line

_NEED_A_DEPARTMENT: Final = frozenset({*WORKER_ROLES, "lead-head"})
"""What they may do is asked of their department; a supervisor or an administrator acts for the office."""


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
        return Person.model_validate({"id": key, **self.model_dump(include=set(PersonInFile.model_fields))})


class OfficePersonInFile(PersonInFile):
    """One person of a people file; the first and the last day on which they may act are included."""

    valid_from: Day | None = None
    valid_until: Day | None = None


class PeopleFile(_Part):
    """People of one jurisdiction; ``sample`` marks made-up ones. Who is not named stays as they are."""

    people_file: Annotated[StrictInt, Field(ge=1, le=1)]
    jurisdiction: StrictStr
    sample: StrictBool = False
    people: dict[Code, OfficePersonInFile]

    def entries(self) -> dict[str, DirectoryEntry]:
        """What the directory keeps of each person."""
        return {
            key: DirectoryEntry(
                jurisdiction=self.jurisdiction,
                person=each.person(key),
                valid_from=each.valid_from,
                valid_until=each.valid_until,
                sample=self.sample,
            )
            for key, each in self.people.items()
        }


def check_people_file(file: PeopleFile, standing: Mapping[str, DirectoryEntry] | None = None) -> list[Fault]:
    """What does not fit in the file, and with those who stand in the directory, as far as they are known."""
    entries = file.entries()
    together = {**(standing or {}), **entries}
    people = {key: entry.person for key, entry in together.items()}
    faults = [*_roles_that_do_not_fit(file), *_days_that_do_not_fit(together)]
    faults += check_delegations(people, complete=standing is not None)
    for key, entry in entries.items():
        if standing is not None and key in standing and standing[key].jurisdiction != entry.jurisdiction:
            whose = standing[key].jurisdiction
            faults.append(
                Fault((key,), f"此代码已用于区划{whose}的人员", f"is the id of a person of {whose} already")
            )
    return [fault.under("people") for fault in faults]


def check_people(people: Mapping[str, PersonInFile]) -> list[Fault]:
    """Delegations of a rehearsal that do not fit the persons they name."""
    known = {key: person.person(key) for key, person in people.items()}
    return [fault.under("people") for fault in check_delegations(known)]


def _roles_that_do_not_fit(file: PeopleFile) -> Iterator[Fault]:
    for key, person in file.people.items():
        if not person.roles:
            yield Fault((key, "roles"), "至少写一个岗位", "needs at least one role")
        if len(set(person.roles)) < len(person.roles):
            yield Fault((key, "roles"), "岗位重复", "names a role twice")
        needing = [role for role in person.roles if role in _NEED_A_DEPARTMENT]
        if needing and person.department is None:
            named = ", ".join(needing)
            yield Fault((key, "department"), f"岗位{named}须写明部门", f"is needed for {named}")
        if "applicant" in person.roles and (person.department is not None or len(person.roles) > 1):
            yield Fault(
                (key, "roles"),
                "申请人不属于任何部门，也没有别的岗位",
                "an applicant has neither a department nor another role",
            )


def _days_that_do_not_fit(entries: Mapping[str, DirectoryEntry]) -> Iterator[Fault]:
    for key, entry in entries.items():
        last = entry.valid_until
        if entry.valid_from is not None and last is not None and last < entry.valid_from:
            yield Fault((key, "valid_until"), "早于 valid_from", "is earlier than valid_from")
        for position, given in enumerate(entry.person.delegations):
            principal = entries.get(given.principal)
            leaves = None if principal is None else principal.valid_until
            acts_until = min(given.valid_until, last or given.valid_until)
            if leaves is not None and acts_until > leaves:
                yield Fault(
                    (key, "delegations", position, "valid_until"),
                    f"委托人任期至{leaves}止，委托不能晚于此日",
                    f"must not be later than {leaves}, the last day of the principal",
                )
