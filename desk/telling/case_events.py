"""What happened to the case as a whole, in one sentence an event."""

from desk.telling.names import Names, Pair, because
from models.domain import events
from models.domain import words as said
from models.domain.calendar_files import name_of
from models.domain.events import Event


def tell(event: Event, names: Names) -> Pair | None:  # one line an event
    """The sentence; None for an event of another kind."""
    match event:
        case events.CaseReceived():
            count = len(event.items)
            return (
                f"收件：{event.project.name}，申请人{event.applicant.name}，涉及{count}个事项",
                f"received {event.project.name} from {event.applicant.name}; {count} items apply",
            )
        case events.GapReported():
            material = names.materials([event.gap])
            return f"反映材料问题：{material[0]}", f"reported a gap: {material[1]}"
        case events.CorrectionsRequested():
            materials = names.materials(event.gaps)
            return f"一次性告知补正：{materials[0]}", f"asked once for corrections: {materials[1]}"
        case events.CorrectionsSubmitted():
            materials = names.listed(event.materials)
            return f"提交补正材料：{materials[0]}", f"handed in corrections: {materials[1]}"
        case events.CorrectionsLapsed():
            return (
                "逾期未补正，办件终止",
                "Corrections were not handed in in time; the case is terminated",
            )
        case events.CaseAccepted():
            tolerated = names.listed([gap.material for gap in event.gaps])
            more: Pair = ("", "")
            if event.gaps:
                more = (f"，容缺：{tolerated[0]}", f", tolerating gaps: {tolerated[1]}")
            return (
                f"受理并抄告相关部门{more[0]}",
                f"accepted the case and notified the departments{more[1]}",
            )
        case events.CaseDeemedAccepted():
            return (
                f"逾期未告知，自{event.effective}起视为受理",
                f"Nothing was said in time: deemed accepted from {event.effective}",
            )
        case events.CaseDeclined():
            return (
                f"不予受理：{event.reason}（{event.basis}）",
                f"declined: {event.reason} ({event.basis})",
            )
        case events.CaseWithdrawn():
            return f"撤回申请：{event.reason}", f"withdrew the application: {event.reason}"
        case events.CaseDecided():
            outcome = said.OUTCOMES[event.outcome]
            reason = because(event.explanation, None)
            return f"汇总决定：{outcome.zh}{reason[0]}", f"decided: {outcome.en}{reason[1]}"
        case events.CaseDelivered():
            count = len(event.results)
            return (
                f"统一送达{count}项结果：{event.method}，{event.recipient}签收，送达回证{event.receipt}",
                f"delivered {count} results: {event.method}, to {event.recipient}, receipt {event.receipt}",
            )
        case events.DeadlinesReprojected():
            return _reprojected(event)
        case events.CaseArchived():
            return "归档", "The case is archived"
        case _:
            return None


def _reprojected(event: events.DeadlinesReprojected) -> Pair:
    name, count = name_of(event.table), len(event.moved)
    if not count:
        return (
            f"采用日历{name}，未了时限均不变",
            f"adopted the calendar {name}; no open deadline moves",
        )
    first = event.moved[0]
    return (
        f"采用日历{name}，{count}个未了时限变动，如{first.before}改为{first.after}",
        f"adopted the calendar {name}; {count} open deadlines move, such as {first.before} to {first.after}",
    )
