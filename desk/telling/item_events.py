"""What happened to one item on its way through its department, in one sentence an event."""

from desk.telling.names import Names, Pair, because
from models.domain import events
from models.domain import words as said
from models.domain.case import Case
from models.domain.clock import Clock, due_day
from models.domain.clocks import item_clocks
from models.domain.events import Event
from models.domain.rulebook import Rulebook


def tell(event: Event, after: Case, names: Names, book: Rulebook) -> Pair | None:  # one line an event
    """The sentence; None for an event of another kind. ``after`` has the event folded in."""
    item = names.item(event.item)
    match event:
        case events.NoticeIssued():
            department = names.department(event.department)
            limits = _limits(event, after, book)
            if event.replaces is not None:
                return (
                    (
                        f"重新抄告{department[0]}办理{item[0]}，抄告单{event.notice}"
                        f"代替{event.replaces}{limits[0]}"
                    ),
                    (
                        f"handed {item[1]} out again to the {department[1]}, notice {event.notice} "
                        f"in place of {event.replaces}{limits[1]}"
                    ),
                )
            return (
                f"抄告{department[0]}办理{item[0]}，抄告单{event.notice}{limits[0]}",
                f"Notice {event.notice} hands {item[1]} to the {department[1]}{limits[1]}",
            )
        case events.NoticeAcknowledged():
            return f"签收{item[0]}的抄告单", f"signed for the notice of {item[1]}"
        case events.ItemTaken():
            return f"承办{item[0]}", f"took {item[1]}"
        case events.OpinionProposed():
            opinion = said.OPINIONS[event.opinion]
            reason = because(event.reason, event.basis)
            conditions = _conditions(event.conditions)
            return (
                f"对{item[0]}拟“{opinion.zh}”{reason[0]}{conditions[0]}",
                f"proposed “{opinion.en}” on {item[1]}{reason[1]}{conditions[1]}",
            )
        case events.OpinionEndorsed():
            level = said.LEVELS[event.level]
            return f"{level.zh}{item[0]}，同意所拟意见", f"endorsed the opinion on {item[1]} ({level.en})"
        case events.ItemSentBack():
            level = said.LEVELS[event.to]
            return (
                f"将{item[0]}退回{level.zh}环节：{event.reason}",
                f"sent {item[1]} back to {level.en}: {event.reason}",
            )
        case events.NegativeFiled():
            what = item if event.item else ("不予受理", "the refusal to accept")
            return (
                f"就{what[0]}作否定报备：{event.reason}（{event.basis}）",
                f"filed a refusal for {what[1]}: {event.reason} ({event.basis})",
            )
        case events.NegativeConfirmed():
            what = item if event.item else ("不予受理", "the acceptance")
            return f"确认{what[0]}的否定报备", f"let the filed refusal of {what[1]} stand"
        case events.NegativeReturned():
            what = item if event.item else ("不予受理", "the acceptance")
            return (
                f"退回{what[0]}的否定报备：{event.reason}",
                f"returned the filed refusal of {what[1]}: {event.reason}",
            )
        case events.ItemConcluded():
            opinion = said.OPINIONS[event.opinion]
            result = (f"，文号{event.result}", f", result {event.result}") if event.result else ("", "")
            return (
                f"办结{item[0]}：{opinion.zh}{result[0]}",
                f"concluded {item[1]}: {opinion.en}{result[1]}",
            )
        case events.ClockStopped():
            reason = names.reason(event.reason)
            clocks = said.listed([said.CLOCKS[clock] for clock in event.clocks])
            return (
                f"停止{item[0]}的{clocks.zh}：{reason[0]}，告知书{event.notice}，预计至{event.until}",
                f"stopped {item[1]} ({clocks.en}): {reason[1]}, notice {event.notice}, until {event.until}",
            )
        case events.ClockResumed():
            reason = names.reason(event.reason)
            return (
                f"恢复{item[0]}计时（{reason[0]}结束）",
                f"resumed the clock of {item[1]} ({reason[1]} ended)",
            )
        case _:
            return None


def _conditions(conditions: tuple[str, ...]) -> Pair:
    """The conditions set, to follow a sentence."""
    return (f"，条件：{'；'.join(conditions)}", f", if: {'; '.join(conditions)}") if conditions else ("", "")


def _limits(event: events.NoticeIssued, after: Case, book: Rulebook) -> Pair:
    """The two deadlines that begin with a notice."""
    if event.item is None:
        return "", ""
    clocks = item_clocks(after.items[event.item], book)
    committed, statutory = _due(clocks["committed"], book), _due(clocks["statutory"], book)
    return (
        f"，承诺{committed}、法定{statutory}前办结",
        f"; committed until {committed}, by law until {statutory}",
    )


def _due(clock: Clock, book: Rulebook) -> str:
    """The due day, with a question mark while it rests on a year without a table."""
    due = due_day(clock, book.days)
    provisional = due is not None and book.days.spans_provisional(clock.started, due)
    return f"{due}{'?' if provisional else ''}"
