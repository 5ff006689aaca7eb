"""How a document says days, limits, offices and persons: official Chinese, the same in every document."""

import re
from datetime import date
from typing import Final

from desk.documents.matter import Matter
from models.domain import words as said
from models.domain.case_file import Applicant
from models.domain.clock import Clock, due_day, is_provisional
from models.domain.limits import STOP_REASONS, Unit
from models.domain.names import DepartmentCode, ItemCode

LICENSING_LAW: Final = "《中华人民共和国行政许可法》"
REMEDIES: Final = (
    "如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议（《中华人民共和国行政复议法》第二十条），"
    "也可以自收到本决定书之日起六个月内依法向人民法院提起行政诉讼（《中华人民共和国行政诉讼法》第四十六条）。"
)

_CITIZEN: Final = re.compile(
    r"[0-9]{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9X]"
)
_DIVISIONS: Final = "省市县区旗镇乡"
_UNITS: Final[dict[Unit, str]] = {"working-day": "个工作日", "calendar-day": "日"}


def day(of: date) -> str:
    """A day as official documents write it (GB/T 9704-2012, 7.3.5.4): 2026年6月15日."""
    return f"{of.year}年{of.month}月{of.day}日"


def days(count: int, unit: Unit) -> str:
    """A number of days in its unit."""
    return f"{count}{_UNITS[unit]}"


def due(clock: Clock, matter: Matter) -> str | None:
    """The day on which the clock ends, with a remark where its year has no calendar; None while it stands."""
    ends = due_day(clock, matter.book.days)
    if ends is None:
        return None
    if is_provisional(clock, matter.book.days, ends):
        return f"{day(ends)}（{ends.year}年放假安排尚未公布，暂按周一至周五推算）"
    return day(ends)


def office(code: DepartmentCode, matter: Matter) -> str:
    """A department under its full name: that of its county before it, unless it bears it already."""
    name = said.department(code, matter.case, matter.book.catalogue).zh
    place = matter.book.catalogue.jurisdiction.name.zh
    if name.startswith(place):
        return name
    return place + (name[1:] if name[0] == place[-1] and name[0] in _DIVISIONS else name)


def lead(matter: Matter) -> str:
    """The lead department under its full name."""
    return office(matter.case.lead, matter)


def for_short(place: str) -> str:
    """A county's name as document numbers bear it: 灵山 for 灵山县."""
    return place[:-1] if len(place) > 2 and place[-1] in _DIVISIONS else place  # noqa: PLR2004 - 吉县 keeps its 县


def item(code: ItemCode, matter: Matter) -> str:
    """An item by its title."""
    return matter.book.catalogue.item(code).title.zh


def reason(of: str) -> str:
    """Why a clock stands still."""
    known = {str(name): words.zh for name, words in STOP_REASONS.items()}
    return known.get(of, of)


def applicant(matter: Matter) -> Applicant:
    """Who applies; every case has said so in its first line."""
    who = matter.case.applicant
    assert who is not None
    return who


def you(matter: Matter) -> str:
    """你 for a citizen, 你单位 for everybody else."""
    return "你" if _CITIZEN.fullmatch(applicant(matter).id) else "你单位"


def identity(matter: Matter) -> tuple[str, str]:
    """The number under which the applicant acts, and what kind of number it is."""
    number = applicant(matter).id
    return ("公民身份号码" if _CITIZEN.fullmatch(number) else "信用代码"), number


def project(matter: Matter) -> str:
    """The project in quotation marks."""
    named = matter.case.project
    assert named is not None
    return f"“{named.name}”"


def procedure(matter: Matter) -> str:
    """What was applied for: 重大项目联合审批."""
    return matter.book.catalogue.title.zh


def application(matter: Matter) -> str:
    """Who applied when for what, to begin a sentence with."""
    received = matter.case.received_at
    assert received is not None
    return f"{you(matter)}于{day(received.date())}提交的{project(matter)}{procedure(matter)}申请"
