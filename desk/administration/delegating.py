"""Acting for another (首席代表, AB 角): a delegation is entered with its deputy, and ended by a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from activities.people import Directory, Entering
from desk.administration.people import PeopleFaults, mark_of, require_fitting, require_unchanged
from models.domain.faults import Fault
from models.domain.names import PersonId
from models.domain.people import Delegation, DirectoryEntry
from models.domain.people_changes import ended, with_delegations


@dataclass(frozen=True)
class Lending:
    """Who lends what to whom; checked by ``require_lawful``."""

    deputy: PersonId
    delegation: Delegation


def require_lawful(standing: Mapping[str, DirectoryEntry], lending: Lending, today: date) -> DirectoryEntry:
    """The deputy with the delegation. Raises ``PeopleFaults`` with everything that speaks against it."""
    faults: list[Fault] = []
    given = lending.delegation
    deputy, principal = standing.get(lending.deputy), standing.get(given.principal)
    if deputy is None or not deputy.person.roles or "applicant" in deputy.person.roles:
        faults.append(Fault(("deputy",), "没有这位工作人员", "there is no such official"))
    elif not any(deputy.acts_on(day) for day in (given.valid_from, given.valid_until)):
        faults.append(Fault(("deputy",), "在这些天不在任", "is not in office on these days"))
    if principal is None or not principal.acts_on(max(given.valid_from, today)):
        faults.append(Fault(("principal",), "在首日不在任", "is not in office on the first day"))
    if given.valid_until < today:
        faults.append(Fault(("valid_until",), "已经过去", "is over already"))
    if deputy is None:
        raise PeopleFaults(faults)
    if principal is not None and deputy.jurisdiction != principal.jurisdiction:
        faults.append(Fault(("deputy",), "没有这位工作人员", "there is no such official"))
    if any(_overlaps(given, other) for other in deputy.person.delegations):
        faults.append(
            Fault(
                ("deputy",),
                "已在这些天代理同一委托人的相同环节",
                "acts for this person on these levels and days already",
            )
        )
    lent = with_delegations(deputy, (*deputy.person.delegations, given))
    try:
        require_fitting(standing, {lent.person.id: lent})
    except PeopleFaults as unfit:
        faults += unfit.faults
    if faults:
        raise PeopleFaults(faults)
    return lent


async def lend(
    directory: Directory, lending: Lending, *, by: PersonId, at: datetime, today: date
) -> Entering:
    """Enter the delegation. Raises ``PeopleFaults``."""
    return await directory.change(lambda standing: [require_lawful(standing, lending, today)], by=by, at=at)


async def take_back(
    directory: Directory,
    deputy: DirectoryEntry,
    position: int,
    last: date,
    *,
    by: PersonId,
    at: datetime,
) -> Entering:
    """End a delegation with a day; one that would not have begun by then is gone. Raises ``Refused``."""

    def decide(standing: Mapping[str, DirectoryEntry]) -> list[DirectoryEntry]:
        require_unchanged(standing.get(deputy.person.id), mark_of(deputy))
        shortened = [
            ended(each, last) if place == position else each
            for place, each in enumerate(deputy.person.delegations)
        ]
        return [with_delegations(deputy, [each for each in shortened if each is not None])]

    return await directory.change(decide, by=by, at=at)


def _overlaps(one: Delegation, other: Delegation) -> bool:
    """Whether both let do the same on one day."""
    days = one.valid_from <= other.valid_until and other.valid_from <= one.valid_until
    levels = not set(one.levels).isdisjoint(other.levels)
    items = not one.items or not other.items or not set(one.items).isdisjoint(other.items)
    return one.principal == other.principal and days and levels and items
