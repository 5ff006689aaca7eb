"""What the parts of a catalogue are called and how their values are said, in both languages."""

from collections.abc import Mapping
from typing import Final

from pydantic import TypeAdapter

from models.domain import words
from models.domain.catalogue import Catalogue
from models.domain.condition_words import say_condition
from models.domain.conditions import Condition
from models.domain.faults import Value
from models.domain.limits import STOP_REASONS
from models.domain.names import DepartmentCode, ItemCode, MaterialCode
from models.domain.text import Words

_CONDITION: Final[TypeAdapter[Condition]] = TypeAdapter(Condition)


def _w(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


FIELDS: Final[Mapping[str, Words]] = {
    "catalogue": _w("格式版本", "format version"),
    "code": _w("代码", "code"),
    "version": _w("版本", "version"),
    "valid_from": _w("生效日", "valid from"),
    "valid_until": _w("失效日", "valid until"),
    "title": _w("名称", "title"),
    "name": _w("名称", "name"),
    "jurisdiction": _w("区划", "jurisdiction"),
    "level": _w("层级", "level"),
    "designation": _w("牵头依据", "designation"),
    "mode": _w("办理方式", "mode"),
    "lead": _w("牵头部门", "lead department"),
    "join": _w("汇总规则", "join rule"),
    "follows": _w("承接的上一阶段", "earlier phase"),
    "results": _w("可承接的结果", "results taken over"),
    "limits": _w("办件时限", "limits of the case"),
    "acceptance": _w("受理时限", "acceptance limit"),
    "corrections": _w("补正时限", "corrections limit"),
    "acknowledgement": _w("签收时限", "acknowledgement limit"),
    "committed": _w("承诺时限", "committed limit"),
    "statutory": _w("法定时限", "statutory limit"),
    "extension": _w("可延长", "extension"),
    "delivery": _w("送达", "delivery"),
    "stops": _w("停止计时的事由", "reasons that stop a clock"),
    "negative_filing": _w("否定报备", "negative filing"),
    "archive_after": _w("送达后归档（工作日）", "archived after delivery (working days)"),
    "ladder": _w("督办梯级", "ladder"),
    "tell": _w("通知", "tells"),
    "left": _w("届满前", "days left"),
    "after": _w("前置事项", "prerequisites"),
    "departments": _w("部门", "department"),
    "questions": _w("问题", "question"),
    "materials": _w("材料", "material"),
    "items": _w("事项", "item"),
    "options": _w("选项", "option"),
    "succeeds": _w("承继的部门", "succeeds"),
    "queue": _w("自有系统的任务队列", "task queue of its own system"),
    "required": _w("必需", "required"),
    "tolerable": _w("可容缺", "tolerable"),
    "type": _w("类型", "type"),
    "unit": _w("单位", "unit"),
    "department": _w("办理部门", "department"),
    "kind": _w("性质", "kind"),
    "basis": _w("法律依据", "legal basis"),
    "when": _w("适用条件", "condition"),
    "levels": _w("审查层级", "levels"),
    "visit": _w("现场踏勘", "site visit"),
    "requires_results": _w("所需的上一阶段结果", "earlier results needed"),
    "result": _w("结果文书", "result document"),
    "deemed": _w("视为同意", "deemed opinion"),
    "source": _w("数据来源", "source"),
    "note": _w("说明", "note"),
}
"""Every field of a catalogue by its key in the file; the same key means the same thing wherever it stands."""

CHOICES: Final[Mapping[str, Mapping[str, Words]]] = {
    "mode": {"paper-round": _w("书面征求", "paper round"), "meeting": _w("联审会议", "meeting")},
    "join": {
        "all-required": _w("全部同意", "all must agree"),
        "lead-decides": _w("牵头部门决定", "the lead decides"),
    },
    "kind": {
        "licence": _w("许可", "licence"),
        "opinion": _w("征求意见", "opinion"),
        "filing": _w("备案", "filing"),
    },
    "source": {"published": _w("已公布", "published"), "sample": _w("样例", "sample")},
    "level": {
        "state": _w("国家级", "state"),
        "province": _w("省级", "province"),
        "prefecture": _w("地级", "prefecture"),
        "city": _w("市级", "city"),
        "district": _w("区级", "district"),
        "county": _w("县级", "county"),
        "township": _w("乡级", "township"),
    },
    "type": {
        "boolean": _w("是否", "yes or no"),
        "number": _w("数字", "number"),
        "choice": _w("选择", "choice"),
        "text": _w("文字", "text"),
    },
}


class Sayer:
    """Says the values of one catalogue, whose names it knows."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def say(self, key: str, value: Value) -> Words:
        """The value of a field. Codes are told with their names, and different values differently."""
        if value is None:
            return _w("无", "none")
        if isinstance(value, bool):
            return _w("是" if value else "否", "yes" if value else "no")
        if key == "when":
            return say_condition(_CONDITION.validate_python(value), self._catalogue.question_by_code)
        if isinstance(value, dict):
            return self._say_part(key, value)
        if isinstance(value, list):
            return words.listed([self.say(key, each) for each in value])
        if isinstance(value, str):
            return self._say_text(key, value)
        return _w(repr(value), repr(value))

    def called(self, section: str, code: str) -> Words:
        """A part of a section by its name and code."""
        names: dict[str, dict[str, Words]] = {
            "departments": {str(each.code): each.name for each in self._catalogue.departments},
            "questions": {each.code: each.title for each in self._catalogue.questions},
            "materials": {str(each.code): each.title for each in self._catalogue.materials},
            "items": {str(each.code): each.title for each in self._catalogue.items},
        }
        name = names.get(section, {}).get(code)
        return _w(code, code) if name is None else _w(f"{name.zh}（{code}）", f"{name.en} ({code})")

    def _say_part(self, key: str, value: dict[str, Value]) -> Words:
        if value.keys() == {"zh", "en"}:
            both = f"{value['zh']} / {value['en']}"
            return _w(both, both)
        if "days" in value:
            return self._say_limit(value)
        if "reason" in value:
            return _say_stop(value)
        if "tell" in value:
            return self._say_rung(value)
        return self.describe(value, key)

    def describe(self, value: dict[str, Value], _key: str = "") -> Words:
        """Everything that a part says, field by field; what it does not say is left out."""
        said = [
            (FIELDS.get(key, _w(key, key)), self.say(key, inner))
            for key, inner in value.items()
            if inner is not None and inner != [] and inner is not False
        ]
        said = [(label, inner) for label, inner in said if inner.zh]
        return _w(
            "；".join(f"{label.zh}：{inner.zh}" for label, inner in said),
            "; ".join(f"{label.en}: {inner.en}" for label, inner in said),
        )

    def _say_limit(self, value: dict[str, Value]) -> Words:
        calendar = value.get("unit") == "calendar-day"
        zh = f"{value['days']} 个{'自然日' if calendar else '工作日'}"
        en = f"{value['days']} {'calendar' if calendar else 'working'} days"
        if "extension" in value:
            zh, en = f"{zh}，可延长 {value['extension']} 日", f"{en}, extension {value['extension']}"
        if value.get("source") == "sample":
            zh, en = f"{zh}（样例）", f"{en} (sample)"
        if value.get("note") is not None:
            note = self.say("note", value["note"]).zh
            zh, en = f"{zh}（{note}）", f"{en} ({note})"
        return _w(zh, en)

    def _say_rung(self, value: dict[str, Value]) -> Words:
        left, after = value.get("left"), value.get("after")
        at = [
            *([] if left is None else [_w(f"剩余 {left} 日", f"{left} days left")]),
            *([] if after is None else [_w(f"超期 {after} 日", f"{after} days after")]),
        ]
        told = self.say("tell", value["tell"])
        when = words.listed(at)
        return _w(f"{when.zh}通知 {told.zh}", f"{when.en}: tell {told.en}")

    def _say_text(self, key: str, value: str) -> Words:
        if key in CHOICES and value in CHOICES[key]:
            return CHOICES[key][value]
        known: Words | None = None
        match key:
            case "lead" | "department" | "succeeds":
                department = self._catalogue.department_by_code.get(DepartmentCode(value))
                known = None if department is None else department.name
            case "after":
                item = self._catalogue.item_by_code.get(ItemCode(value))
                known = None if item is None else item.title
            case "materials":
                material = self._catalogue.material_by_code.get(MaterialCode(value))
                known = None if material is None else material.title
            case "tell":
                return words.TELLS.get(value, _w(value, value))
            case "levels":
                return next(
                    (said for level, said in words.LEVELS.items() if level == value), _w(value, value)
                )
            case _:
                pass
        return _w(value, value) if known is None else _w(f"{known.zh}（{value}）", f"{known.en} ({value})")


def _say_stop(value: dict[str, Value]) -> Words:
    reason = str(value["reason"])
    said = next((told for code, told in STOP_REASONS.items() if code == reason), _w(reason, reason))
    longest = value.get("max")
    if longest is None:
        return said
    return _w(f"{said.zh}（最长 {longest} 个工作日）", f"{said.en} (at most {longest} working days)")
