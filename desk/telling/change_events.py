"""What changed the plan of a case, in one sentence an event."""

from desk.telling.names import Names, Pair, because
from models.domain import change_events
from models.domain import words as said
from models.domain.events import Event


def tell(event: Event, names: Names) -> Pair | None:  # one line an event
    """The sentence; None for an event of another kind."""
    item = names.item(event.item)
    match event:
        case change_events.ItemAdded():
            gaps = names.listed([gap.material for gap in event.gaps])
            more: Pair = ("", "")
            if event.gaps:
                more = (f"，容缺：{gaps[0]}", f", tolerating gaps: {gaps[1]}")
            return f"增加{item[0]}：{event.reason}{more[0]}", f"added {item[1]}: {event.reason}{more[1]}"
        case change_events.ItemDropped():
            return f"取消{item[0]}：{event.reason}", f"dropped {item[1]}: {event.reason}"
        case change_events.ResultReused():
            return (
                f"就{item[0]}沿用已有结果{event.number}（{event.date}）",
                f"recognised the earlier result {event.number} of {event.date} for {item[1]}",
            )
        case change_events.NoticeReturned():
            return (
                f"退回{item[0]}的抄告单{event.notice}：{event.reason}",
                f"returned the notice {event.notice} of {item[1]}: {event.reason}",
            )
        case change_events.ItemTransferred():
            return f"将{item[0]}转交{event.to}", f"handed {item[1]} on to {event.to}"
        case change_events.GapClosed():
            material = names.listed([event.material])
            return f"补齐容缺材料：{material[0]}", f"received the promised material: {material[1]}"
        case change_events.GapOverdue():
            material = names.listed([event.material])
            return (
                f"容缺材料{material[0]}未在承诺日{event.promised}前补齐，告知牵头部门和申请人",
                (
                    f"The material promised for {event.promised} has not come: {material[1]}; "
                    "told: lead department, applicant"
                ),
            )
        case change_events.ItemExtended():
            return (
                f"延长{item[0]}的法定时限{event.days}日：{event.reason}",
                f"extended the statutory limit of {item[1]} by {event.days} days: {event.reason}",
            )
        case change_events.CaseExtended():
            return (
                f"延长办件的法定时限{event.days}日：{event.reason}",
                f"extended the statutory limit of the case by {event.days} days: {event.reason}",
            )
        case change_events.DepartmentReminded():
            department = names.department(event.department)
            text = because(event.text, None)
            return (
                f"催办：{department[0]}，{item[0]}{text[0]}",
                f"reminded the {department[1]} of {item[1]}{text[1]}",
            )
        case change_events.OpinionDeemed():
            department = names.department(event.department)
            return (
                f"{department[0]}逾期未就{item[0]}答复，视为同意",
                f"The {department[1]} did not answer on {item[1]} in time: deemed opinion",
            )
        case change_events.LateReplyKept():
            opinion = said.OPINIONS[event.opinion]
            reason = because(event.reason, event.basis)
            return (
                f"在{item[0]}已视为同意后答复“{opinion.zh}”{reason[0]}，存档备查，不改变结果",
                (
                    f"answered “{opinion.en}” on {item[1]} after its opinion was deemed{reason[1]}; "
                    "kept, and changes nothing"
                ),
            )
        case _:
            return None
