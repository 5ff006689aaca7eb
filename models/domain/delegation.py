"""Acting for another (首席代表, AB 角): whether a delegation covers a command, and if not, why."""

from dataclasses import dataclass
from typing import Final, get_args

from models.domain import words
from models.domain.command_shape import ItemMessage
from models.domain.commands import Command, ReportGap
from models.domain.joint_commands import StatePosition
from models.domain.names import DepartmentCode, ItemCode, Level, Role
from models.domain.people import Delegation
from models.domain.refusals import DelegationNotValid
from models.domain.rules.meeting import open_meeting
from models.domain.rules.scene import Scene
from models.domain.text import Words

LEVELS: Final[tuple[Level, ...]] = get_args(Level)


@dataclass(frozen=True)
class Asked:
    """What a delegation must cover: one of the levels, one of the departments, one of the items."""

    levels: tuple[Level, ...]
    departments: tuple[DepartmentCode, ...]
    items: tuple[ItemCode, ...]


def asked_of(scene: Scene, command: Command, roles: tuple[Role, ...]) -> Asked | None:
    """What the command asks of a delegation; None for what nobody does for another."""
    levels = tuple(level for level in LEVELS if level in roles)
    if not levels:
        return None
    case = scene.case
    match command:
        case ItemMessage():
            item = scene.item(command.item)
            return Asked(levels, (item.department,), (item.code,))
        case ReportGap() | StatePosition():
            meeting = open_meeting(case) if isinstance(command, StatePosition) else None
            codes = tuple(case.items) if meeting is None else meeting.items
            return Asked(levels, tuple(case.items[code].department for code in codes), codes)
        case _:
            return None


def fitting(scene: Scene, asked: Asked) -> list[Delegation]:
    """The person's delegations that cover it, as they are written. Raises ``DelegationNotValid``.

    Of several that do not, the one is named that fits best.
    """
    given = [(_misfits(scene, asked, each), each) for each in scene.by.delegations]
    covering = [each for misfits, each in given if not misfits]
    if covering:
        return covering
    misfits, nearest = min(given, key=lambda pair: len(pair[0]))
    raise DelegationNotValid(
        person=scene.by.name, principal=nearest.name, document=nearest.document, why=words.listed(misfits)
    )


def _misfits(scene: Scene, asked: Asked, given: Delegation) -> list[Words]:
    found: list[Words] = []
    if given.department not in asked.departments:
        name = scene.department_name(given.department)
        found.append(_words(f"仅限{name.zh}", f"it is for {name.en} only"))
    if not set(given.levels) & set(asked.levels):
        levels = words.listed([words.LEVELS[level] for level in given.levels])
        found.append(_words(f"仅限{levels.zh}环节", f"it is for the levels {levels.en} only"))
    own = [code for code in asked.items if _item_department(scene, code) == given.department]
    if given.items and own and not set(given.items) & set(own):
        items = ", ".join(given.items)
        found.append(_words(f"仅限事项{items}", f"it is for the items {items} only"))
    if not given.valid_from <= scene.today <= given.valid_until:
        found.append(
            _words(
                f"有效期为{given.valid_from}至{given.valid_until}",
                f"it is valid from {given.valid_from} to {given.valid_until}",
            )
        )
    return found


def _item_department(scene: Scene, code: ItemCode) -> DepartmentCode:
    return scene.case.items[code].department


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
