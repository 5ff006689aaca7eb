"""Made-up procedures: short limits, so that within weeks every clock is met, stopped, extended and broken."""

from functools import cache
from random import Random
from typing import Any, Final

from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue
from models.domain.catalogue_checks import check_catalogue
from models.domain.rulebook import Rulebook
from runtime.documents import load_calendars

DEPARTMENTS: Final = ("dev-reform", "forestry", "water", "fire", "service-centre", "government-office")
MATERIALS: Final = ("report", "photos", "survey")
_LEVELS: Final = (
    ["handler"],
    ["approver"],
    ["handler", "approver"],
    ["handler", "reviewer", "approver"],
)
_TRIES: Final = 200


def generated_book(draw: Random, number: int) -> Rulebook:
    """The law of a made-up county of its own, so that its case numbers are its own, too."""
    for _ in range(_TRIES):
        catalogue = Catalogue.model_validate(_catalogue(draw, number))
        if not check_catalogue(catalogue):
            return Rulebook(catalogue=catalogue, calendar=_calendar())
    raise AssertionError(f"no sound catalogue in {_TRIES} tries")


@cache
def _calendar() -> Calendar:
    return Calendar(tables=tuple(load_calendars("CN")))


def _catalogue(draw: Random, number: int) -> dict[str, Any]:
    items = [_item(draw, position) for position in range(draw.choice([1, 1, 2, 3, 4]))]
    return {
        "catalogue": 1,
        "code": f"generated-{number}",
        "version": "1",
        "valid_from": "2024-01-01",
        "title": {"zh": "生成的联合审批", "en": "Generated joint approval"},
        "jurisdiction": {
            "code": f"{450000 + number:06}",
            "name": {"zh": "示例县", "en": "Sample County"},
            "level": "county",
        },
        "lead": "dev-reform",
        "join": draw.choice(["all-required", "lead-decides"]),
        "negative_filing": draw.random() < 0.6,
        "archive_after": draw.randint(1, 6),
        "limits": {
            "acceptance": draw.randint(1, 4),
            "corrections": draw.randint(2, 10),
            "acknowledgement": draw.randint(1, 2),
            "committed": draw.randint(12, 25),
            "statutory": draw.randint(25, 40),
            "delivery": {"committed": draw.randint(1, 2), "statutory": draw.randint(2, 6)},
        },
        "departments": [
            {"code": code, "name": {"zh": "示例部门", "en": code}, "valid_from": "2020-01-01"}
            for code in DEPARTMENTS
        ],
        "questions": [
            {"code": "near", "type": "boolean", "title": {"zh": "是否临近", "en": "Near"}},
            {"code": "area", "type": "number", "unit": "m2", "title": {"zh": "面积", "en": "Area"}},
        ],
        "materials": [
            {"code": "report", "title": {"zh": "报告", "en": "Report"}, "required": True},
            {"code": "photos", "title": {"zh": "照片", "en": "Photos"}, "required": True, "tolerable": True},
            {"code": "survey", "title": {"zh": "勘测", "en": "Survey"}, "tolerable": True},
        ],
        "items": items,
    }


def _item(draw: Random, position: int) -> dict[str, Any]:
    kind = draw.choice(["licence", "licence", "opinion", "opinion", "filing"])
    committed = draw.randint(1, 5)
    calendar_days = draw.random() < 0.2
    item: dict[str, Any] = {
        "code": f"item-{position}",
        "title": {"zh": f"事项{position}", "en": f"Item {position}"},
        "department": draw.choice(DEPARTMENTS[:4]),
        "kind": kind,
        "basis": "行政许可法 第二十六条",
        "after": [f"item-{other}" for other in range(position) if draw.random() < 0.25],
        "statutory": {
            "days": committed + draw.randint(1, 8) + (14 if calendar_days else 0),
            "unit": "calendar-day" if calendar_days else "working-day",
            "extension": draw.randint(0, 10),
        },
        "committed": committed,
        "levels": draw.choice(_LEVELS),
        "visit": draw.random() < 0.5,
        "materials": [material for material in MATERIALS if draw.random() < 0.6],
    }
    if kind == "opinion" and draw.random() < 0.5:
        item["deemed"] = True
    if position and draw.random() < 0.2:
        item["when"] = draw.choice([{"is": "near"}, {"above": ["area", 100]}])
    return item
