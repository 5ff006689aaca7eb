"""Which messages an event gives rise to: to whom, about what. The hands deliver them."""

from dataclasses import dataclass

from models.domain import events
from models.domain.case import Case
from models.domain.events import Event
from models.domain.names import DepartmentCode, ItemCode

APPLICANT, SUPERVISOR, ADMINISTRATOR = "applicant", "supervisor", "administrator"


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
        case events.NegativeFiled():
            return [Effect(SUPERVISOR, event.item)]
        case events.NegativeReturned() | events.ItemSentBack() | events.StopOverran():
            return [Effect(_department(case, event), event.item)]
        case events.ResponsibilityOpened():
            return [Effect(event.department, event.item)]
        case events.AcknowledgementMissed() | events.DeadlineApproaching() | events.Escalated():
            department = _department(case, event)
            return [Effect(_address(department, tell), event.item) for tell in event.tell]
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
    return case.lead if event.item is None else case.items[event.item].department


def _address(department: DepartmentCode, tell: str) -> str:
    return tell if tell in {SUPERVISOR, "government-office", "lead-head"} else f"{department}/{tell}"
