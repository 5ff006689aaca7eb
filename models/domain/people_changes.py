"""What a change of one person brings with it: whose delegations end, and whether an administrator is left."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from models.domain.names import PersonId
from models.domain.people import Delegation, DirectoryEntry, Person

ONE_DAY = timedelta(days=1)


def first_day_without_administrator(entries: Iterable[DirectoryEntry], today: date) -> date | None:
    """The first day from today on which nobody would be administrator; None when there is none."""
    keepers = [entry for entry in entries if entry.person.has("administrator")]
    ends = (entry.valid_until + ONE_DAY for entry in keepers if entry.valid_until is not None)
    for day in sorted({today, *(end for end in ends if end > today)}):
        if not any(entry.acts_on(day) for entry in keepers):
            return day
    return None


def following(standing: Mapping[str, DirectoryEntry], changed: DirectoryEntry) -> dict[str, DirectoryEntry]:
    """Those whose delegations no longer fit the changed principal, as they are to be entered with him.

    Nobody acts in a department that is no longer the principal's, or on a level that he lacks: such a
    delegation is gone, and what was entered keeps it. It ends with the principal's last day. A new name is
    taken over.
    """
    found: dict[str, DirectoryEntry] = {}
    for key, entry in standing.items():
        if key == changed.person.id:
            continue
        kept = [_fitted(each, changed) for each in entry.person.delegations]
        delegations = tuple(each for each in kept if each is not None)
        if delegations != entry.person.delegations:
            found[key] = with_delegations(entry, delegations)
    return found


def with_delegations(entry: DirectoryEntry, delegations: Iterable[Delegation]) -> DirectoryEntry:
    """The person with these delegations and no others."""
    person = entry.person.model_copy(update={"delegations": tuple(delegations)})
    return entry.model_copy(update={"person": person})


def ended(given: Delegation, last: date) -> Delegation | None:
    """The delegation up to a last day; None when it would end before it has begun."""
    if last < given.valid_from:
        return None
    return given.model_copy(update={"valid_until": min(last, given.valid_until)})


def given_by(standing: Iterable[DirectoryEntry], principal: PersonId) -> list[tuple[Person, Delegation]]:
    """The delegations that a person has given, each with the deputy."""
    return [
        (entry.person, each)
        for entry in standing
        for each in entry.person.delegations
        if each.principal == principal
    ]


def _fitted(given: Delegation, changed: DirectoryEntry) -> Delegation | None:
    principal = changed.person
    if given.principal != principal.id:
        return given
    levels = tuple(level for level in given.levels if level in principal.roles)
    if principal.department != given.department or not levels:
        return None
    fitted = given.model_copy(update={"name": principal.name, "levels": levels})
    return fitted if changed.valid_until is None else ended(fitted, changed.valid_until)
