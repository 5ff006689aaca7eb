"""The pages that are measured: what each kind of person opens all day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from models.domain.names import CaseNumber


@dataclass(frozen=True)
class PageType:
    """One kind of page, opened by one kind of person at these addresses in turns."""

    name: str
    kind: str
    ways: Sequence[str]


def pages(live: Sequence[CaseNumber], ended: Sequence[CaseNumber]) -> list[PageType]:
    """Every type of page but those behind a cursor."""
    return [
        *(PageType(f"inbox: {kind}", kind, ["/"]) for kind in ("clerk", "handler", "approver", "manager")),
        *(
            PageType(f"cases: {kind}", kind, ["/cases"])
            for kind in ("clerk", "handler", "head", "manager", "applicant")
        ),
        *_searches(),
        *_filters(),
        *_of_cases(live, ended),
        PageType("own applications", "applicant", ["/mine"]),
        PageType("messages", "handler", ["/messages"]),
        PageType("workload", "manager", ["/workload"]),
        PageType("workload: a department", "manager", ["/workload?department=water"]),
        PageType("workload: own", "head", ["/workload"]),
        PageType("intake", "clerk", ["/intake"]),
        PageType("office: people", "administrator", ["/admin/people"]),
        PageType("office: log", "administrator", ["/admin/log"]),
        PageType(
            "file: cases of a search", "manager", [f"/cases.csv?query={quote('旧州风力发电二期')}&state=any"]
        ),
        PageType("file: own tasks", "handler", ["/tasks.csv"]),
        PageType("API: tasks", "handler", ["/api/v1/tasks?limit=50"]),
        PageType("API: cases", "clerk", ["/api/v1/cases?limit=50"]),
        PageType("API: case", "clerk", [f"/api/v1/cases/{number}" for number in live]),
        PageType("API: events", "clerk", [f"/api/v1/cases/{number}/events" for number in live]),
    ]


def _searches() -> list[PageType]:
    """Words of two characters and more, frequent, rare and in no case; live cases, and all of them."""
    words = {"frequent": "光伏", "rare": "中学扩建二期", "in none": "鲸鱼观测", "number": "450721-2026-1000"}
    found = [
        PageType(f"search {scope}: {name}", kind, [f"/cases?query={quote(word)}&state={state}"])
        for name, word in words.items()
        for scope, state, kind in (("live", "", "handler"), ("all", "any", "manager"))
    ]
    applicant = [f"/cases?query={quote(f'（示例 {n}）')}&state=any" for n in range(40, 48)]
    return [*found, PageType("search all: applicant", "clerk", applicant)]


def _filters() -> list[PageType]:
    """Lists as managers and departments narrow them; the lists behind the figures of the workload."""
    asked = {
        "cases: red": ("manager", "/cases?light=over"),
        "cases: stopped": ("manager", "/cases?light=stopped"),
        "cases: a department": ("manager", "/cases?department=forestry"),
        "cases: a department without any": ("manager", "/cases?department=investment&state=any"),
        "cases: a person": ("manager", f"/cases?person={quote('示例水利承办7')}&state=any"),
        "cases: received in a week": (
            "manager",
            "/cases?state=any&received_from=2026-08-03&received_to=2026-08-07",
        ),
        "cases: declined ones": ("manager", "/cases?state=declined"),
        "items": ("manager", "/items"),
        "items: amber, a department": ("manager", "/items?light=near&department=water"),
        "items: stopped": ("manager", "/items?light=stopped"),
        "items: ended late": ("manager", "/items?late=yes&ended_from=2026-10-01&ended_to=2026-10-31"),
        "items: of a department": ("head", "/items"),
    }
    return [PageType(name, kind, [way]) for name, (kind, way) in asked.items()]


def _of_cases(live: Sequence[CaseNumber], ended: Sequence[CaseNumber]) -> list[PageType]:
    return [
        PageType("case: clerk", "clerk", [f"/cases/{number}" for number in live]),
        PageType("case: manager", "manager", [f"/cases/{number}" for number in live]),
        PageType("case: applicant", "applicant", [f"/cases/{number}" for number in live]),
        PageType("picture", "manager", [f"/cases/{number}/picture" for number in (*live, *ended)]),
        PageType("joint survey and meeting", "clerk", [f"/cases/{number}/joint" for number in live]),
        PageType("case, ended", "manager", [f"/cases/{number}" for number in ended]),
        PageType("history", "clerk", [f"/cases/{number}/history" for number in ended]),
        PageType("documents", "clerk", [f"/cases/{number}/documents" for number in islice(ended, 20)]),
        PageType("form of an act", "clerk", [f"/cases/{number}/acts/withdraw-case" for number in live]),
    ]
