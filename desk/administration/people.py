"""Changes of the directory, as the command line and the administrator's pages make them, under one lock."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError

from activities.people import Directory, Entering
from desk.outcomes import Refused
from models.domain.faults import Fault, Value
from models.domain.names import PersonId
from models.domain.people import DirectoryEntry
from models.domain.people_changes import first_day_without_administrator, following
from models.domain.people_file import PeopleFile, check_people_file
from models.domain.plain_words import say


class PeopleFaults(Exception):
    """What was written of people does not fit; ``faults`` are all of it, below ``people``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(len(self.faults)))


@dataclass(frozen=True)
class Change:
    """A person as entered, and those whose delegations follow from it."""

    entry: DirectoryEntry
    before: DirectoryEntry | None
    followers: tuple[DirectoryEntry, ...] = ()


def last_administrator(day: date) -> Refused:
    """Nobody would be administrator from a day on."""
    return Refused(
        "LastAdministrator",
        f"这样{day}起将没有在任的系统管理员，没有办理。请先录入另一位系统管理员。",
        f"From {day} on nobody would be administrator; nothing was done. Enter another one first.",
    )


def read_person(jurisdiction: str, key: str, written: Mapping[str, Value], *, sample: bool) -> DirectoryEntry:
    """The person as written. Raises ``PeopleFaults`` with everything that does not fit in itself."""
    document: dict[str, Value] = {
        "people_file": 1,
        "jurisdiction": jurisdiction,
        "people": {key: dict(written)},
    }
    try:
        file = PeopleFile.model_validate(document)
    except ValidationError as error:
        raise PeopleFaults(list(say(error, PeopleFile, document))) from None
    faults = check_people_file(file)
    if faults:
        raise PeopleFaults(faults)
    (entry,) = file.entries().values()
    return entry.model_copy(update={"sample": sample})


def changed(
    standing: Mapping[str, DirectoryEntry],
    entries: Sequence[DirectoryEntry],
    today: date,
    jurisdiction: str,
) -> list[Change]:
    """The entries and what follows from each.

    Raises ``PeopleFaults`` for what does not fit with those who stand in the directory, and ``Refused`` when
    the jurisdiction would be without an administrator.
    """
    together = dict(standing)
    found: list[Change] = []
    for entry in entries:
        before = together.get(entry.person.id)
        together[entry.person.id] = entry
        followers = following(together, entry)
        together |= followers
        found.append(Change(entry, before, tuple(followers.values())))
    touched = {key: entry for key, entry in together.items() if standing.get(key) != entry}
    require_fitting(standing, touched)
    own = [entry for entry in together.values() if entry.jurisdiction == jurisdiction]
    day = first_day_without_administrator(own, today)
    if day is not None and day != first_day_without_administrator(
        (entry for entry in standing.values() if entry.jurisdiction == jurisdiction), today
    ):
        raise last_administrator(day)
    return found


def require_fitting(standing: Mapping[str, DirectoryEntry], touched: Mapping[str, DirectoryEntry]) -> None:
    """Raises ``PeopleFaults`` unless these persons fit among those who stand in the directory."""
    faults: list[Fault] = []
    for jurisdiction in sorted({entry.jurisdiction for entry in touched.values()}):
        document = {
            "people_file": 1,
            "jurisdiction": jurisdiction,
            "people": {
                key: {
                    **entry.person.model_dump(mode="json", exclude={"id"}),
                    **entry.model_dump(mode="json", include={"valid_from", "valid_until"}),
                }
                for key, entry in touched.items()
                if entry.jurisdiction == jurisdiction
            },
        }
        faults += check_people_file(PeopleFile.model_validate(document), standing)
    if faults:
        raise PeopleFaults(list(dict.fromkeys(faults)))


async def enter(
    directory: Directory,
    entry: DirectoryEntry,
    seen: str,
    *,
    by: PersonId,
    at: datetime,
    today: date,
) -> Entering:
    """Enter a person as a page showed it; ``seen`` is the mark of what stood there when it was opened.

    Raises ``Refused`` (``PersonChangedMeanwhile``, ``LastAdministrator``) and ``PeopleFaults``.
    """

    def decide(standing: Mapping[str, DirectoryEntry]) -> list[DirectoryEntry]:
        require_unchanged(standing.get(entry.person.id), seen)
        (change,) = changed(standing, [entry], today, entry.jurisdiction)
        return [change.entry, *change.followers]

    return await directory.change(decide, by=by, at=at)


def require_unchanged(standing: DirectoryEntry | None, seen: str) -> None:
    """Raises ``Refused`` when somebody has changed the person since the page was opened."""
    if mark_of(standing) != seen:
        raise Refused(
            "PersonChangedMeanwhile",
            "您打开页面之后，此人的记录已被更改，没有办理。请按最新内容重新办理。",
            "The person was changed after you opened the page; nothing was done. Begin from how it is now.",
        )


def mark_of(entry: DirectoryEntry | None) -> str:
    """What tells whether the person is still the same; empty for somebody who is not known."""
    return "" if entry is None else hashlib.sha256(entry.model_dump_json().encode()).hexdigest()[:32]
