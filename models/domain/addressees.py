"""Whose box a message goes into: the addresses of `models.domain.effects`, read from the other end."""

from datetime import date

from models.domain.effects import ADMINISTRATOR, APPLICANT, SUPERVISOR
from models.domain.names import WORKER_ROLES, Role
from models.domain.people import Person

GOVERNMENT_OFFICE = "government-office"

INSIDE: frozenset[Role] = frozenset({*WORKER_ROLES, "lead-head"})
"""Roles that are told as part of their department."""

HANDLER = "/handler"
"""Ends the address of those who handle items: an item that somebody holds is told to that person alone."""


def addresses_of(person: Person, on: date) -> tuple[str, ...]:
    """The boxes of a person on a day: the department's, the own roles' in it, and those lent by delegation.

    The applicants' box is not among them: what lies in it is told by the identity on each case.
    """
    found: list[str] = []
    if person.department is not None and person.roles:
        found.append(person.department)
        found += [f"{person.department}/{role}" for role in person.roles if role in INSIDE]
    for lent in person.delegations:
        if lent.valid_from <= on <= lent.valid_until:
            found += [lent.department, *(f"{lent.department}/{level}" for level in lent.levels)]
    if person.has("supervisor"):
        found.append(SUPERVISOR)
    if person.has("government-head"):
        found.append(GOVERNMENT_OFFICE)
    if person.has("administrator"):
        found.append(ADMINISTRATOR)
    return tuple(dict.fromkeys(found))


def is_addressed(person: Person, to: str, on: date, *, applicant: str | None, holder: str | None) -> bool:
    """Whether a message to this address is the person's, by its case's applicant and its item's holder."""
    if to == APPLICANT:
        return person.has("applicant") and person.identity is not None and person.identity == applicant
    if to.endswith(HANDLER) and holder not in {None, person.id}:
        return False
    return to in addresses_of(person, on)
