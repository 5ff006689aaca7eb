"""A case as other programs read it: the JSON of interfaces.md §3, computed for one moment."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.domain.attribution import attribution
from models.domain.case import Case, Item
from models.domain.clock import ONE_DAY, Clock, counted, due_day, is_paused, is_provisional, left
from models.domain.clocks import case_clocks, item_clocks
from models.domain.dues import next_due
from models.domain.names import (
    CaseNumber,
    CaseState,
    ClockName,
    DepartmentCode,
    ItemCode,
    ItemState,
    MaterialCode,
    OpinionWord,
    Outcome,
    PersonId,
)
from models.domain.rulebook import Rulebook
from models.domain.rules.gaps import owed_for
from models.domain.view_joint import (
    ActionView,
    MeetingView,
    RatingView,
    ResponsibilityView,
    SurveyView,
    action_views,
    meeting_views,
    rating_view,
    responsibility_views,
    survey_views,
)

ClockStanding = Literal["running", "stopped", "met", "breached"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class ClockView(_View):
    """One clock at the beginning of a day; days in the clock's own unit, ``due`` None while it is stopped."""

    limit: int
    unit: Literal["working-day", "calendar-day"]
    extension: int
    started: date
    used: int
    left: int
    state: ClockStanding
    due: date | None
    due_at: datetime | None
    provisional: bool


class ReturnedView(_View):
    """A notice that came back and that the lead has not issued anew yet."""

    at: datetime
    reason: str
    lead: DepartmentCode


class ItemView(_View):
    """One item.

    ``reused_of`` is the day of the earlier result that stands for it, ``dropped`` why the lead took it out,
    ``added`` the day on which it was added later, ``owed`` the materials without which it cannot conclude.
    """

    state: ItemState
    department: DepartmentCode
    opinion: OpinionWord | None
    round: int
    holder: PersonId | None
    result: str | None
    notice: str | None
    returned: ReturnedView | None
    reused_of: date | None
    dropped: str | None
    added: date | None
    owed: tuple[MaterialCode, ...]
    clocks: dict[ClockName, ClockView]


class GapView(_View):
    """A tolerated gap: the material and its promised day."""

    material: MaterialCode
    by: date
    closed: bool
    overdue: bool


class ShareView(_View):
    """Working days in a row held by one party."""

    party: str
    item: ItemCode | None
    days: int


class CaseView(_View):
    """The whole case."""

    number: CaseNumber
    seq: int
    project: str
    state: CaseState
    outcome: Outcome | None
    received: date | None
    effective: date | None
    clocks: dict[ClockName, ClockView | None]
    items: dict[ItemCode, ItemView]
    gaps: tuple[GapView, ...]
    attribution: tuple[ShareView, ...]
    attribution_provisional: bool
    responsibilities: tuple[ResponsibilityView, ...]
    surveys: tuple[SurveyView, ...]
    meetings: tuple[MeetingView, ...]
    actions: tuple[ActionView, ...]
    rating: RatingView | None
    next_wake: datetime | None


_CASE_CLOCKS: tuple[ClockName, ...] = ("statutory", "committed", "acceptance", "corrections", "delivery")


def view(case: Case, at: datetime, book: Rulebook) -> CaseView:
    """The case as it stands at a moment."""
    at = book.hours.local(at)
    clocks = {name: clock_view(clock, at, book) for name, clock in case_clocks(case, book).items()}
    held = attribution(case, at.date(), book)
    due = next_due(case, book)
    return CaseView(
        number=case.number,
        seq=case.seq,
        project="" if case.project is None else case.project.name,
        state=case.state,
        outcome=case.outcome,
        received=None if case.received_at is None else case.received_at.date(),
        effective=case.effective,
        clocks={name: clocks.get(name) for name in dict.fromkeys((*_CASE_CLOCKS, *clocks))},
        items={code: _item_view(case, item, at, book) for code, item in case.items.items()},
        gaps=tuple(
            GapView(
                material=gap.material,
                by=gap.by,
                closed=gap.material in case.materials,
                overdue=f"gap:{gap.material}" in case.fired,
            )
            for gap in case.tolerated
        ),
        attribution=tuple(
            ShareView(party=share.party, item=share.item, days=share.days) for share in held.shares
        ),
        attribution_provisional=held.provisional,
        responsibilities=responsibility_views(case),
        surveys=survey_views(case),
        meetings=meeting_views(case),
        actions=action_views(case),
        rating=rating_view(case),
        next_wake=None if due is None else due.lawful,
    )


def clock_view(clock: Clock, at: datetime, book: Rulebook) -> ClockView:
    """One clock at the beginning of the day of ``at``; an ended clock as it stood when it ended."""
    due = due_day(clock, book.days)
    due_at = None if due is None else book.hours.closes(due)
    on = at.date() if clock.ended is None else min(at.date(), clock.ended.date() + ONE_DAY)
    return ClockView(
        limit=clock.limit,
        unit=clock.unit,
        extension=clock.extension,
        started=clock.started,
        used=counted(clock, book.days, on - ONE_DAY),
        left=left(clock, book.days, on),
        state=_standing(clock, due_at, at, book),
        due=due,
        due_at=due_at,
        provisional=is_provisional(clock, book.days, due or on),
    )


def _standing(clock: Clock, due_at: datetime | None, at: datetime, book: Rulebook) -> ClockStanding:
    """A limit is broken by law only on a day of a published table."""
    over = due_at is not None and due_at <= (clock.ended or at)
    if over and due_at is not None and not book.days.is_provisional(due_at.date()):
        return "breached"
    if clock.ended is not None:
        return "met"
    return "stopped" if is_paused(clock, at.date()) else "running"


def _item_view(case: Case, item: Item, at: datetime, book: Rulebook) -> ItemView:
    return ItemView(
        state=item.state,
        department=item.department,
        opinion=None if item.proposal is None else item.proposal.opinion,
        round=item.round,
        holder=item.holder,
        result=item.result,
        notice=item.notice,
        returned=None
        if item.returned is None or not item.open
        else ReturnedView.model_validate(item.returned, from_attributes=True),
        reused_of=item.reused_of,
        dropped=item.dropped,
        added=item.added_on,
        owed=tuple(gap.material for gap in owed_for(case, item.code, book)) if item.open else (),
        clocks={name: clock_view(clock, at, book) for name, clock in item_clocks(item, book).items()},
    )
