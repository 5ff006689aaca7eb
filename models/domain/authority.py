"""Who may ask for what: checked on the person's department and roles, before anything else."""

from collections.abc import Sequence
from typing import Final, assert_never

from models.domain import change_commands, commands, joint_commands, words
from models.domain.case import Item
from models.domain.command_shape import ItemMessage
from models.domain.commands import Command
from models.domain.delegation import asked_of, fitting
from models.domain.names import LEVEL_STATE, WORKER_ROLES, DepartmentCode, ItemCode, PersonId, Role
from models.domain.people import Delegation
from models.domain.refusals import NotYourDepartment, NotYourRole, SameHandOnTwoLevels
from models.domain.rules.meeting import find_action, open_meeting
from models.domain.rules.parties import invited
from models.domain.rules.responsibility import find_record
from models.domain.rules.scene import Scene

_OF_THE_LEAD: Final = (
    change_commands.AddItem
    | change_commands.DropItem
    | change_commands.ReuseResult
    | change_commands.ReissueNotice
    | change_commands.Remind
)
"""About an item, and yet not its department's: nobody does these for a level."""


def require_authority(scene: Scene, command: Command) -> Delegation | None:
    """Refuse with ``NotYourRole`` or ``NotYourDepartment`` unless the person may give this command.

    Answers with the delegation that lets the person act for somebody, where the own authority does not.
    """
    try:
        _require_own(scene, command)
    except (NotYourRole, NotYourDepartment):
        if (delegation := _delegation(scene, command)) is None:
            raise
        return delegation
    return None


def _require_own(scene: Scene, command: Command) -> None:
    match command:
        case (
            change_commands.AddItem()
            | change_commands.DropItem()
            | change_commands.ReuseResult()
            | change_commands.ReissueNotice()
        ):
            _require_lead(scene, "clerk")
        case change_commands.Remind():
            _require_roles(scene, "clerk", "supervisor")
            if not scene.by.has("supervisor"):
                _require_lead(scene, "clerk")
        case ItemMessage():
            item = scene.item(command.item)
            _require_other_hand(scene, item, command, scene.by.id, scene.by.name)
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
            | change_commands.CloseGap()
            | joint_commands.ScheduleSurvey()
            | joint_commands.CloseSurvey()
            | joint_commands.ConveneMeeting()
            | joint_commands.CloseMeeting()
        ):
            _require_lead(scene, "clerk")
        case commands.ReportGap():
            _require_roles(scene, *WORKER_ROLES)
            _require_any_department(scene)
        case commands.AdoptCalendar() | joint_commands.ReorganiseDepartment():
            _require_roles(scene, "administrator")
        case joint_commands.StatePosition():
            _require_roles(scene, *WORKER_ROLES)
            _require_invited(scene)
        case joint_commands.CloseAction():
            _require_roles(scene, *WORKER_ROLES)
            action = find_action(scene.case, command.action)
            if not _is_lead_clerk(scene):
                _require_concerned(scene, None if action is None else action.department)
        case joint_commands.AnswerResponsibility():
            _require_roles(scene, *WORKER_ROLES)
            record = find_record(scene.case, command.record)
            _require_concerned(scene, None if record is None else record.department)
        case joint_commands.RateService():
            if not _is_applicant(scene, command):
                raise NotYourRole(person=scene.by.name, needed=words.ROLES["applicant"])
        case commands.ConfirmNegative() | commands.ReturnNegative():
            _require_roles(scene, "supervisor")
            _require_not_own_refusal(scene, command.item)
        case joint_commands.DisposeResponsibility():
            _require_roles(scene, "supervisor")
        case change_commands.ExtendCase():
            _require_roles(scene, "government-head")
        case _:
            assert_never(command)


def _delegation(scene: Scene, command: Command) -> Delegation | None:
    """The delegation by which the person acts; None where nobody acts for another or none is held.

    Raises ``DelegationNotValid``, and ``SameHandOnTwoLevels`` when the principal has signed another level.
    """
    if not scene.by.delegations or isinstance(command, _OF_THE_LEAD):
        return None
    item = scene.item(command.item) if isinstance(command, ItemMessage) else None
    roles = WORKER_ROLES if item is None else _roles_for(scene, item, command)
    asked = asked_of(scene, command, roles)
    if asked is None:
        return None
    refused: SameHandOnTwoLevels | None = None
    for delegation in fitting(scene, asked):
        try:
            if item is not None:
                _require_other_hand(scene, item, command, delegation.principal, delegation.name)
        except SameHandOnTwoLevels as same:
            refused = same
            continue
        return delegation
    assert refused is not None  # at least one fits
    raise refused


def _roles_for(scene: Scene, item: Item, command: Command) -> tuple[Role, ...]:
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
        case change_commands.TransferItem() | change_commands.ExtendItem():
            return ("department-head",)
        case _:
            return WORKER_ROLES


def _require_other_hand(scene: Scene, item: Item, command: Command, hand: PersonId, name: str) -> None:
    """Two levels of an item and round need two persons. Asked first: no role would make up for it.

    Both who signed and for whom count, so that a delegation is no second hand.
    """
    levels = scene.definition(item.code).levels
    match command:
        case commands.EndorseOpinion():
            own = levels[1:-1]
        case commands.ConcludeItem():
            own = levels[-1:]
        case _:
            return
    for level, person in item.signed.items():
        if hand in {person, item.signed_for.get(level)} and level not in own:
            raise SameHandOnTwoLevels(person=name, level=words.LEVELS[level])


def _require_not_own_refusal(scene: Scene, code: ItemCode | None) -> None:
    """Nobody watches over a refusal that bears the own signature."""
    if code is None:
        negative = scene.case.negative
        if negative is not None and negative.by == scene.by.id:
            raise SameHandOnTwoLevels(person=scene.by.name, level=words.DECLINATION)
        return
    item = scene.item(code)
    for level, person in item.signed.items():
        if scene.by.id in {person, item.signed_for.get(level)}:
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
    _require_department(scene, _lead(scene))


def _lead(scene: Scene) -> DepartmentCode:
    """The lead of the catalogue, or the department that has led the case since a reorganisation."""
    catalogue = scene.book.catalogue
    return scene.case.lead or catalogue.at_work(catalogue.lead, scene.today)


def _is_lead_clerk(scene: Scene) -> bool:
    return scene.by.has("clerk") and scene.by.department == _lead(scene)


def _require_roles(scene: Scene, *roles: Role) -> None:
    if not scene.by.has(*roles):
        raise NotYourRole(person=scene.by.name, needed=words.listed([words.ROLES[role] for role in roles]))


def _require_department(scene: Scene, department: DepartmentCode) -> None:
    if scene.by.department != department:
        raise NotYourDepartment(person=scene.by.name, department=scene.department_name(department))


def _require_concerned(scene: Scene, department: DepartmentCode | None) -> None:
    """Of the department; where what is asked for does not exist, of one that has to do with the case."""
    if department is not None:
        _require_department(scene, department)
    else:
        _require_one_of(scene, [_lead(scene), *(item.department for item in scene.case.items.values())])


def _require_any_department(scene: Scene) -> None:
    _require_one_of(scene, [item.department for item in scene.case.items.values()])


def _require_invited(scene: Scene) -> None:
    """Of a department that is called to the open meeting, or that could be called to one."""
    meeting = open_meeting(scene.case)
    if meeting is None:
        _require_any_department(scene)
    else:
        _require_one_of(scene, invited(scene.case, meeting.items))


def _require_one_of(scene: Scene, codes: Sequence[DepartmentCode]) -> None:
    departments = list(dict.fromkeys(codes))
    if scene.by.department not in departments:
        names = words.listed([scene.department_name(code) for code in departments])
        raise NotYourDepartment(person=scene.by.name, department=names)
