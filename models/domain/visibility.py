"""Who may see a case: one rule for every page, list, search, export and stream of the desk.

Seeing is no authority: what a person may do is `models.domain.authority`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from models.domain.case import Case
from models.domain.names import DepartmentCode, Role
from models.domain.people import Person

OVERSEERS: Final[tuple[Role, ...]] = ("supervisor", "government-head", "administrator")
"""They see every case of their jurisdiction."""


@dataclass(frozen=True)
class Sight:
    """What a person sees: everything of a jurisdiction, what concerns departments, or the own cases.

    ``applicant`` is the identity on record; whoever has none sees no case as an applicant, since a name
    alone may be somebody else's.
    """

    jurisdiction: str
    everything: bool = False
    departments: tuple[DepartmentCode, ...] = ()
    applicant: str | None = None


def sight_of(person: Person, jurisdiction: str, on: date) -> Sight:
    """What the person sees on a day; a valid delegation shows what the principal's department sees."""
    if person.has(*OVERSEERS):
        return Sight(jurisdiction, everything=True)
    own = () if person.department is None or not person.roles else (person.department,)
    lent = [
        each.department for each in person.delegations if each.valid_from <= on <= each.valid_until
    ]  # the document says until when
    return Sight(
        jurisdiction,
        departments=tuple(dict.fromkeys((*own, *lent))),
        applicant=person.identity if person.has("applicant") else None,
    )


def sees(sight: Sight, case: Case) -> bool:
    """Whether the case is one of those."""
    return sees_inside(sight, case) or sees_as_applicant(sight, case)


def sees_inside(sight: Sight, case: Case) -> bool:
    """Whether the case is seen as the office sees it, with what goes between its departments."""
    if not _of_jurisdiction(sight, case):
        return False
    return sight.everything or not concerned(case).isdisjoint(sight.departments)


def sees_as_applicant(sight: Sight, case: Case) -> bool:
    """Whether it is the person's own application."""
    if sight.applicant is None or case.applicant is None or not _of_jurisdiction(sight, case):
        return False
    return case.applicant.id == sight.applicant


def concerns(sight: Sight, case: Case) -> bool:
    """Whether the person's departments have anything to do in the case; to oversee it is not enough."""
    return _of_jurisdiction(sight, case) and not concerned(case).isdisjoint(sight.departments)


def concerned(case: Case) -> frozenset[DepartmentCode]:
    """Who leads, has an item, or has something to answer or to do, also when the item is no longer theirs.

    The projection keeps it beside the case, so that lists are limited by the same rule.
    """
    return frozenset(
        (
            case.lead,
            *(item.department for item in case.items.values()),
            *(record.department for record in case.responsibilities),
            *(action.department for action in case.actions),
        )
    )


def _of_jurisdiction(sight: Sight, case: Case) -> bool:
    return case.number.partition("-")[0] == sight.jurisdiction
