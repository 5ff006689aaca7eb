"""A small made-up procedure and its people, for tests of the rules."""

import re
from datetime import date, datetime
from functools import cache
from typing import Any, get_args

from models.domain.calendar import Calendar
from models.domain.calendar_files import rulebook_with
from models.domain.calendar_table import YearTable
from models.domain.case import Case, Item
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours
from models.domain.commands import Order
from models.domain.dues import next_due
from models.domain.events import DeadlinesReprojected, Event
from models.domain.fold import fold
from models.domain.names import CaseNumber, CommandKey, DepartmentCode, ItemCode, PersonId, Role
from models.domain.people import Person
from models.domain.refusals import Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide, read_command
from models.domain.rules.passing import fire

HOURS = OfficeHours()

CATALOGUE: dict[str, Any] = {
    "catalogue": 1,
    "code": "sample",
    "version": "1",
    "valid_from": date(2024, 1, 1),
    "title": {"zh": "示例联合审批", "en": "Sample joint approval"},
    "jurisdiction": {"code": "450721", "name": {"zh": "示例县", "en": "Sample County"}, "level": "county"},
    "lead": "dev-reform",
    "limits": {"committed": 30, "statutory": 45, "delivery": {"committed": 2, "statutory": 10}},
    "departments": [
        {"code": code, "name": {"zh": zh, "en": code}}
        for code, zh in (
            ("dev-reform", "发展改革局"),
            ("forestry", "林业局"),
            ("water", "水利局"),
            ("fire", "消防"),
            ("service-centre", "政务服务中心"),
        )
    ],
    "questions": [{"code": "uses_forest", "type": "boolean", "title": {"zh": "占用林地", "en": "Forest"}}],
    "materials": [
        {"code": "report", "title": {"zh": "报告", "en": "Report"}, "required": True},
        {"code": "photos", "title": {"zh": "照片", "en": "Photos"}, "required": True, "tolerable": True},
    ],
    "items": [
        {
            "code": "forest-land",
            "title": {"zh": "使用林地审核", "en": "Forest land"},
            "department": "forestry",
            "kind": "licence",
            "basis": "森林法 第三十七条",
            "when": {"is": "uses_forest"},
            "statutory": {"days": 20, "extension": 10},
            "committed": 10,
            "levels": ["handler", "reviewer", "approver"],
            "materials": ["report", "photos"],
        },
        {
            "code": "flood",
            "title": {"zh": "洪水影响评价", "en": "Flood review"},
            "department": "water",
            "kind": "opinion",
            "basis": "防洪法 第三十三条",
            "statutory": 20,
            "committed": 8,
            "levels": ["handler", "approver"],
            "materials": ["report"],
        },
        {
            "code": "fire-consult",
            "title": {"zh": "消防意见", "en": "Fire opinion"},
            "department": "fire",
            "kind": "opinion",
            "basis": "消防法 第十一条",
            "statutory": 20,
            "committed": 5,
            "levels": ["handler"],
            "materials": ["report"],
        },
        {
            "code": "approval",
            "title": {"zh": "项目核准", "en": "Project approval"},
            "department": "dev-reform",
            "kind": "licence",
            "basis": "企业投资项目核准和备案管理条例 第三条",
            "after": ["flood"],
            "statutory": 20,
            "committed": 10,
            "levels": ["handler", "approver"],
            "materials": ["report"],
        },
    ],
}

HOLIDAYS_2026 = (
    [date(2026, 1, day) for day in (1, 2, 3)]
    + [date(2026, 2, day) for day in range(15, 24)]
    + [date(2026, 4, day) for day in (4, 5, 6)]
    + [date(2026, 5, day) for day in range(1, 6)]
    + [date(2026, 6, day) for day in (19, 20, 21)]
    + [date(2026, 9, day) for day in (25, 26, 27)]
    + [date(2026, 10, day) for day in range(1, 8)]
)
MAKEUP_2026 = [date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]


@cache
def calendar() -> Calendar:
    """The year 2026 alone, typed in by hand; 2027 is not known."""
    return Calendar(
        tables=(
            YearTable(
                calendar=1,
                region="CN",
                year=2026,
                status="official",
                source="国办发明电〔2025〕7号",
                version="1",
                holidays=dict.fromkeys(HOLIDAYS_2026, "节假日"),
                makeup_workdays=tuple(MAKEUP_2026),
            ),
        )
    )


def rulebook(**changes: Any) -> Rulebook:
    """The sample law; ``changes`` replace top-level parts of the catalogue."""
    return _changed(**changes) if changes else _unchanged()


@cache
def _unchanged() -> Rulebook:
    return _changed()


def _changed(**changes: Any) -> Rulebook:
    return Rulebook(catalogue=Catalogue.model_validate({**CATALOGUE, **changes}), calendar=calendar())


def person(name: str, department: str | None, *roles: Role) -> Person:
    """A made-up person whose id is the name."""
    return Person(
        id=PersonId(name),
        name=name,
        department=None if department is None else DepartmentCode(department),
        roles=roles,
    )


PEOPLE = {
    each.name: each
    for each in (
        person("clerk", "dev-reform", "clerk"),
        person("applicant", None, "applicant"),
        person("supervisor", "service-centre", "supervisor"),
        person("administrator", "service-centre", "administrator"),
        *(
            person(f"{department}-{role}", department, role)
            for department in ("dev-reform", "forestry", "water", "fire", "service-centre")
            for role in get_args(Role)
        ),
        person("forestry-all", "forestry", "handler", "reviewer", "approver"),
        person("other-applicant", None, "applicant"),
    )
}
FILING = {
    "project": {"code": "2026-450721-48-01-000123", "name": "示例工业园"},
    "applicant": {"name": "applicant", "id": "91450721MA5XXXXXXX"},
    "answers": {"uses_forest": True},
    "materials": ["report", "photos"],
}


CHINESE = re.compile("[\u4e00-\u9fff]")


def check_sentences(refusal: Refusal) -> None:
    """The sentence is Chinese in Chinese, and every fact has found its place in both languages."""
    zh, en = refusal.text("zh"), refusal.text("en")
    assert CHINESE.search(zh), zh
    assert not set("{}") & set(zh + en), (zh, en)


def moment(text: str) -> datetime:
    """``2026-09-18 10:00`` in the office's zone."""
    return HOURS.local_moment(datetime.strptime(text, "%Y-%m-%d %H:%M"))  # noqa: DTZ007


class Counter:
    """Plays one case by hand: time passes, people act, and the events pile up."""

    def __init__(self, book: Rulebook | None = None) -> None:
        self.book = book or rulebook()
        self.case = Case(number=CaseNumber("450721-2026-000001"))
        self.events: list[Event] = []
        self.people = dict(PEOPLE)
        self._keys = 0

    def until(self, text: str) -> "Counter":
        """Let time pass up to a moment."""
        while (due := next_due(self.case, self.book)) is not None and due.lawful <= moment(text):
            self._take(fire(self.case, due, due.lawful, self.book))
        return self

    def act(self, text: str, by: str, do: str, /, **fields: Any) -> list[str]:
        """One command; the kinds of its events. A refusal is raised. ``happened`` makes it a late entry."""
        self.until(text)
        self._keys += 1
        happened = fields.pop("happened", None)
        command = read_command(do, fields)
        order = Order(
            key=CommandKey(f"k{self._keys}"),
            by=self.people[by],
            command=command,
            happened=None if happened is None else moment(happened),
        )
        events = decide(self.case, order, moment(text), self.book)
        self._take(events)
        return [event.kind for event in events]

    def refused(self, text: str, by: str, do: str, /, **fields: Any) -> str:
        """The name under which a command is refused; nothing has changed, and both sentences can be said."""
        self.until(text)
        before, happened = self.case, len(self.events)
        try:
            kinds = self.act(text, by, do, **fields)
        except Refusal as refusal:
            assert (self.case, len(self.events)) == (before, happened)
            check_sentences(refusal)
            return refusal.name
        raise AssertionError(f"{do} was not refused but gave {kinds}")

    def outcome(self, text: str, by: str, do: str, /, **fields: Any) -> str:
        """``done``, or the name of the refusal. For tables that hold both."""
        try:
            self.act(text, by, do, **fields)
        except Refusal as refusal:
            check_sentences(refusal)
            return refusal.name
        return "done"

    def item(self, code: str) -> Item:
        """One item of the case."""
        return self.case.items[ItemCode(code)]

    def last(self, kind: str) -> Event:
        """The latest event of a kind."""
        return next(event for event in reversed(self.events) if event.kind == kind)

    def opened(self, on: str = "2026-06-15", **filing: Any) -> "Counter":
        """Filed at ten and accepted at eleven."""
        self.act(f"{on} 10:00", "clerk", "file-case", **{**FILING, **filing})
        self.act(f"{on} 11:00", "clerk", "accept-case")
        return self

    def kinds(self) -> list[str]:
        """Every event so far, by kind."""
        return [event.kind for event in self.events]

    def told(self, *kinds: str) -> list[tuple[str, str | None, str]]:
        """Moment, item and kind of the events of some kinds."""
        return [
            (event.at.strftime("%m-%d %H:%M"), event.item, event.kind)
            for event in self.events
            if event.kind in kinds
        ]

    def _take(self, events: list[Event]) -> None:
        self.events.extend(events)
        self.case = fold(self.case, events)
        for event in events:
            if isinstance(event, DeadlinesReprojected):
                self.book = rulebook_with(self.book, event.table)
