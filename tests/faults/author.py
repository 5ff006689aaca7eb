"""Writes the clicks of one case: who orders what, under which key, and in which way it is clicked."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from models.domain.commands import Order
from models.domain.names import CaseState, CommandKey, Role
from models.domain.people import Person
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from tests.domain.sample import FILING, HOURS, PEOPLE, calendar, person
from tests.faults.clicks import Click, Closing, Story, Way

_LEVELS: Final[tuple[Role, ...]] = ("handler", "reviewer", "approver")
SECOND_HANDS: Final = {
    each.name.removesuffix("-2"): each
    for each in (
        person("clerk-2", "dev-reform", "clerk"),
        person("supervisor-2", "service-centre", "supervisor"),
        *(
            person(f"{department}-{role}-2", department, role)
            for department in ("dev-reform", "forestry", "water", "fire")
            for role in _LEVELS
        ),
    )
}
"""A colleague for everybody, with the same authority, who may click at the same moment."""

DAYS: Final = (date(2026, 3, 11), date(2026, 6, 17), date(2026, 9, 16), date(2026, 11, 18))
"""Days at whose end made-up offices close."""

DELIVERY: Final = {"method": "窗口领取", "recipient": "示例申请单位", "receipt": "回证1"}
NONSENSE: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("fire-handler", "acknowledge-notice", {"item": "flood"}),
    ("water-handler", "conclude-item", {"item": "flood"}),
    ("forestry-handler", "take-item", {"item": "moon"}),
    ("clerk", "deliver-case", DELIVERY),
    ("clerk", "accept-case", {}),
    ("clerk", "extend-case", {"days": 5, "reason": "请求延期"}),
)
"""Refused at any moment between the acceptance and the decision: wrong hand, wrong item, wrong state."""

_BY_TWO, _KEY_TAKEN = 0.12, 0.3
_PAUSES = (0.02, 0.9)
_PATIENCE = (0.01, 0.6)
_CLOSES_AFTER = (8.0, 18.0)


class Author:
    """Writes one story. Everything that is left to chance comes from the generator it is given."""

    def __init__(self, draw: random.Random, name: str, number: int, begins: float) -> None:
        self.draw = draw
        self._name = name
        self.number = number
        self._begins = begins
        self._given: list[Order] = []
        self.closing: Closing | None = None

    def tell(self, kind: str, book: Rulebook, ends: tuple[CaseState, ...], **clicks: Any) -> Story:
        """The story of these clicks."""
        return Story(self.number, kind, self._begins, book, ends, closing=self.closing, **clicks)

    def with_own_clock(self) -> None:
        """Let the case live in an office of its own date, which closes within the run."""
        self.closing = Closing(self.draw.choice(DAYS), self.draw.uniform(*_CLOSES_AFTER))

    def filing(self, **changes: Any) -> dict[str, Any]:
        """The application; no two stories share a project."""
        project = {"code": f"2026-450721-48-01-{self.number:06}", "name": f"示例项目{self.number}"}
        return {**FILING, "project": project, **changes}

    def order(self, by: str, do: str, /, *, told: str | None = None, **fields: Any) -> Order:
        """A new order. ``told`` makes it a late entry: ``2 10:00`` is two working days before the closing."""
        key = CommandKey(f"{self._name}-{self.number:04}-{len(self._given) + 1:02}")
        happened = None if told is None else self._earlier(told)
        made = Order(key=key, by=_person(by), command=read_command(do, fields), happened=happened)
        self._given.append(made)
        return made

    def click(self, by: str, do: str, /, **fields: Any) -> Click:
        """A click in one of the ways in which people click, now and then by two of them at once."""
        orders = (self.order(by, do, **fields),)
        if by in SECOND_HANDS and self.draw.random() < _BY_TWO:
            return Click((*orders, self.order(f"{by}-2", do, **fields)), self._pause())
        return self.clicked(orders[0])

    def clicked(self, order: Order) -> Click:
        """A click of one order."""
        way = self._way()
        patience = self.draw.uniform(*_PATIENCE) if way == "hasty" else 0.0
        return Click((order,), self._pause(), way, patience=patience)

    def wrong(self, by: str, do: str, /, **fields: Any) -> Click:
        """A click that must be refused."""
        return Click((self.order(by, do, **fields),), self._pause(), self._way(), "refused", 0.3)

    def nonsense(self) -> Click:
        """What nobody may do in a case under review, now and then under a key that is taken."""
        by, do, fields = self.draw.choice(NONSENSE)
        if self.draw.random() >= _KEY_TAKEN:
            return self.wrong(by, do, **fields)
        taken = Order(key=self._given[0].key, by=_person(by), command=read_command(do, fields))
        return Click((taken,), self._pause(), self._way(), "refused", 0.3)

    def chance(self, share: float) -> bool:
        """True in this share of the stories."""
        return self.draw.random() < share

    def _earlier(self, told: str) -> datetime:
        assert self.closing is not None
        back, _, clock = told.partition(" ")
        day = self.closing.day
        for _ in range(int(back)):
            day -= timedelta(1)
            while not calendar().days.is_working(day):
                day -= timedelta(1)
        return HOURS.local_moment(datetime.combine(day, time.fromisoformat(clock)))

    def _way(self) -> Way:
        ways: tuple[Way, ...] = ("once", "twice", "hasty")
        return self.draw.choices(ways, (6, 2, 2))[0]

    def _pause(self) -> float:
        return self.draw.uniform(*_PAUSES)


def _person(name: str) -> Person:
    return PEOPLE[name] if name in PEOPLE else SECOND_HANDS[name.removesuffix("-2")]
