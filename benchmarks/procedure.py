"""The case that is measured: eleven departments, one item each, forty-four commands up to the delivery."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue
from models.domain.commands import Order
from models.domain.names import CommandKey, DepartmentCode, Level, PersonId, Role
from models.domain.people import Person
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from runtime.documents import load_calendars

COMMANDS: Final = 44
JURISDICTION: Final = "450721"

_ONE: Final[tuple[Level, ...]] = ("handler",)
_TWO: Final[tuple[Level, ...]] = ("handler", "approver")
_THREE: Final[tuple[Level, ...]] = ("handler", "reviewer", "approver")
_DEPARTMENTS: Final[dict[str, tuple[str, tuple[Level, ...]]]] = {
    "dev-reform": ("发展和改革局", _THREE),
    "natural-resources": ("自然资源局", _THREE),
    "housing": ("住房和城乡建设局", _THREE),
    "ecology": ("生态环境局", _THREE),
    "water": ("水利局", _THREE),
    "fire": ("消防救援大队", _THREE),
    "civil-defence": ("国防动员办公室", _THREE),
    "forestry": ("林业局", _THREE),
    "emergency": ("应急管理局", _TWO),
    "industry": ("工业和信息化局", _TWO),
    "meteorology": ("气象局", _ONE),
}
_LEAD: Final = "dev-reform"
_MATERIALS: Final = ("project-report", "site-photos", "land-survey", "eia-document", "planning-drawings")


@dataclass(frozen=True)
class Script:
    """The orders of one case. The departments work side by side, each in its own order."""

    opening: tuple[Order, ...]
    departments: tuple[tuple[Order, ...], ...]
    closing: tuple[Order, ...]

    def in_turns(self) -> Iterator[Order]:
        """All orders one after another: the first step of every department, then each second one, …."""
        yield from self.opening
        for step in range(max(map(len, self.departments))):
            yield from (orders[step] for orders in self.departments if step < len(orders))
        yield from self.closing


def rulebook() -> Rulebook:
    """The procedure under the shipped calendars."""
    catalogue = {
        "catalogue": 1,
        "code": "measured",
        "version": "1",
        "valid_from": date(2024, 1, 1),
        "title": {"zh": "计量用联合审批", "en": "Joint approval for measuring"},
        "jurisdiction": {
            "code": JURISDICTION,
            "name": {"zh": "示例县", "en": "Sample County"},
            "level": "county",
        },
        "lead": _LEAD,
        "limits": {"committed": 25, "statutory": 45, "delivery": {"committed": 2, "statutory": 10}},
        "departments": [
            {"code": code, "name": {"zh": name, "en": code}} for code, (name, _) in _DEPARTMENTS.items()
        ],
        "materials": [
            {"code": code, "title": {"zh": "申请材料", "en": code}, "required": True} for code in _MATERIALS
        ],
        "items": [
            {
                "code": f"{code}-item",
                "title": {"zh": f"{name}审批事项", "en": f"Item of {code}"},
                "department": code,
                "kind": "licence",
                "basis": "行政许可法 第四十二条",
                "statutory": {"days": 20, "extension": 10},
                "committed": 10,
                "levels": list(levels),
                "materials": list(_MATERIALS),
            }
            for code, (name, levels) in _DEPARTMENTS.items()
        ],
    }
    return Rulebook(catalogue=Catalogue.model_validate(catalogue), calendar=Calendar(tables=load_calendars()))


def script(number: int) -> Script:
    """The orders of the case with this number; two cases never share a project or a key."""
    clerk = _person(_LEAD, "clerk")
    write = _Writer(number)
    opening = (_filing(write, clerk, number), write.order(clerk, "accept-case"))
    departments = tuple(tuple(_department(write, code, levels)) for code, (_, levels) in _DEPARTMENTS.items())
    closing = (
        write.order(clerk, "consolidate-case", outcome="granted"),
        write.order(
            clerk, "deliver-case", method="窗口领取", recipient="申请人", receipt=f"回执-{number:06}"
        ),
    )
    return Script(opening, departments, closing)


def filing(number: int) -> Order:
    """The first order of `script` alone."""
    return _filing(_Writer(number), _person(_LEAD, "clerk"), number)


def _filing(write: "_Writer", clerk: Person, number: int) -> Order:
    return write.order(
        clerk,
        "file-case",
        project={
            "code": f"2026-{JURISDICTION}-48-01-{number:06}",
            "name": f"示例工业园标准厂房项目 {number}",
        },
        applicant={"name": "示例工业园开发有限公司", "id": "91450721MA5XXXXXX0"},
        materials=_MATERIALS,
    )


def _department(write: "_Writer", code: str, levels: tuple[Level, ...]) -> Iterator[Order]:
    item = f"{code}-item"
    yield write.order(_person(code, "handler"), "acknowledge-notice", item=item)
    yield write.order(
        _person(code, "handler"),
        "propose-opinion",
        item=item,
        opinion="agree",
        reason="材料齐全，符合法定条件，经现场核验，拟同意办理。",
        result=f"{code}〔2026〕第1号",
    )
    if len(levels) == len(_THREE):
        yield write.order(_person(code, "reviewer"), "endorse-opinion", item=item)
    if len(levels) > 1:
        yield write.order(_person(code, "approver"), "conclude-item", item=item)


class _Writer:
    def __init__(self, case: int) -> None:
        self._case = case
        self._written = 0

    def order(self, by: Person, do: str, **fields: object) -> Order:
        self._written += 1
        key = CommandKey(f"measured-{self._case:06}-{self._written:02}")
        return Order(key=key, by=by, command=read_command(do, fields))


def _person(department: str, role: Role) -> Person:
    who = f"{department}-{role}"
    return Person(id=PersonId(who), name=who, department=DepartmentCode(department), roles=(role,))
