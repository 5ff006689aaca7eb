"""Who may ask for what: checked on the person's department and roles, before anything else."""

from typing import assert_never

from models.domain import commands, words
from models.domain.case import Item
from models.domain.commands import Command, ItemMessage
from models.domain.names import LEVEL_STATE, WORKER_ROLES, DepartmentCode, ItemCode, Role
from models.domain.refusals import NotYourDepartment, NotYourRole, SameHandOnTwoLevels
from models.domain.rules.scene import Scene


def require_authority(scene: Scene, command: Command) -> None:
    """Refuse with ``NotYourRole`` or ``NotYourDepartment`` unless the person may give this command."""
    match command:
        case ItemMessage():
            item = scene.item(command.item)
            _require_other_hand(scene, item, command)
            _require_roles(scene, *_roles_for(scene, item, command))
            _require_department(scene, item.department)
        case commands.FileCase() | commands.SubmitCorrections() | commands.WithdrawCase():
            if not _is_applicant(scene, command):
                _require_lead(scene, "clerk")
        case (
            commands.RequestCorrections()
            | commands.AcceptCase()
            | commands.DeclineCase()
            | commands.ConsolidateCase()
            | commands.DeliverCase()
        ):
            _require_lead(scene, "clerk")
        case commands.ReportGap():
            _require_roles(scene, *WORKER_ROLES)
            _require_any_department(scene)
        case commands.ConfirmNegative() | commands.ReturnNegative():
            _require_roles(scene, "supervisor")
            _require_not_own_refusal(scene, command.item)
        case _:
            assert_never(command)


def _roles_for(scene: Scene, item: Item, command: ItemMessage) -> tuple[Role, ...]:
    levels = scene.definition(item.code).levels
    match command:
        case commands.TakeItem() | commands.ProposeOpinion():
            return (levels[0],)
        case commands.EndorseOpinion():
            return levels[1:-1] or levels[-1:]  # with no middle level, its absence is a matter of state
        case commands.ConcludeItem():
            return (levels[-1],)
        case commands.SendBack():
            present = [level for level in levels[1:] if LEVEL_STATE[level] == item.state]
            return tuple(present) or levels[1:] or levels  # where it lies; else a matter of state, too
        case commands.StopClock() | commands.ResumeClock():
            return (*levels, "department-head")
        case _:
            return WORKER_ROLES


def _require_other_hand(scene: Scene, item: Item, command: ItemMessage) -> None:
    """Two levels of an item and round need two persons. Asked first: no role would make up for it."""
    levels = scene.definition(item.code).levels
    match command:
        case commands.EndorseOpinion():
            own = levels[1:-1]
        case commands.ConcludeItem():
            own = levels[-1:]
        case _:
            return
    for level, person in item.signed.items():
        if person == scene.by.id and level not in own:
            raise SameHandOnTwoLevels(person=scene.by.name, level=words.LEVELS[level])


def _require_not_own_refusal(scene: Scene, code: ItemCode | None) -> None:
    """Nobody watches over a refusal that bears the own signature."""
    if code is None:
        negative = scene.case.negative
        if negative is not None and negative.by == scene.by.id:
            raise SameHandOnTwoLevels(person=scene.by.name, level=words.DECLINATION)
        return
    for level, person in scene.item(code).signed.items():
        if person == scene.by.id:
            raise SameHandOnTwoLevels(person=scene.by.name, level=words.LEVELS[level])


def _is_applicant(scene: Scene, command: Command) -> bool:
    """Whether the person is the applicant of this case: by the identity on record, else by the name."""
    if not scene.by.has("applicant"):
        return False
    applicant = command.applicant if isinstance(command, commands.FileCase) else scene.case.applicant
    if applicant is None:
        return False
    if scene.by.identity is not None:
        return scene.by.identity == applicant.id
    return scene.by.id == scene.case.filed_by or scene.by.name == applicant.name


def _require_lead(scene: Scene, *roles: Role) -> None:
    _require_roles(scene, *roles)
    _require_department(scene, scene.book.catalogue.lead)


def _require_roles(scene: Scene, *roles: Role) -> None:
    if not scene.by.has(*roles):
        raise NotYourRole(person=scene.by.name, needed=words.listed([words.ROLES[role] for role in roles]))


def _require_department(scene: Scene, department: DepartmentCode) -> None:
    if scene.by.department != department:
        raise NotYourDepartment(person=scene.by.name, department=scene.department_name(department))


def _require_any_department(scene: Scene) -> None:
    departments = list(dict.fromkeys(item.department for item in scene.case.items.values()))
    if scene.by.department not in departments:
        names = words.listed([scene.department_name(code) for code in departments])
        raise NotYourDepartment(person=scene.by.name, department=names)
