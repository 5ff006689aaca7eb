"""A line of the office's log in words: what was done, and what is different since."""

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from models.domain import words as said
from models.domain.names import DepartmentCode
from models.domain.people import Delegation, DirectoryEntry
from models.domain.text import Words

Departments = Mapping[DepartmentCode, Words]


def _w(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


ACTS: Final[Mapping[str, Words]] = {
    "person-entered": _w("人员变更", "person changed"),
    "person-planned": _w("人员变更预定", "change of a person planned"),
    "plan-withdrawn": _w("取消预定的变更", "planned change withdrawn"),
    "account-made": _w("建立账号", "account made"),
    "account-disabled": _w("停用账号", "account closed"),
    "account-enabled": _w("恢复账号", "account opened again"),
    "account-unlocked": _w("解除锁定", "account unlocked"),
    "password-reset": _w("重设密码", "password set anew"),
    "password-changed": _w("修改密码", "password changed"),
    "identity-linked": _w("关联统一身份", "identity linked"),
    "identity-unlinked": _w("解除统一身份关联", "identity no longer linked"),
    "sessions-ended": _w("结束登录", "sessions ended"),
    "catalogue-published": _w("发布目录", "catalogue published"),
    "calendar-adopted": _w("采用工作日安排", "calendar adopted"),
    "department-reorganised": _w("机构改革转交", "department reorganised"),
}


_DELEGATED: Final = _w("代理变更", "deputies changed")


def title(act: str, facts: Mapping[str, JsonValue]) -> Words:
    """What the act is called: of a person whose delegations alone are different, by that."""
    before, after = facts.get("before"), facts.get("after")
    if (
        act == "person-entered"
        and before != after
        and _beside_delegations(before) == _beside_delegations(after)
    ):
        return _DELEGATED
    return ACTS.get(act) or _w(act, act)


def told(act: str, about: str, facts: Mapping[str, JsonValue], departments: Departments) -> list[Words]:
    """What the line says, one sentence after another; the act itself is in ``ACTS``."""
    if act in {"person-entered", "person-planned"}:
        before, after = _entry(facts.get("before")), _entry(facts.get("after"))
        if after is None:
            return [_w(about, about)]
        first_day = facts.get("first_day")
        planned = [] if first_day is None else [_w(f"自{first_day}起", f"from {first_day} on")]
        return [*planned, *told_change(before, after, departments)]
    match act:
        case "account-made":
            return [
                _w(f"为{facts.get('person')}建立账号{about}", f"account {about} for {facts.get('person')}")
            ]
        case "sessions-ended":
            return [_w(f"{about}：结束{facts.get('count')}个登录", f"{about}: {facts.get('count')} ended")]
        case "identity-linked" | "identity-unlinked":
            return [_w(f"{facts.get('said')}：账号{about}", f"{facts.get('said')}: account {about}")]
        case "catalogue-published":
            first = facts.get("valid_from")
            return [_w(f"{about}，自{first}起生效", f"{about}, in force from {first}")]
        case "department-reorganised":
            document = facts.get("document")
            old, new = facts.get("department"), facts.get("successor")
            return [
                _w(
                    f"{_department(old, departments).zh}→{_department(new, departments).zh}，依据{document}",
                    f"{_department(old, departments).en} → {_department(new, departments).en}, by {document}",
                )
            ]
        case _:
            return [_w(about, about)]


def told_change(
    before: DirectoryEntry | None, after: DirectoryEntry, departments: Departments
) -> list[Words]:
    """What is different of a person, field by field; everything of a new one."""
    person = after.person
    lines = [_w(f"{person.name}（{person.id}）", f"{person.name} ({person.id})")]
    if before is None:
        lines.append(_w("新录入", "entered for the first time"))
    for label, old, new in (
        (_w("姓名", "name"), _line(before and before.person.name), _line(person.name)),
        (
            _w("部门", "department"),
            _department(before and before.person.department, departments),
            _department(person.department, departments),
        ),
        (_w("岗位", "roles"), _roles(before), _roles(after)),
        (_w("证件号", "identity"), _line(before and before.person.identity), _line(person.identity)),
        (_w("首日", "first day"), _line(before and before.valid_from), _line(after.valid_from)),
        (_w("末日", "last day"), _line(before and before.valid_until), _line(after.valid_until)),
    ):
        if before is None and new == NOTHING:
            continue
        if old != new:
            lines.append(
                _w(f"{label.zh}：{new.zh}", f"{label.en}: {new.en}")
                if before is None
                else _w(f"{label.zh}：{old.zh} → {new.zh}", f"{label.en}: {old.en} → {new.en}")
            )
    had = () if before is None else before.person.delegations
    lines += [_delegated(each, _w("新增代理", "acts for")) for each in person.delegations if each not in had]
    gone = [each for each in had if each not in person.delegations]
    return lines + [_delegated(each, _w("原代理", "no longer as before, for")) for each in gone]


NOTHING: Final = _w("无", "none")


def told_delegation(given: Delegation) -> Words:
    """A delegation without the names: levels, items, days, document."""
    levels = said.listed([said.LEVELS[level] for level in given.levels])
    items = f"，限事项{'、'.join(given.items)}" if given.items else ""
    items_en = f", for {', '.join(given.items)} only" if given.items else ""
    return _w(
        f"{levels.zh}环节{items}，{given.valid_from}至{given.valid_until}，{given.document}",
        f"{levels.en}{items_en}, {given.valid_from} to {given.valid_until}, {given.document}",
    )


def _delegated(given: Delegation, label: Words) -> Words:
    told = told_delegation(given)
    return _w(f"{label.zh}：{given.name}，{told.zh}", f"{label.en}: {given.name}, {told.en}")


def _beside_delegations(entry: JsonValue) -> JsonValue:
    """An entry of the directory as it was written down, without what its person lends."""
    if not isinstance(entry, dict) or not isinstance(person := entry["person"], dict):
        return entry
    return {**entry, "person": {**person, "delegations": None}}


def _entry(value: JsonValue) -> DirectoryEntry | None:
    return None if value is None else DirectoryEntry.model_validate(value)


def _roles(entry: DirectoryEntry | None) -> Words:
    return NOTHING if entry is None else said.listed([said.ROLES[role] for role in entry.person.roles])


def _department(code: object, departments: Departments) -> Words:
    if not isinstance(code, str):
        return NOTHING
    return departments.get(DepartmentCode(code)) or _w(code, code)


def _line(value: object) -> Words:
    return NOTHING if value is None else _w(str(value), str(value))
