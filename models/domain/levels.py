"""The levels of an item that a command belongs to: the roles that it asks for, and no hand on two levels."""

from collections.abc import Callable, Mapping
from typing import Final

from models.domain import change_commands, commands, words
from models.domain.case import Item
from models.domain.command_shape import Message
from models.domain.names import LEVEL_STATE, WORKER_ROLES, ItemState, Level, PersonId, Role
from models.domain.refusals import SameHandOnTwoLevels
from models.domain.rules.scene import Scene

Levels = tuple[Level, ...]


def roles_for(scene: Scene, item: Item, command: Message) -> tuple[Role, ...]:
    """The roles of which one is needed for a command about an item, as its levels are and where it lies."""
    asked = _ROLES.get(type(command))
    return WORKER_ROLES if asked is None else asked(scene.definition(item.code).levels, item.state)


def require_other_hand(scene: Scene, item: Item, command: Message, hand: PersonId, name: str) -> None:
    """Two levels of an item and round need two persons. Asked first: no role would make up for it.

    Both who signed and for whom count, so that a delegation is no second hand.
    """
    signs = _SIGNS.get(type(command))
    if signs is None:
        return
    own = signs(scene.definition(item.code).levels)
    for level, person in item.signed.items():
        if (hand == person or hand == item.signed_for.get(level)) and level not in own:
            raise SameHandOnTwoLevels(person=name, level=words.LEVELS[level])


def require_none_of_signers(scene: Scene, item: Item) -> None:
    """Refuse with ``SameHandOnTwoLevels`` whoever signed a level of the item, or had it signed."""
    for level, person in item.signed.items():
        if scene.by.id in {person, item.signed_for.get(level)}:
            raise SameHandOnTwoLevels(person=scene.by.name, level=words.LEVELS[level])


def _first(levels: Levels, _: ItemState) -> tuple[Role, ...]:
    return levels[:1]


def _middle(levels: Levels, _: ItemState) -> tuple[Role, ...]:
    return levels[1:-1] or levels[-1:]  # with no middle level, its absence is a matter of state


def _last(levels: Levels, _: ItemState) -> tuple[Role, ...]:
    return levels[-1:]


def _present(levels: Levels, state: ItemState) -> tuple[Role, ...]:
    present = [level for level in levels[1:] if LEVEL_STATE[level] == state]
    return tuple(present) or levels[1:] or levels  # where it lies; else a matter of state, too


def _any_or_head(levels: Levels, _: ItemState) -> tuple[Role, ...]:
    return (*levels, "department-head")


def _head(_: Levels, __: ItemState) -> tuple[Role, ...]:
    return ("department-head",)


_ROLES: Final[Mapping[type[Message], Callable[[Levels, ItemState], tuple[Role, ...]]]] = {
    commands.TakeItem: _first,
    commands.ProposeOpinion: _first,
    commands.EndorseOpinion: _middle,
    commands.ConcludeItem: _last,
    commands.SendBack: _present,
    commands.StopClock: _any_or_head,
    commands.ResumeClock: _any_or_head,
    change_commands.TransferItem: _head,
    change_commands.ExtendItem: _head,
}
"""Of the commands that are not listed, every officer of the department may give each."""

_SIGNS: Final[Mapping[type[Message], Callable[[Levels], Levels]]] = {
    commands.EndorseOpinion: lambda levels: levels[1:-1],
    commands.ConcludeItem: lambda levels: levels[-1:],
}
"""The levels that a signature is given for."""
