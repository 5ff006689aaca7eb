"""The form for days that an office lays over the calendar (a flood closure): it makes the file to adopt."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from desk.administration.people import PeopleFaults
from desk.web.office.forms import Choice, Form, OfficeField, OfficeForm, first
from desk.web.office.words import w
from models.domain.calendar_table import OfficeDay
from models.domain.faults import Fault
from models.domain.text import Words

LONGEST: Final = timedelta(days=62)
_ONE_DAY: Final = timedelta(days=1)


def spans(days: Sequence[OfficeDay]) -> list[tuple[date, date, OfficeDay]]:
    """Days that follow each other and are alike, as their first and last."""
    found: list[tuple[date, date, OfficeDay]] = []
    for day in sorted(days, key=lambda each: each.date):
        if found:
            begun, last, alike = found[-1]
            if last + _ONE_DAY == day.date and alike == day.model_copy(update={"date": alike.date}):
                found[-1] = (begun, day.date, alike)
                continue
        found.append((day.date, day.date, day))
    return found


LABELS: Final[Mapping[str, Words]] = {
    "working": w("调整为", "The days become"),
    "from": w("首日", "First day"),
    "until": w("末日", "Last day"),
    "reason": w("事由", "Reason"),
    "document": w("依据文件", "Document"),
}


def office_days_form() -> OfficeForm:
    """A range of days, closed or open, with reason and document."""
    return OfficeForm(
        title=w("本机关调整日", "Days of this office"),
        effect=w(
            "先列出会变的每个未了时限，确认采用后才生效；采用人写入记录。",
            "Every open deadline that moves is shown first; it counts when you adopt it, under your name.",
        ),
        action="/admin/new-office-days",
        button=w("预览", "Preview"),
        back="/admin/calendars",
        back_words=w("工作日", "Calendars"),
        fields=(
            OfficeField(
                "working",
                LABELS["working"],
                "radios",
                choices=(
                    Choice("no", w("停止办公（不计入时限）", "closed: not counted")),
                    Choice("yes", w("照常办公、补班（计入时限）", "open: counted")),
                ),
            ),
            OfficeField("from", LABELS["from"], "day"),
            OfficeField("until", LABELS["until"], "day"),
            OfficeField("reason", LABELS["reason"], hint=w("如：防汛停工", "such as: closed for high water")),
            OfficeField("document", LABELS["document"], hint=w("文号", "its number")),
        ),
        legal=False,
    )


def office_days_file(form: Form, jurisdiction: str, person: str, at: datetime) -> tuple[str, str]:
    """The file's name and text, its version being the minute. Raises ``PeopleFaults``."""
    faults = [
        Fault((name,), "不能为空", "must not be empty")
        for name in ("working", "reason", "document")
        if not first(form, name)
    ]
    days: dict[str, date] = {}
    for name in ("from", "until"):
        try:
            days[name] = date.fromisoformat(first(form, name))
        except ValueError:
            faults.append(Fault((name,), "应为日期", "must be a day"))
    if len(days) == len(("from", "until")):
        if days["until"] < days["from"]:
            faults.append(Fault(("until",), "早于首日", "is earlier than the first day"))
        elif days["until"] - days["from"] > LONGEST:
            faults.append(Fault(("until",), "最多两个月", "is more than two months away"))
    if faults:
        raise PeopleFaults(faults)
    told = [
        {
            "date": (days["from"] + _ONE_DAY * number).isoformat(),
            "working": first(form, "working") == "yes",
            "reason": first(form, "reason"),
            "document": first(form, "document"),
            "person": person,
        }
        for number in range((days["until"] - days["from"]).days + 1)
    ]
    version = f"{at:%Y-%m-%d.%H%M}"
    file = {"office_days": 1, "region": f"CN-{jurisdiction}", "version": version, "days": told}
    return f"office-days-{version}.json", json.dumps(file, ensure_ascii=False, indent=1)
