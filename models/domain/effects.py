"""Which messages an event gives rise to: to whom, about what. The hands deliver them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from models.domain import change_events, events, joint_events
from models.domain.case import Case
from models.domain.events import Event
from models.domain.names import DepartmentCode, ItemCode

APPLICANT, SUPERVISOR, ADMINISTRATOR = "applicant", "supervisor", "administrator"

POOR: Final = 2
"""So few stars are looked into by the supervisor (好差评)."""


@dataclass(frozen=True)
class Effect:
    """One message to one address: a role of its own, a department, or ``department/role`` inside one."""

    to: str
    item: ItemCode | None


def effects(case: Case, event: Event) -> list[Effect]:
    """The messages of an event that has just been folded into ``case``."""
    match event:
        case events.NoticeIssued():
            return [Effect(event.department, event.item)]
        case (
            events.CorrectionsRequested()
            | events.CaseAccepted()
            | events.CaseDeclined()
            | events.CorrectionsLapsed()
            | events.CaseDecided()
            | events.CaseDelivered()
        ):
            return [Effect(APPLICANT, None)]
        case events.CaseDeemedAccepted():
            return [Effect(APPLICANT, None), Effect(case.lead, None)]
        case events.CaseWithdrawn():
            notified = dict.fromkeys(
                item.department for item in case.items.values() if item.notice is not None
            )
            return [Effect(department, None) for department in notified] or [Effect(case.lead, None)]
        case change_events.ItemAdded() | change_events.ItemExtended() | change_events.CaseExtended():
            return _to([APPLICANT, case.lead], event)
        case change_events.ItemDropped() | change_events.ResultReused():
            notice = case.items[event.item].notice if event.item is not None else None
            concerned = [] if notice is None else [_department(case, event)]
            return _to([APPLICANT, *concerned], event)
        case change_events.NoticeReturned():
            return _to([event.lead], event)
        case change_events.ItemTransferred():
            return _to([_department(case, event)], event)
        case change_events.GapClosed():
            return _to([case.items[code].department for code in event.items], event)
        case change_events.GapOverdue():
            return _to([APPLICANT, case.lead], event)
        case change_events.DepartmentReminded():
            return _to([event.department], event)
        case change_events.OpinionDeemed():
            return _to([event.department, case.lead], event)
        case change_events.LateReplyKept():
            return _to([case.lead], event)
        case events.NegativeFiled():
            return [Effect(SUPERVISOR, event.item)]
        case events.NegativeReturned() | events.ItemSentBack() | events.StopOverran():
            return [Effect(_department(case, event), event.item)]
        case events.ResponsibilityOpened():
            return [Effect(event.department, event.item)]
        case events.AcknowledgementMissed() | events.DeadlineApproaching() | events.Escalated():
            department = _department(case, event)
            return [Effect(_address(case, department, tell), event.item) for tell in event.tell]
        case joint_events.SurveyProposed():
            return _to([case.lead], event)
        case joint_events.SurveyScheduled() | joint_events.MeetingConvened():
            return _to([*event.departments, *event.released], event)
        case joint_events.SurveyClosed():
            return _to(event.departments, event)
        case joint_events.MeetingClosed():
            return _to([*event.departments, *(action.department for action in event.actions)], event)
        case joint_events.ActionOverdue():
            return _to([f"{event.department}/department-head", case.lead], event)
        case joint_events.ActionClosed():
            return _to([case.lead], event)
        case joint_events.ResponsibilityAnswered():
            return _to([SUPERVISOR], event)
        case joint_events.ResponsibilityDisposed():
            return _to([event.department], event)
        case joint_events.DepartmentReorganised():
            return _to([event.successor, case.lead], event)
        case joint_events.ServiceRated():
            return _to([case.lead, *([SUPERVISOR] if event.stars <= POOR else [])], event)
        case events.CalendarMissing():
            return [Effect(ADMINISTRATOR, None)]
        case events.DeadlinesReprojected():
            whose = [
                case.lead if each.item is None else case.items[each.item].department for each in event.moved
            ]
            return [Effect(department, None) for department in dict.fromkeys(whose)]
        case _:
            return []


def _department(case: Case, event: Event) -> DepartmentCode:
    return case.lead if event.item is None else case.keeper(event.item)[0]


def _to(addresses: Iterable[str], event: Event) -> list[Effect]:
    """One message to each address, however often it is named."""
    return [Effect(address, event.item) for address in dict.fromkeys(addresses)]


def _address(case: Case, department: DepartmentCode, tell: str) -> str:
    if tell in {SUPERVISOR, "government-office"}:
        return tell
    return f"{case.lead if tell == 'lead-head' else department}/{tell}"
