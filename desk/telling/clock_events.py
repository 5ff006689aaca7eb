"""What time did by itself, in one sentence an event."""

from desk.telling.names import Names, Pair
from models.domain import events
from models.domain import words as said
from models.domain.events import Event


def tell(event: Event, names: Names) -> Pair | None:  # one line an event
    """The sentence; None for an event of another kind."""
    item = names.item(event.item)
    match event:
        case events.AcknowledgementMissed():
            return (
                f"{item[0]}的抄告单逾期未签收，视为已移交，告知部门负责人",
                f"The notice of {item[1]} was not signed for in time; it counts as handed over",
            )
        case events.StopOverran():
            reason = names.reason(event.reason)
            return (
                f"{item[0]}的{reason[0]}超过预计结束日{event.until}，计时仍停止",
                f"{reason[1]} of {item[1]} goes on past its expected end {event.until}",
            )
        case events.DeadlineApproaching():
            return _of_clock(event, item, ("临近到期", "is near"), names.tells(event.tell))
        case events.DeadlineBreached():
            return _of_clock(event, item, ("已逾期", "is broken"), ("", ""))
        case events.Escalated():
            return _of_clock(event, item, ("逾期督办", "is overdue: escalated"), names.tells(event.tell))
        case events.ResponsibilityOpened():
            department = names.department(event.department)
            rule = said.CLOCKS[event.rule]
            whose = f"（{item[0]}）" if event.item else ""
            return (
                f"开立责任记录{event.record}：{department[0]}，{rule.zh}{whose}",
                f"Responsibility record {event.record} opened: {department[1]}, {rule.en} {item[1]}".rstrip(),
            )
        case events.CalendarMissing():
            return (
                f"{event.year}年工作日安排尚未公布，到期的法定效果暂缓，告知管理员",
                f"The calendar of {event.year} is not published: a legal effect is held back",
            )
        case _:
            return None


def _of_clock(
    event: events.DeadlineApproaching | events.DeadlineBreached | events.Escalated,
    item: Pair,
    what: Pair,
    tells: Pair,
) -> Pair:
    clock = said.CLOCKS[event.clock]
    whose = item if event.item else ("办件", "the case")
    due_zh = "" if isinstance(event, events.Escalated) else f"（{event.due}）"
    due_en = "" if isinstance(event, events.Escalated) else f" ({event.due})"
    return (
        f"{whose[0]}的{clock.zh}{what[0]}{due_zh}{tells[0]}",
        f"The {clock.en} of {whose[1]} {what[1]}{due_en}{tells[1]}",
    )
