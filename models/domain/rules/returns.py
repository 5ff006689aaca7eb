"""Whose duty an item is: notices returned and issued anew, items handed on, departments reminded."""

from models.domain import change_commands, change_events, events, words
from models.domain.events import Event
from models.domain.names import DepartmentCode
from models.domain.refusals import FieldInvalid, NotAtThisLevel, ReasonMissing
from models.domain.rules.notices import notice_number
from models.domain.rules.scene import Scene, require_begun, require_level, require_open
from models.domain.text import Words


def return_notice(scene: Scene, command: change_commands.ReturnNotice) -> list[Event]:
    """Hand a notice back to the lead: not our duty. The limits of the item run on."""
    item = scene.item(command.item)
    require_open(scene, item)
    require_level(scene, item, "notified", "acknowledged", "handling")
    assert item.notice is not None  # an item that has begun has a notice
    if command.reason is None:
        raise ReasonMissing
    return [
        change_events.NoticeReturned(
            **scene.stamp,
            item=item.code,
            notice=item.notice,
            department=item.department,
            lead=scene.case.lead,
            reason=command.reason,
        )
    ]


def reissue_notice(scene: Scene, command: change_commands.ReissueNotice) -> list[Event]:
    """Hand a returned item out again under a new notice; acknowledgement alone begins anew."""
    item = scene.item(command.item)
    require_begun(scene, item)
    if item.returned is None:
        raise NotAtThisLevel(
            item=scene.definition(item.code).title,
            state=words.ITEM_STATES[item.state],
            allowed=words.NOTICE_RETURNED,
        )
    assert item.clocks_from is not None  # it was notified once
    return [
        events.NoticeIssued(
            **scene.stamp,
            item=item.code,
            department=_department(scene, item.department if command.to is None else command.to),
            notice=notice_number(scene.case, item),
            clocks_from=item.clocks_from,
            replaces=item.notice,
        )
    ]


def transfer_item(scene: Scene, command: change_commands.TransferItem) -> list[Event]:
    """Put an item onto another desk of the department. Whether that person may act is asked when they do."""
    item = scene.item(command.item)
    require_open(scene, item)
    require_level(scene, item, "acknowledged", "handling", "reviewing", "approving")
    if command.to == item.holder:
        raise _invalid("to", "该事项已在此人手中", "this person has the item already")
    moves_to = "handling" if item.state == "acknowledged" else item.state
    return [change_events.ItemTransferred(**scene.stamp, item=item.code, to=command.to, moves_to=moves_to)]


def remind(scene: Scene, command: change_commands.Remind) -> list[Event]:
    """Remind the department of an item that lies with it."""
    item = scene.item(command.item)
    require_open(scene, item)
    return [
        change_events.DepartmentReminded(
            **scene.stamp, item=item.code, department=item.department, text=command.text
        )
    ]


def _department(scene: Scene, code: DepartmentCode) -> DepartmentCode:
    """A department that the catalogue lists and that exists today, or that took over in mid-case."""
    existing = [
        department.code
        for department in scene.book.catalogue.departments
        if (department.valid_from is None or department.valid_from <= scene.today)
        and (department.valid_until is None or scene.today <= department.valid_until)
    ]
    existing += [successor for successor in scene.case.successors if successor not in existing]
    if code not in existing:
        listed = ", ".join(existing)
        raise _invalid("to", f"没有部门“{code}”；可用：{listed}", f"no department “{code}”; known: {listed}")
    return code


def _invalid(field: str, zh: str, en: str) -> FieldInvalid:
    return FieldInvalid(field=field, problem=Words.model_construct(zh=zh, en=en))
