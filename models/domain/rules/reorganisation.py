"""Reorganisation of a department: one recorded act hands everything that is open there to its successor."""

from models.domain import joint_commands, joint_events
from models.domain.events import Event
from models.domain.refusals import FieldInvalid
from models.domain.rules.scene import Scene, require_live
from models.domain.text import Words


def reorganise_department(scene: Scene, command: joint_commands.ReorganiseDepartment) -> list[Event]:
    """Open items, the lead, open records and undone actions; what is finished keeps the old name."""
    require_live(scene)
    case, old = scene.case, command.department
    if command.successor == old:
        raise _invalid("successor", "与原部门相同", "is the same department")
    items = tuple(item.code for item in case.open_items if item.department == old)
    records = tuple(
        each.record for each in case.responsibilities if each.department == old and each.disposal is None
    )
    actions = tuple(each.number for each in case.actions if each.department == old and each.done_at is None)
    if not case.concerns(old):
        raise _invalid("department", "在本办件中没有未了事务", "has nothing open in this case")
    known = scene.knows_department(command.successor)
    name = scene.department_name(command.successor) if known else command.name
    if name is None:
        raise _invalid(
            "name", "目录中没有该部门，须写明名称", "is needed: the catalogue does not know the successor"
        )
    return [
        joint_events.DepartmentReorganised(
            **scene.stamp,
            department=old,
            successor=command.successor,
            successor_name=name,
            document=command.document,
            items=items,
            lead=case.lead == old,
            records=records,
            actions=actions,
        )
    ]


def _invalid(field: str, zh: str, en: str) -> FieldInvalid:
    return FieldInvalid(field=field, problem=Words.model_construct(zh=f"{zh}。", en=f"{en}."))
