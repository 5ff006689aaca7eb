"""Who may ask for what: checked on the person's department and roles, before anything else."""

from collections.abc import Sequence
from typing import Any, Final

from models.domain import change_commands, commands, joint_commands, words
from models.domain.by_class import line
from models.domain.command_shape import ItemMessage
from models.domain.commands import Command
from models.domain.delegation import asked_of, fitting
from models.domain.levels import require_none_of_signers, require_other_hand, roles_for
from models.domain.names import WORKER_ROLES, DepartmentCode, ItemCode, Role
from models.domain.people import Delegation
from models.domain.refusals import NotYourDepartment, NotYourRole, Refusal, SameHandOnTwoLevels
from models.domain.rules.meeting import find_action, open_meeting
from models.domain.rules.parties import invited
from models.domain.rules.responsibility import find_record
from models.domain.rules.scene import Scene


def require_authority(scene: Scene, command: Command) -> Delegation | None:
    """Refuse with ``NotYourRole`` or ``NotYourDepartment`` unless the person may give this command.

    Answers with the delegation that lets the person act for somebody, where the own authority does not.
    """
    try:
        WHO_MAY[type(command)](scene, command)
    except (NotYourRole, NotYourDepartment):
        if (delegation := _delegation(scene, command)) is None:
            raise
        return delegation
    return None


def open_to(scene: Scene, kind: type[Command], item: ItemCode | None) -> bool:
    """Whether the person may give a command of this kind about this item, or the whole case.

    Where that rests on what the command says besides, yes: it is asked again with the command itself.
    """
    if WHO_MAY[kind] in _BY_CONTENT:
        return True
    about: dict[str, Any] = {} if item is None else {"item": item}
    try:
        require_authority(scene, kind.model_construct(**about))
    except Refusal:
        return False
    return True


def _delegation(scene: Scene, command: Command) -> Delegation | None:
    """The delegation by which the person acts; None where nobody acts for another or none is held.

    Raises ``DelegationNotValid``, and ``SameHandOnTwoLevels`` when the principal has signed another level.
    """
    if not scene.by.delegations:
        return None
    item = None
    if isinstance(command, ItemMessage):
        if WHO_MAY[type(command)] is not _by_its_department:
            return None  # about an item, and yet not its department's: nobody does it for a level
        item = scene.item(command.item)
    roles = WORKER_ROLES if item is None else roles_for(scene, item, command)
    asked = asked_of(scene, command, roles)
    if asked is None:
        return None
    refused: SameHandOnTwoLevels | None = None
    for delegation in fitting(scene, asked):
        try:
            if item is not None:
                require_other_hand(scene, item, command, delegation.principal, delegation.name)
        except SameHandOnTwoLevels as same:
            refused = same
            continue
        return delegation
    assert refused is not None  # at least one fits
    raise refused


def _by_its_department(scene: Scene, command: ItemMessage) -> None:
    item = scene.item(command.item)
    by = scene.by
    require_other_hand(scene, item, command, by.id, by.name)
    _require_roles(scene, *roles_for(scene, item, command))
    _require_department(scene, item.department)


def _by_lead_clerk(scene: Scene, _: Command) -> None:
    _require_lead(scene, "clerk")


def _by_reminder(scene: Scene, _: Command) -> None:
    _require_roles(scene, "clerk", "supervisor")
    if not scene.by.has("supervisor"):
        _require_lead(scene, "clerk")


def _by_applicant_or_clerk(scene: Scene, command: Command) -> None:
    if not _is_applicant(scene, command):
        _require_lead(scene, "clerk")


def _by_applicant(scene: Scene, command: Command) -> None:
    if not _is_applicant(scene, command):
        raise NotYourRole(person=scene.by.name, needed=words.ROLES["applicant"])


def _by_any_department(scene: Scene, _: Command) -> None:
    _require_roles(scene, *WORKER_ROLES)
    _require_any_department(scene)


def _by_invited(scene: Scene, _: Command) -> None:
    """Of a department that is called to the open meeting, or that could be called to one."""
    _require_roles(scene, *WORKER_ROLES)
    meeting = open_meeting(scene.case)
    if meeting is None:
        _require_any_department(scene)
    else:
        _require_one_of(scene, invited(scene.case, meeting.items))


def _by_who_acts(scene: Scene, command: joint_commands.CloseAction) -> None:
    _require_roles(scene, *WORKER_ROLES)
    action = find_action(scene.case, command.action)
    if not _is_lead_clerk(scene):
        _require_concerned(scene, None if action is None else action.department)


def _by_who_answers(scene: Scene, command: joint_commands.AnswerResponsibility) -> None:
    _require_roles(scene, *WORKER_ROLES)
    record = find_record(scene.case, command.record)
    _require_concerned(scene, None if record is None else record.department)


def _by_supervisor(scene: Scene, _: Command) -> None:
    _require_roles(scene, "supervisor")


def _by_other_supervisor(scene: Scene, command: commands.ConfirmNegative | commands.ReturnNegative) -> None:
    """Nobody watches over a refusal that bears the own signature."""
    _require_roles(scene, "supervisor")
    if command.item is not None:
        require_none_of_signers(scene, scene.item(command.item))
        return
    negative = scene.case.negative
    if negative is not None and negative.by == scene.by.id:
        raise SameHandOnTwoLevels(person=scene.by.name, level=words.DECLINATION)


def _by_administrator(scene: Scene, _: Command) -> None:
    _require_roles(scene, "administrator")


def _by_government_head(scene: Scene, _: Command) -> None:
    _require_roles(scene, "government-head")


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


def _require_one_of(scene: Scene, codes: Sequence[DepartmentCode]) -> None:
    departments = list(dict.fromkeys(codes))
    if scene.by.department not in departments:
        names = words.listed([scene.department_name(code) for code in departments])
        raise NotYourDepartment(person=scene.by.name, department=names)


WHO_MAY: Final = dict(
    [
        line(change_commands.AddItem, _by_lead_clerk),
        line(change_commands.DropItem, _by_lead_clerk),
        line(change_commands.ReuseResult, _by_lead_clerk),
        line(change_commands.ReissueNotice, _by_lead_clerk),
        line(change_commands.Remind, _by_reminder),
        line(commands.AcknowledgeNotice, _by_its_department),
        line(commands.TakeItem, _by_its_department),
        line(commands.ProposeOpinion, _by_its_department),
        line(commands.EndorseOpinion, _by_its_department),
        line(commands.ConcludeItem, _by_its_department),
        line(commands.SendBack, _by_its_department),
        line(commands.StopClock, _by_its_department),
        line(commands.ResumeClock, _by_its_department),
        line(change_commands.ReturnNotice, _by_its_department),
        line(change_commands.TransferItem, _by_its_department),
        line(change_commands.ExtendItem, _by_its_department),
        line(joint_commands.RecordFinding, _by_its_department),
        line(commands.FileCase, _by_applicant_or_clerk),
        line(commands.SubmitCorrections, _by_applicant_or_clerk),
        line(commands.WithdrawCase, _by_applicant_or_clerk),
        line(commands.RequestCorrections, _by_lead_clerk),
        line(commands.AcceptCase, _by_lead_clerk),
        line(commands.DeclineCase, _by_lead_clerk),
        line(commands.ConsolidateCase, _by_lead_clerk),
        line(commands.DeliverCase, _by_lead_clerk),
        line(change_commands.CloseGap, _by_lead_clerk),
        line(joint_commands.ScheduleSurvey, _by_lead_clerk),
        line(joint_commands.CloseSurvey, _by_lead_clerk),
        line(joint_commands.ConveneMeeting, _by_lead_clerk),
        line(joint_commands.CloseMeeting, _by_lead_clerk),
        line(commands.ReportGap, _by_any_department),
        line(joint_commands.StatePosition, _by_invited),
        line(joint_commands.CloseAction, _by_who_acts),
        line(joint_commands.AnswerResponsibility, _by_who_answers),
        line(joint_commands.RateService, _by_applicant),
        line(commands.ConfirmNegative, _by_other_supervisor),
        line(commands.ReturnNegative, _by_other_supervisor),
        line(joint_commands.DisposeResponsibility, _by_supervisor),
        line(change_commands.ExtendCase, _by_government_head),
        line(commands.AdoptCalendar, _by_administrator),
        line(joint_commands.ReorganiseDepartment, _by_administrator),
    ]
)
"""Who may give each command, by its class."""

_BY_CONTENT: Final = (_by_applicant_or_clerk, _by_who_acts, _by_who_answers)
