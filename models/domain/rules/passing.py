"""What the passing of time does by itself (限时办结): deemed acceptance, lapses, the ladder, the archive."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypedDict, assert_never

from models.domain import change_events, events, joint_events
from models.domain.case import Case
from models.domain.due import Due, rung_name
from models.domain.dues import next_due
from models.domain.event_shape import Stamp
from models.domain.events import Event
from models.domain.fold import fold
from models.domain.names import ClockName, DepartmentCode, PersonId
from models.domain.rulebook import Rulebook
from models.domain.rules.deeming import opinion_deemed, with_notices
from models.domain.rules.gaps import needing
from models.domain.rules.notices import notices_now_due
from models.domain.rules.survey import survey_now_due

LATE_AFTER = timedelta(minutes=15)
"""A worker may need this long for many deadlines at one instant; what comes later is marked late."""


class _Caused(TypedDict):
    at: datetime
    late: bool
    lawful: datetime


def passing(case: Case, at: datetime, book: Rulebook) -> Iterator[tuple[Due, list[Event]]]:
    """Everything that is due up to ``at``, in order, each with the events it causes."""
    while (due := next_due(case, book)) is not None and due.lawful <= at:
        caused = fire(case, due, at, book)
        case = fold(case, caused)
        yield due, caused


def fire(case: Case, due: Due, at: datetime, book: Rulebook) -> list[Event]:
    """The events of one due thing, at its lawful time, but never before the event that made it due."""
    earliest = due.lawful if case.last_at is None else max(due.lawful, case.last_at)
    late = at - due.lawful > LATE_AFTER or earliest > due.lawful
    when = _Caused(at=earliest, late=late, lawful=due.lawful)
    if due.held is not None:
        return [events.CalendarMissing(**when, year=due.held, held=due.name)]
    match due.kind:
        case "deemed-acceptance":
            return _deemed_acceptance(case, book, when)
        case "corrections-lapse":
            return [events.CorrectionsLapsed(**when)]
        case "archive":
            return [events.CaseArchived(**when)]
        case "acknowledgement":
            return [events.AcknowledgementMissed(**when, item=due.item)]
        case "overran":
            return [_overran(case, due, when)]
        case "gap":
            return [_gap_overdue(case, due, book, when)]
        case "action":
            return [_action_overdue(case, due, when)]
        case "approaching" | "rung":
            return [_rung(due, when)]
        case "breach":
            return _breach(case, due, book, when)
        case _:
            assert_never(due.kind)


def _deemed_acceptance(case: Case, book: Rulebook, when: _Caused) -> list[Event]:
    """Silence accepts, from the day of receipt (行政许可法 art. 32), and the lead answers for it."""
    assert case.receipt_on is not None  # the acceptance clock runs from a receipt
    accepted = events.CaseDeemedAccepted(**when, effective=case.receipt_on)
    stamp = Stamp(at=when["at"], by=None, by_name=None, by_department=None)
    notices = notices_now_due(case, accepted, stamp)
    record = _responsibility(case, "acceptance", None, case.lead, case.clerk, when)
    begun = [accepted, *notices, record]
    return [*begun, *survey_now_due(case, begun, book, stamp)]


def _overran(case: Case, due: Due, when: _Caused) -> Event:
    assert due.item is not None  # only items are stopped
    stop = case.items[due.item].stops[due.stop]
    return events.StopOverran(**when, item=due.item, stop=due.stop, reason=stop.reason, until=stop.until)


def _gap_overdue(case: Case, due: Due, book: Rulebook, when: _Caused) -> Event:
    assert due.gap is not None  # a promised day belongs to a promise
    return change_events.GapOverdue(
        **when,
        material=due.gap.material,
        promised=due.gap.by,
        items=needing(case, due.gap.material, book),
    )


def _action_overdue(case: Case, due: Due, when: _Caused) -> Event:
    action = case.actions[due.action - 1]  # numbered from 1, in order
    return joint_events.ActionOverdue(
        **when, action=action.number, text=action.text, department=action.department, due=action.due
    )


def _rung(due: Due, when: _Caused) -> Event:
    assert due.rung is not None
    assert due.clock is not None
    assert due.day is not None  # a rung belongs to a clock with a due day
    name, tell = rung_name(due.rung), due.rung.tell
    if due.kind == "approaching":
        return events.DeadlineApproaching(
            **when, item=due.item, clock=due.clock, rung=name, due=due.day, tell=tell
        )
    return events.Escalated(**when, item=due.item, clock=due.clock, rung=name, tell=tell)


def _breach(case: Case, due: Due, book: Rulebook, when: _Caused) -> list[Event]:
    assert due.clock is not None
    assert due.day is not None  # a breach belongs to a clock with a due day
    department, holder = _who_held(case, due)
    breached = events.DeadlineBreached(
        **when, item=due.item, clock=due.clock, due=due.day, department=department, holder=holder
    )
    at_once = [rung for rung in book.catalogue.ladder if rung.after == 0]
    if due.clock in {"statutory", "delivery-statutory"}:
        at_once = [rung for rung in book.catalogue.ladder if rung.after is not None][-1:]
    told = [
        events.Escalated(**when, item=due.item, clock=due.clock, rung=rung_name(rung), tell=rung.tell)
        for rung in at_once
    ]
    opened = _responsibility(case, due.clock, due, department, holder, when)
    if not opinion_deemed(case, due, book):
        return [breached, *told, opened]
    deemed = change_events.OpinionDeemed(**when, item=due.item, department=department)
    return [breached, *told, opened, *with_notices(case, deemed)]


def _who_held(case: Case, due: Due) -> tuple[DepartmentCode, PersonId | None]:
    """The department that the limit was broken in, and the person on whose desk the file lay.

    An item handed over only when its limit was over already (a deemed acceptance dates back) was held
    by the lead. Between two levels the file lies with the department, and with nobody of it in particular.
    """
    if due.item is None:
        return case.lead, case.clerk
    item = case.items[due.item]
    if item.notified_on is not None and due.day is not None and item.notified_on >= due.day:
        return case.lead, case.clerk
    department, holder = case.keeper(due.item)
    on_a_desk = item.state == "handling" or item.returned is not None
    return department, holder if on_a_desk else None


def _responsibility(
    case: Case,
    rule: ClockName,
    due: Due | None,
    department: DepartmentCode,
    person: PersonId | None,
    when: _Caused,
) -> Event:
    return events.ResponsibilityOpened(
        **when,
        item=None if due is None else due.item,
        record=len(case.responsibilities) + 1,
        rule=rule,
        department=department,
        person=person,
        evidence=(case.seq + 1,),
    )
