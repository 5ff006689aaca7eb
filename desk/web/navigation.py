"""The main pages, and whose first row they stand in."""

from dataclasses import dataclass
from typing import Final, get_args

from models.domain.names import Role
from models.domain.people import Person
from models.domain.text import Words


@dataclass(frozen=True)
class Place:
    """A main page at ``way``. Without ``roles`` it is everybody's."""

    way: str
    words: Words
    roles: tuple[Role, ...] = ()

    def is_here(self, path: str) -> bool:
        """Whether a page of this path belongs to the place."""
        return path == self.way if self.way == "/" else path == self.way or path.startswith(f"{self.way}/")


OFFICE: Final = tuple(role for role in get_args(Role) if role != "applicant")
MANAGERS: Final[tuple[Role, ...]] = (
    "department-head",
    "lead-head",
    "supervisor",
    "government-head",
    "administrator",
)
"""Whose question is how much lies where, and what is late."""
PLACES: Final = (
    Place("/", Words(zh="我的待办", en="My tasks"), OFFICE),
    Place("/mine", Words(zh="我的申请", en="My applications"), ("applicant",)),
    Place("/cases", Words(zh="办件", en="Cases"), OFFICE),
    Place("/items", Words(zh="事项", en="Items"), OFFICE),
    Place("/workload", Words(zh="工作量", en="Workload"), MANAGERS),
    Place("/admin", Words(zh="系统管理", en="Administration"), ("administrator",)),
    Place("/intake", Words(zh="收件", en="Intake"), ("clerk",)),
    Place("/intake", Words(zh="网上申请", en="Apply online"), ("applicant",)),
)


def places_of(person: Person) -> list[Place]:
    """The places that are for this person, in their order."""
    return [place for place in PLACES if not place.roles or person.has(*place.roles)]
