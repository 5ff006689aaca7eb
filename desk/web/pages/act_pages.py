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
from desk.web.pages.joint_lines import meeting_lines, survey_lines
from desk.web.papers import papers_of
from models.domain import words as said
from models.domain.case import Case
from models.domain.clock import due_day
from models.domain.clocks import case_clocks
from models.domain.events import GapReported
from models.domain.frozen import replace
from models.domain.names import Outcome
from models.domain.rules.closing import allowed_outcomes
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
class Result:
    """What one item has come to, for whoever joins the results."""

    item: Words
    department: Words
    kind: Words
    state: Words
    opinion: Words | None
    against: bool
    reason: str | None
    conditions: tuple[str, ...]
    result: str | None


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


async def _consolidation(_desk: Desk, seen: Seen, case: Case) -> Told:
    """Every result, what follows from them, and what the join rule leaves to the lead."""
    catalogue = seen.book.catalogue
    natural, allowed = allowed_outcomes(case, seen.book)
    results = []
    for item in case.items.values():
        given = item.proposal
        results.append(
            Result(
                item=catalogue.item(item.code).title,
                department=said.department(item.department, case, catalogue),
                kind=_KINDS[catalogue.item(item.code).kind],
                state=said.ITEM_STATES[item.state],
                opinion=None if given is None else said.OPINIONS[given.opinion],
                against=given is not None and given.opinion == "disagree",
                reason=None if given is None else given.reason,
                conditions=() if given is None else given.conditions,
                result=item.result,
            )
        )
    return {
        "results": results,
        "natural": said.OUTCOMES[natural],
        "natural_code": natural,
        "allowed": [said.OUTCOMES[each] for each in allowed],
        "rule": _JOIN[catalogue.join],
        "why": _why(natural, allowed),
        "needs_words": "refused" in (natural, *allowed),
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


def _why(natural: Outcome, allowed: tuple[Outcome, ...]) -> Words:
    if natural != "refused":
        return _FAVOURABLE[natural]
    if len(allowed) == 1:
        return Words(
            zh="有事项不同意，按汇总规则只能不予许可，须写说明。",
            en="An item was refused, so the rule leaves a refusal only, with an explanation.",
        )
    return Words(
        zh="不同意的都是意见类事项，牵头部门可以书面说明后准予，也可以不予许可。",
        en="Only opinions disagree, so the lead may grant over them with a written explanation, or refuse.",
    )


_FAVOURABLE: Final[Mapping[Outcome, Words]] = {
    "granted": Words(zh="没有事项不同意，也没有附条件。", en="No item disagrees, and none sets conditions."),
    "granted-with-conditions": Words(
        zh="没有事项不同意，有事项附条件，条件写入决定。",
        en="No item disagrees; the conditions of some go into the decision.",
    ),
}
_JOIN: Final = {
    "all-required": Words(
        zh="全部同意才准予：任一事项不同意即不予许可",
        en="all required: one disagreement refuses the whole",
    ),
    "lead-decides": Words(
        zh="牵头部门决定：可在书面说明后不采纳意见类事项的不同意，许可类事项除外",
        en="the lead decides: it may grant over a disagreeing opinion in writing, never over a licence",
    ),
}
_KINDS: Final = {
    "licence": Words(zh="许可", en="licence"),
    "opinion": Words(zh="意见", en="opinion"),
    "filing": Words(zh="备案", en="filing"),
}
_METHODS: Final = (
    Words(zh="窗口领取", en="collected at the window"),
    Words(zh="邮寄送达", en="by post"),
    Words(zh="电子送达", en="electronically"),
    Words(zh="留置送达", en="left at the address"),
)
_PLAIN: Final = Page("act.html", _nothing)
_PAGES: Final[Mapping[str, Page]] = {
    "request-corrections": Page("acts/corrections.html", _corrections),
    "accept-case": Page("acts/accept.html", _acceptance, frozenset({"MaterialMissing"})),
    "consolidate-case": Page("acts/consolidate.html", _consolidation),
    "deliver-case": Page("acts/deliver.html", _delivery),
    "schedule-survey": Page("acts/call.html", _call),
    "convene-meeting": Page("acts/call.html", _call),
    "record-finding": Page("acts/finding.html", _joint),
    "close-survey": Page("acts/close.html", _joint),
    "state-position": Page("acts/position.html", _joint),
    "close-meeting": Page("acts/close.html", _joint),
}
