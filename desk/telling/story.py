"""One sentence for each event, as a clerk would say it, in both languages."""

from desk.telling import case_events, change_events, clock_events, item_events, joint_events
from desk.telling.names import Names
from models.domain.case import Case
from models.domain.event_shape import ClockHappening
from models.domain.events import Event
from models.domain.rulebook import Rulebook
from models.domain.text import Words


class Story:
    """Tells events in the words of one case's catalogue."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book

    def sentence(self, event: Event, after: Case) -> Words:
        """What happened; ``after`` is the case with the event folded in."""
        names = Names(self._book, after)
        zh, en = self._tell(event, after, names)
        if event.by_name is not None:
            department, stood_in = names.department(event.by_department), names.principal(event.for_name)
            zh = f"{event.by_name}{f'（{department[0]}）' if department[0] else ''}{stood_in[0]}{zh}"
            en = f"{event.by_name}{f' ({department[1]})' if department[1] else ''}{stood_in[1]} {en}"
        else:
            en = en[:1].upper() + en[1:]
        if event.entered_at is not None:
            zh += f"（{event.entered_at:%Y-%m-%d %H:%M}补录）"
            en += f" (entered at {event.entered_at:%Y-%m-%d %H:%M})"
        if isinstance(event, ClockHappening) and event.late:
            zh += f"（应于{event.lawful:%Y-%m-%d %H:%M}，补记）"
            en += f" (lawfully at {event.lawful:%Y-%m-%d %H:%M}; entered late)"
        return Words.model_construct(zh=zh, en=en)

    def _tell(self, event: Event, after: Case, names: Names) -> tuple[str, str]:
        told = (
            case_events.tell(event, names)
            or item_events.tell(event, after, names, self._book)
            or clock_events.tell(event, names)
            or change_events.tell(event, names)
            or joint_events.tell(event, names)
        )
        return (event.kind, event.kind) if told is None else told
