"""Responsibility records (责任追究): the department answers, the supervisor disposes, nothing is deleted."""

from typing import Final

from models.domain import joint_commands, joint_events
from models.domain.case import Case, Responsibility
from models.domain.events import Event
from models.domain.refusals import FieldInvalid
from models.domain.rules.scene import Scene, require_live, require_official
from models.domain.text import Words

ANSWER_WITHIN: Final = 5
"""Working days that a department has for its answer before the supervisor may go on without one."""


def answer_responsibility(scene: Scene, command: joint_commands.AnswerResponsibility) -> list[Event]:
    """The department explains itself, as long as the record is not disposed of."""
    require_live(scene)
    record = _open_record(scene, command.record)
    return [
        joint_events.ResponsibilityAnswered(
            **scene.stamp, record=record.record, department=record.department, text=command.text
        )
    ]


def dispose_responsibility(scene: Scene, command: joint_commands.DisposeResponsibility) -> list[Event]:
    """The supervisor's last word: after an answer, or once the days for an answer are over."""
    require_live(scene)
    record = _open_record(scene, command.record)
    if not record.replies:
        _require_silence(scene, record)
    return [
        joint_events.ResponsibilityDisposed(
            **scene.stamp,
            record=record.record,
            department=record.department,
            disposal=command.disposal,
            text=command.text,
        )
    ]


def find_record(case: Case, number: int) -> Responsibility | None:
    """The record with this number, if there is one."""
    return case.responsibilities[number - 1] if number <= len(case.responsibilities) else None


def _open_record(scene: Scene, number: int) -> Responsibility:
    record = find_record(scene.case, number)
    if record is not None and record.disposal is None:
        return record
    standing = [str(each.record) for each in scene.case.responsibilities if each.disposal is None]
    known = ", ".join(standing) or "-"
    zh, en = (
        ("没有这条责任记录", "there is no such record") if record is None else ("已处理", "is disposed of")
    )
    raise _invalid(f"{zh}；未处理：{known}", f"{en}; still open: {known}")


def _require_silence(scene: Scene, record: Responsibility) -> None:
    assert record.opened_at is not None  # every record is opened by an event
    hours = scene.book.hours
    last = scene.book.days.nth_after(hours.local(record.opened_at).date(), ANSWER_WITHIN)
    require_official(
        scene, last, Words(zh="部门的答复期限", en="how long the department may take for its answer")
    )
    if scene.at < hours.closes(last):
        raise _invalid(
            f"部门尚未答复，{last}下班后方可直接处理",
            f"the department has not answered; without an answer this may be disposed of after {last}",
        )


def _invalid(zh: str, en: str) -> FieldInvalid:
    return FieldInvalid(field="record", problem=Words.model_construct(zh=zh, en=en))
