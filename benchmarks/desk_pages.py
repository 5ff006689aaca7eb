"""The pages that are measured: what each kind of person opens all day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import quote

from models.domain.names import CaseNumber


@dataclass(frozen=True)
class PageType:
    """One kind of page, opened by one kind of person at these addresses in turns."""

    name: str
    kind: str
    ways: Sequence[str]


PEOPLE_OF_A_CASE: Final = ("clerk", "manager")


def pages(live: Sequence[CaseNumber], ended: Sequence[CaseNumber]) -> list[PageType]:
    """Every type of page but those behind a cursor."""
    return [
        *(PageType(f"inbox: {kind}", kind, ["/"]) for kind in ("clerk", "handler", "approver", "manager")),
        *(
            PageType(f"cases: {kind}", kind, ["/cases"])
            for kind in ("clerk", "handler", "head", "manager", "applicant")
        ),
        *_searches(),
        *_of_cases(live, ended),
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


def _of_cases(live: Sequence[CaseNumber], ended: Sequence[CaseNumber]) -> list[PageType]:
    return [
        PageType("case: clerk", "clerk", [f"/cases/{number}" for number in live]),
        PageType("case: manager", "manager", [f"/cases/{number}" for number in live]),
        PageType("case: applicant", "applicant", [f"/cases/{number}" for number in live]),
        PageType("case, ended", "manager", [f"/cases/{number}" for number in ended]),
        PageType("history", "clerk", [f"/cases/{number}/history" for number in ended]),
        PageType("documents", "clerk", [f"/cases/{number}/documents" for number in islice(ended, 20)]),
        PageType("form of an act", "clerk", [f"/cases/{number}/acts/withdraw-case" for number in live]),
    ]
