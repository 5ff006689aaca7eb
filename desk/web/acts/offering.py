"""Which acts are open to a person now: the rules themselves are asked, with an example of each act.

What they refuse for want of content can still be filled in, so the act is offered; what they refuse for the
person or the state is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.telling.standing import missing, next_steps
from desk.web.acts.choices import Choices
from desk.web.acts.fields import FormField, fields_of
from desk.web.acts.naming import ACTS, Act
from desk.web.acts.reading import ACTION_ROWS, command_fields
from desk.web.problems import STATUS
from models.domain.authority import open_to
from models.domain.case import Case
from models.domain.command_shape import ItemMessage
from models.domain.commands import COMMANDS, Order
from models.domain.fold import fold
from models.domain.names import CommandKey, ItemCode
from models.domain.people import Person
from models.domain.refusals import CommandUnknown, ItemUnknown, Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide, read_command
from models.domain.rules.passing import passing
from models.domain.rules.scene import Scene

_OF_CONTENT: Final = {name for name, status in STATUS.items() if status == 422} - {  # noqa: PLR2004
    ItemUnknown.__name__,
    CommandUnknown.__name__,
}
_ALSO_OF_THE_CASE: Final = frozenset({"confirm-negative", "return-negative"})
"""With an item they are about the item, without one about the whole case."""


_OWN_DUTIES: Final = frozenset(
    {
        "record-finding",
        "state-position",
        "close-action",
        "answer-responsibility",
        "dispose-responsibility",
        "rate-service",
    }
)
"""What waits for this very person beside the way of the case itself."""
_ENDING: Final = frozenset({"withdraw-case", "decline-case"})


@dataclass(frozen=True)
class Offer:
    """An act that is open to the person, about an item or the whole case."""

    do: str
    act: Act
    item: ItemCode | None


def offers(case: Case, person: Person, at: datetime, book: Rulebook) -> list[Offer]:
    """Every act that is open to the person, those of the case first."""
    case = as_of(case, at, book)
    choices = choices_of(case, book)
    scene = Scene(case, person, book.hours.local(at), book)
    found: list[Offer] = []
    for do, item in _candidates(case):
        if not open_to(scene, COMMANDS[do], item):
            continue  # most acts are others', and this is told sooner than the rest
        fields = fields_of(do, item, choices)
        if _open(case, person, at, book, do, item, fields):
            found.append(Offer(do, ACTS[do], item))
    return found


def leading(open_now: Sequence[Offer], case: Case, book: Rulebook) -> Offer | None:
    """The person's own next step in the procedure; None when it is others' turn.

    What ends a case early never leads.
    """
    steps = [(do, item) for do, item, _ in next_steps(case, book)]
    for offer in open_now:
        if (offer.do, offer.item) in steps:
            return offer
    return next((offer for offer in open_now if offer.do in _OWN_DUTIES), None)


def ends_early(offer: Offer) -> bool:
    """Whether the act takes the case off its way; such acts come last."""
    return offer.do in _ENDING


def choices_of(case: Case, book: Rulebook, colleagues: tuple[Person, ...] = ()) -> Choices:
    """What the forms of this case offer to choose from."""
    return Choices(case, book, missing(case, book), colleagues)


def as_of(case: Case, at: datetime, book: Rulebook) -> Case:
    """The case with everything that time alone has brought by now."""
    for _, events in passing(case, at, book):
        case = fold(case, events)
    return case


def _candidates(case: Case) -> Iterator[tuple[str, ItemCode | None]]:
    of_items = [do for do in ACTS if issubclass(COMMANDS[do], ItemMessage) and do != "add-item"]
    for do in ACTS:
        if do not in of_items:
            yield do, None
    for code in case.items:
        for do in (*of_items, *_ALSO_OF_THE_CASE):
            yield do, code


def _open(
    case: Case,
    person: Person,
    at: datetime,
    book: Rulebook,
    do: str,
    item: ItemCode | None,
    fields: list[FormField],
) -> bool:
    if any(field.required and field.choices == () and field.widget in _CHOSEN for field in fields):
        return False
    example: dict[str, list[str]] = {}
    for field in fields:
        example.update(_example(field, person, at))
    given = command_fields(example, fields) | ({} if item is None else {"item": item})
    try:
        order = Order(key=CommandKey("-"), by=person, command=read_command(do, given))
        decide(case, order, at, book)
    except Refusal as refusal:
        return refusal.name in _OF_CONTENT
    return True


_CHOSEN: Final = frozenset({"select", "radios", "checks", "gaps"})


def _example(field: FormField, person: Person, at: datetime) -> dict[str, list[str]]:
    name, day = field.name, f"{at:%Y-%m-%d}"
    match field.widget:
        case "checks" | "gaps":
            return {name: [choice.value for choice in field.choices]}
        case "promises":
            return {f"{name}.{choice.value}": [day] for choice in field.choices}
        case "select" | "radios":
            return {name: [choice.value for choice in field.choices[:1]]}
        case "day":
            return {name: [day]}
        case "moment":
            return {name: [f"{at:%Y-%m-%dT%H:%M}"]}
        case "number":
            return {name: ["1"]}
        case "lines":
            return {name: ["甲\n乙"]}
        case "actions":
            return {f"{name}.{n}.text": [""] for n in range(ACTION_ROWS)}
        case _:
            return {name: [person.id if name == "to" else "示例"]}
