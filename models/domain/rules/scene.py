"""What a rule looks at: the case, who asks, when, and under which law."""

from dataclasses import dataclass
from datetime import date, datetime

from models.domain import catalogue as catalogues
from models.domain import words
from models.domain.case import Case, Item
from models.domain.events import Stamp
from models.domain.names import CaseState, DepartmentCode, ItemCode, ItemState
from models.domain.people import Person
from models.domain.refusals import CaseNotOpen, ItemNotOpen, ItemUnknown, NotAtThisLevel, PrerequisiteOpen
from models.domain.rulebook import Rulebook
from models.domain.text import Words


@dataclass(frozen=True)
class Scene:
    """One question put to the rules. ``at`` is in the office's time zone."""

    case: Case
    by: Person
    at: datetime
    book: Rulebook

    @property
    def today(self) -> date:
        """The office's date at that moment."""
        return self.at.date()

    @property
    def stamp(self) -> Stamp:
        """Who and when, for the events that the person causes."""
        return Stamp(at=self.at, by=self.by.id, by_name=self.by.name, by_department=self.by.department)

    @property
    def caused(self) -> Stamp:
        """The same moment, for what follows of itself."""
        return Stamp(at=self.at, by=None, by_name=None, by_department=None)

    def item(self, code: ItemCode) -> Item:
        """The item of the case, or ``ItemUnknown``."""
        item = self.case.items.get(code)
        if item is None:
            raise ItemUnknown(item=code, allowed=", ".join(self.case.items) or "-")
        return item

    def definition(self, code: ItemCode) -> catalogues.Item:
        """What the catalogue says of an item of the case."""
        return self.book.catalogue.item(code)

    def department_name(self, code: DepartmentCode) -> Words:
        """How a department is called in this catalogue."""
        department = self.book.catalogue.department_by_code.get(code)
        return Words(zh=code, en=code) if department is None else department.name

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


def require_open(scene: Scene, item: Item) -> None:
    """Refuse unless the case is under review and the item has begun and not ended."""
    require_case_state(scene, "reviewing")
    title = scene.definition(item.code).title
    if item.state == "waiting":
        waits = [code for code in item.after if scene.case.items[code].open]
        raise PrerequisiteOpen(item=title, open=scene.titles(waits))
    if not item.open:
        raise ItemNotOpen(item=title, state=words.ITEM_STATES[item.state])


def require_level(scene: Scene, item: Item, *allowed: ItemState) -> None:
    """Refuse with ``NotAtThisLevel`` unless the item is in one of the states."""
    if item.state not in allowed:
        raise NotAtThisLevel(
            item=scene.definition(item.code).title,
            state=words.ITEM_STATES[item.state],
            allowed=words.listed([words.ITEM_STATES[state] for state in allowed]),
        )
