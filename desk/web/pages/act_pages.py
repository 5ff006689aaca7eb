"""Acts whose form is more than its fields: which template serves them and what it tells besides."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.documents.press import WITH_THE_DELIVERY
from desk.telling.gap_check import gap_check
from desk.telling.history import told_history
from desk.web.acts.offering import as_of
from desk.web.callers import Seen
from desk.web.desk import Desk
from desk.web.pages.consolidation import consolidation
from desk.web.pages.joint_lines import meeting_lines, survey_lines
from desk.web.pages.supervision import filed_refusals, open_records
from desk.web.papers import papers_of
from models.domain import words as said
from models.domain.case import Case
from models.domain.clock import due_day
from models.domain.clocks import case_clocks
from models.domain.events import GapReported
from models.domain.frozen import replace
from models.domain.rules.survey import open_survey
from models.domain.text import Words

Told = dict[str, object]


@dataclass(frozen=True)
class Page:
    """The template of an act's form, and what it is told of the case."""

    template: str
    tell: Callable[[Desk, Seen, Case], Awaitable[Told]]
    serves: frozenset[str] = frozenset()
    """Refusals that this page itself explains."""


@dataclass(frozen=True)
class Reported:
    """A gap as a department has reported it."""

    material: Words
    reason: str | None
    department: Words
    person: str | None
    at: datetime


@dataclass(frozen=True)
class Party:
    """An open item that may take part in a survey or a meeting."""

    code: str
    title: Words
    department: Words
    state: Words
    visit: bool
    chosen: bool


def page_of(do: str) -> Page:
    """The page of an act; most have the plain one."""
    return _PAGES.get(do, _PLAIN)


async def _nothing(_desk: Desk, _seen: Seen, _case: Case) -> Told:
    return {}


async def _corrections(desk: Desk, seen: Seen, case: Case) -> Told:
    """What departments have reported, and what is missing besides."""
    book = seen.book
    told = await told_history(desk.register, case.number)
    events = [(line.entry.event, line.at) for line in told]
    reported = [
        Reported(
            material=book.catalogue.material(event.gap.material).title,
            reason=event.gap.reason,
            department=said.department(event.gap.department, case, book.catalogue),
            person=event.by_name,
            at=at,
        )
        for event, at in events
        if isinstance(event, GapReported)
    ]
    check = gap_check(case, book)
    merged = {gap.material for gap in case.reported}
    return {
        "reported": reported,
        "lines": {line.material.code: line for line in check.lines},
        "merged": merged,
        "preset": [line.material.code for line in check.missing if line.material.code not in merged],
        "limit": case_limit_words(seen),
    }


async def _acceptance(_desk: Desk, seen: Seen, case: Case) -> Told:
    """What is missing, what of it may follow, and until when."""
    check = gap_check(case, seen.book)
    accepted = replace(case, effective=seen.at.date())
    return {
        "check": check,
        "latest": due_day(case_clocks(accepted, seen.book)["committed"], seen.book.days),
        "first_day": seen.at.date(),
    }


async def _delivery(desk: Desk, seen: Seen, case: Case) -> Told:
    """What is handed over, and which papers to print for it."""
    handed = ("concluded", "not-involved", "reused", "deemed")
    catalogue = seen.book.catalogue
    return {
        "results": [
            (
                catalogue.item(item.code).title,
                said.department(item.department, case, catalogue),
                said.ITEM_STATES[item.state],
                item.result,
            )
            for item in case.items.values()
            if item.state in handed
        ],
        "papers": [paper for paper in await papers_of(desk, seen) if paper.kind in WITH_THE_DELIVERY],
        "methods": _METHODS,
    }


async def _call(desk: Desk, seen: Seen, case: Case) -> Told:
    """Who can be called, and who is proposed."""
    catalogue = seen.book.catalogue
    standing = open_survey(case)
    chosen = case.proposed if standing is None else standing.items
    return {
        "parties": [
            Party(
                code=item.code,
                title=catalogue.item(item.code).title,
                department=said.department(item.department, case, catalogue),
                state=said.ITEM_STATES[item.state],
                visit=catalogue.item(item.code).visit,
                chosen=item.code in chosen,
            )
            for item in case.open_items
        ],
        **await _joint(desk, seen, case),
    }


async def _joint(_desk: Desk, seen: Seen, case: Case) -> Told:
    """The surveys and meetings as they stand."""
    return {
        "surveys": survey_lines(case, seen.at, seen.book),
        "meetings": meeting_lines(case, seen.at, seen.book),
    }


def case_limit_words(seen: Seen) -> Words:
    """How long the applicant has for corrections."""
    limit = seen.book.catalogue.limits.corrections
    unit = ("个工作日", "working days") if limit.unit == "working-day" else ("日", "days")
    return Words.model_construct(zh=f"{limit.days}{unit[0]}", en=f"{limit.days} {unit[1]}")


def case_now(seen: Seen) -> Case:
    """The case with everything that time alone has brought by now."""
    return as_of(seen.case, seen.at, seen.book)


_METHODS: Final = (
    Words(zh="窗口领取", en="collected at the window"),
    Words(zh="邮寄送达", en="by post"),
    Words(zh="电子送达", en="electronically"),
    Words(zh="留置送达", en="left at the address"),
)
_PLAIN: Final = Page("act.html", _nothing)
_PAGES: Final[Mapping[str, Page]] = {
    "confirm-negative": Page("acts/refusal.html", filed_refusals),
    "return-negative": Page("acts/refusal.html", filed_refusals),
    "answer-responsibility": Page("acts/record.html", open_records),
    "dispose-responsibility": Page("acts/record.html", open_records),
    "request-corrections": Page("acts/corrections.html", _corrections),
    "accept-case": Page("acts/accept.html", _acceptance, frozenset({"MaterialMissing"})),
    "consolidate-case": Page("acts/consolidate.html", consolidation),
    "deliver-case": Page("acts/deliver.html", _delivery),
    "schedule-survey": Page("acts/call.html", _call),
    "convene-meeting": Page("acts/call.html", _call),
    "record-finding": Page("acts/finding.html", _joint),
    "close-survey": Page("acts/close.html", _joint),
    "state-position": Page("acts/position.html", _joint),
    "close-meeting": Page("acts/close.html", _joint),
}
