"""Who does what in a played case: one made-up person for each role, and the commands that they give."""

from collections.abc import Mapping
from typing import Final, get_args

from desk.what_if.course import IntakeKind, Step
from models.domain import commands
from models.domain.catalogue import Catalogue
from models.domain.commands import Command, Order
from models.domain.names import CommandKey, DepartmentCode, ItemCode, ItemState, Outcome, PersonId, Role
from models.domain.people import Person

KEY: Final = CommandKey("what-if")
"""Of every order: nothing here is entered anywhere."""

SAID: Final = "推演"
"""Every reason, name and number that a command asks for."""

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
        self.at_counter: Mapping[IntakeKind, Order] = {
            "accept": order(self.clerk, commands.AcceptCase()),
            "decline": order(self.clerk, commands.DeclineCase(reason=SAID, basis=SAID)),
            "confirm": order(self.supervisor, commands.ConfirmNegative()),
            "return": order(self.supervisor, commands.ReturnNegative(reason=SAID)),
        }
        self.withdraws = order(self.clerk, commands.WithdrawCase(reason=SAID))
        self.decides: Mapping[Outcome, Order] = {
            outcome: order(self.clerk, commands.ConsolidateCase(outcome=outcome, explanation=SAID))
            for outcome in get_args(Outcome)
        }
        self.delivers = order(self.clerk, commands.DeliverCase(method=SAID, recipient=SAID, receipt=SAID))

    def head(self, item: ItemCode) -> Person:
        """The head of the item's department."""
        return self._person(self._catalogue.item(item).department, "department-head")

    def _of(self, item: ItemCode, step: Step) -> Person:
        if step.do in {"confirm", "return"}:
            return self.supervisor
        return self._person(self._catalogue.item(item).department, step.level or "handler")

    def does(self, item: ItemCode, step: Step, state: ItemState) -> Order:
        """The order that a step is in this state of the item."""
        opens = state in {"acknowledged", "handling"}
        known = (item, step.do, step.to, step.opinion if opens else None, step.level)
        made = self._orders.get(known)
        if made is None:
            last = step.level == self._catalogue.item(item).levels[-1]
            command = _command(item, step, opens=opens, last=last)
            made = self._orders[known] = order(self._of(item, step), command)
        return made

    def _person(self, department: DepartmentCode, role: Role) -> Person:
        person = self._people.get((department, role))
        if person is None:
            name = PersonId(f"{department}-{role}")
            person = Person(id=name, name=name, department=department, roles=(role,))
            self._people[department, role] = person
        return person


def order(by: Person, command: Command) -> Order:
    """A person's order, at the moment of its command."""
    return Order(key=KEY, by=by, command=command)


def _command(item: ItemCode, step: Step, *, opens: bool, last: bool) -> Command:
    match step.do:
        case "acknowledge":
            return commands.AcknowledgeNotice(item=item)
        case "confirm":
            return commands.ConfirmNegative(item=item)
        case "return":
            return commands.ReturnNegative(item=item, reason=SAID)
        case "send-back":
            return commands.SendBack(item=item, to=step.to or "handler", reason=SAID)
        case "sign" if opens:
            conditions = (SAID,) if step.opinion == "agree-with-conditions" else ()
            return commands.ProposeOpinion(
                item=item, opinion=step.opinion, reason=SAID, basis=SAID, conditions=conditions
            )
        case "sign":
            return commands.ConcludeItem(item=item) if last else commands.EndorseOpinion(item=item)
