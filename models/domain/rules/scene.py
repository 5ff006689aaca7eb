"""What a rule looks at: the case, who asks, when, and under which law."""

from datetime import date, datetime
from typing import Final, NamedTuple, get_args

from models.domain import catalogue as catalogues
from models.domain import words
from models.domain.case import Case, Item
from models.domain.event_shape import Stamp
from models.domain.names import ENDED_STATES, CaseState, DepartmentCode, ItemCode, ItemState
from models.domain.people import Delegation, Person
from models.domain.refusals import (
    CalendarMissing,
    CaseNotOpen,
    ItemNotOpen,
    ItemUnknown,
    NotAtThisLevel,
    PrerequisiteOpen,
)
from models.domain.rulebook import Rulebook
from models.domain.text import Words

_LIVE: Final[tuple[CaseState, ...]] = tuple(
    state for state in get_args(CaseState) if state not in {*ENDED_STATES, "unfiled"}
)


class Scene(NamedTuple):
    """One question put to the rules. ``at`` is in the office's time zone.

    ``acting`` is the delegation that lets the person do this, where the own authority does not. ``entered``
    is set for a late entry: the time of now, while ``at`` is when it happened.
    """

    case: Case
    by: Person
    at: datetime
    book: Rulebook
    acting: Delegation | None = None
    entered: datetime | None = None

    @property
    def today(self) -> date:
        """The office's date at that moment."""
        return self.at.date()

    @property
    def stamp(self) -> Stamp:
        """Who and when, for the events that the person causes."""
        by = self.by
        stamp: Stamp = {"at": self.at, "by": by.id, "by_name": by.name, "by_department": by.department}
        if self.acting is not None:
            stamp["for_person"], stamp["for_name"] = self.acting.principal, self.acting.name
        if self.entered is not None:
            stamp["entered_at"] = self.entered
        return stamp

    @property
    def caused(self) -> Stamp:
        """The same moment, for what follows of itself."""
        stamp: Stamp = {"at": self.at, "by": None, "by_name": None, "by_department": None}
        if self.entered is not None:
            stamp["entered_at"] = self.entered
        return stamp

    def item(self, code: ItemCode) -> Item:
        """The item of the case, or ``ItemUnknown``."""
        item = self.case.items.get(code)
        if item is None:
            raise ItemUnknown(item=code, allowed=", ".join(self.case.items) or "-")
        return item

    def definition(self, code: ItemCode) -> catalogues.Item:
        """What the catalogue says of an item of the case."""
        return self.book.catalogue.item_by_code[code]

    def department_name(self, code: DepartmentCode) -> Words:
        """How a department is called in this case."""
        return words.department(code, self.case, self.book.catalogue)

    def knows_department(self, code: DepartmentCode) -> bool:
        """Whether the department stands in the catalogue or took over in mid-case."""
        return code in self.book.catalogue.department_by_code or code in self.case.successors

    def titles(self, codes: list[ItemCode]) -> Words:
        """Several items by their titles."""
        return words.listed([self.definition(code).title for code in codes])


def require_case_state(scene: Scene, *allowed: CaseState) -> None:
    """Refuse with ``CaseNotOpen`` unless the case is in one of the states."""
    if scene.case.state not in allowed:
        raise CaseNotOpen(
            state=words.CASE_STATES[scene.case.state],
            allowed=words.listed([words.CASE_STATES[state] for state in allowed]),
        )


def require_live(scene: Scene) -> None:
    """Refuse with ``CaseNotOpen`` unless the case has been filed and has not ended."""
    require_case_state(scene, *_LIVE)


def require_open(scene: Scene, item: Item) -> None:
    """Refuse unless the item has begun, has not ended, and lies with its department."""
    require_begun(scene, item)
    if item.returned is not None:
        raise NotAtThisLevel(
            item=scene.definition(item.code).title,
            state=words.NOTICE_RETURNED,
            allowed=words.listed([words.ITEM_STATES["notified"]]),
        )


def require_begun(scene: Scene, item: Item) -> None:
    """Refuse unless the case is under review and the item has begun and not ended."""
    require_case_state(scene, "reviewing")
    if item.state == "waiting":
        waits = [code for code in item.after if scene.case.items[code].open]
        raise PrerequisiteOpen(item=scene.definition(item.code).title, open=scene.titles(waits))
    if not item.open:
        raise ItemNotOpen(item=scene.definition(item.code).title, state=words.ITEM_STATES[item.state])


def require_level(scene: Scene, item: Item, *allowed: ItemState) -> None:
    """Refuse with ``NotAtThisLevel`` unless the item is in one of the states."""
    if item.state not in allowed:
        raise NotAtThisLevel(
            item=scene.definition(item.code).title,
            state=words.ITEM_STATES[item.state],
            allowed=words.listed([words.ITEM_STATES[state] for state in allowed]),
        )


def require_official(scene: Scene, day: date, what: Words) -> None:
    """Refuse with ``CalendarMissing`` to hold a day against anybody whose year has no official table."""
    if scene.book.days.is_provisional(day):
        raise CalendarMissing(year=day.year, what=what)
