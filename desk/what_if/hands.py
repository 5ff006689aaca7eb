"""Who does what in a played case: one made-up person for each role, and the commands that they give."""

from typing import Final

from desk.what_if.course import Step
from models.domain import commands
from models.domain.catalogue import Catalogue
from models.domain.commands import Command, Order
from models.domain.names import CommandKey, DepartmentCode, ItemCode, ItemState, PersonId, Role
from models.domain.people import Person

KEY: Final = CommandKey("what-if")
"""Of every order: nothing here is entered anywhere."""

_SAID: Final = "推演"
_SUPERVISION: Final = DepartmentCode("service-centre")


class Hands:
    """The people of one catalogue. The same person and the same order are made once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._people: dict[tuple[DepartmentCode, Role], Person] = {}
        self._orders: dict[tuple[object, ...], Order] = {}
        self.clerk = self._person(catalogue.lead, "clerk")
        self.government = self._person(catalogue.lead, "government-head")
        self.supervisor = self._person(_SUPERVISION, "supervisor")

    def head(self, item: ItemCode) -> Person:
        """The head of the item's department."""
        return self._person(self._catalogue.item(item).department, "department-head")

    def _of(self, item: ItemCode, step: Step) -> Person:
        if step.do in {"confirm", "return"}:
            return self.supervisor
        return self._person(self._catalogue.item(item).department, step.level or "handler")

    def order(self, item: ItemCode, step: Step, state: ItemState) -> Order:
        """The order that a step is in this state of the item."""
        last = self._catalogue.item(item).levels[-1]
        opens = state in {"acknowledged", "handling"}
        known = (item, step.do, step.to, step.opinion if opens else None, step.level, last)
        made = self._orders.get(known)
        if made is None:
            command = _command(item, step, opens=opens, last=step.level == last)
            made = self._orders[known] = Order(key=KEY, by=self._of(item, step), command=command)
        return made

    def _person(self, department: DepartmentCode, role: Role) -> Person:
        person = self._people.get((department, role))
        if person is None:
            name = PersonId(f"{department}-{role}")
            person = Person(id=name, name=name, department=department, roles=(role,))
            self._people[department, role] = person
        return person


def _command(item: ItemCode, step: Step, *, opens: bool, last: bool) -> Command:
    match step.do:
        case "acknowledge":
            return commands.AcknowledgeNotice(item=item)
        case "confirm":
            return commands.ConfirmNegative(item=item)
        case "return":
            return commands.ReturnNegative(item=item, reason=_SAID)
        case "send-back":
            return commands.SendBack(item=item, to=step.to or "handler", reason=_SAID)
        case "sign" if opens:
            conditions = (_SAID,) if step.opinion == "agree-with-conditions" else ()
            return commands.ProposeOpinion(
                item=item, opinion=step.opinion, reason=_SAID, basis=_SAID, conditions=conditions
            )
        case "sign":
            return commands.ConcludeItem(item=item) if last else commands.EndorseOpinion(item=item)
