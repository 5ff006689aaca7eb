"""Surveys, meetings and their actions laid out for a page: each party with what it said, if it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from models.domain import words as said
from models.domain.case import Case
from models.domain.joint_state import Meeting, Survey
from models.domain.names import DepartmentCode, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.rules.parties import invited
from models.domain.text import Words
from models.domain.view_joint import action_views, meeting_views, survey_views

Heard = Literal["heard", "absent", "missing"]


@dataclass(frozen=True)
class PartyLine:
    """One invited department: its items there, and its findings or positions with who gave them and when."""

    code: DepartmentCode
    department: Words
    items: Words
    heard: Heard
    said: tuple[tuple[Words | None, str, str, datetime], ...]


@dataclass(frozen=True)
class Gathering:
    """One survey or meeting."""

    number: int
    open: bool
    state: Words
    scheduled: datetime
    begun: bool
    at_place: str | None
    parties: tuple[PartyLine, ...]
    minutes: str | None
    closed_at: datetime | None

    @property
    def missing(self) -> list[PartyLine]:
        """Whoever has neither been heard nor is recorded as absent."""
        return [party for party in self.parties if party.heard == "missing"]


@dataclass(frozen=True)
class ActionLine:
    """What a meeting wants done."""

    number: int
    text: str
    department: Words
    due: date
    state: Literal["done", "over", "open"]
    report: str | None


def survey_lines(case: Case, at: datetime, book: Rulebook) -> list[Gathering]:
    """The joint surveys, the latest first."""
    views = survey_views(case)
    return [
        _survey(case, survey, view.state, at, book)
        for survey, view in zip(reversed(case.surveys), reversed(views), strict=True)
    ]


def meeting_lines(case: Case, at: datetime, book: Rulebook) -> list[Gathering]:
    """The joint meetings, the latest first."""
    views = meeting_views(case)
    return [
        _meeting(case, meeting, view.state, at, book)
        for meeting, view in zip(reversed(case.meetings), reversed(views), strict=True)
    ]


def action_lines(case: Case, book: Rulebook) -> list[ActionLine]:
    """What meetings want done."""
    return [
        ActionLine(
            number=view.number,
            text=view.text,
            department=said.department(view.department, case, book.catalogue),
            due=view.due,
            state="done" if view.done_at is not None else "over" if view.overdue else "open",
            report=view.report,
        )
        for view in action_views(case)
    ]


def _survey(case: Case, survey: Survey, state: str, at: datetime, book: Rulebook) -> Gathering:
    told: dict[DepartmentCode, list[tuple[Words | None, str, str, datetime]]] = {}
    for finding in survey.findings:
        department = case.items[finding.item].department
        title = book.catalogue.item(finding.item).title
        told.setdefault(department, []).append((title, finding.finding, "、".join(finding.names), finding.at))
    parties = _parties(case, survey.items, told, survey.absent, book)
    return Gathering(
        number=survey.round,
        open=state == "open",
        state=_STATES[state],
        scheduled=survey.scheduled,
        begun=at >= survey.scheduled,
        at_place=survey.at_place,
        parties=parties,
        minutes=survey.minutes,
        closed_at=survey.closed_at,
    )


def _meeting(case: Case, meeting: Meeting, state: str, at: datetime, book: Rulebook) -> Gathering:
    told: dict[DepartmentCode, list[tuple[Words | None, str, str, datetime]]] = {}
    for position in meeting.positions:
        told.setdefault(position.department, []).append((None, position.position, "", position.at))
    return Gathering(
        number=meeting.number,
        open=state == "open",
        state=_STATES[state],
        scheduled=meeting.scheduled,
        begun=at >= meeting.scheduled,
        at_place=meeting.at_place,
        parties=_parties(case, meeting.items, told, meeting.absent, book),
        minutes=meeting.minutes,
        closed_at=meeting.closed_at,
    )


def _parties(
    case: Case,
    items: Sequence[ItemCode],
    told: dict[DepartmentCode, list[tuple[Words | None, str, str, datetime]]],
    absent: Sequence[DepartmentCode],
    book: Rulebook,
) -> tuple[PartyLine, ...]:
    known = dict.fromkeys([*invited(case, items), *told, *absent])
    return tuple(
        PartyLine(
            code=code,
            department=said.department(code, case, book.catalogue),
            items=said.listed(
                [book.catalogue.item(each).title for each in items if case.items[each].department == code]
            ),
            heard="heard" if code in told else "absent" if code in absent else "missing",
            said=tuple(told.get(code, ())),
        )
        for code in known
    )


_STATES: Final = {
    "open": Words(zh="进行中", en="open"),
    "closed": Words(zh="已结束", en="closed"),
    "cancelled": Words(zh="未结束即终止", en="given up"),
}
