"""One sentence for each event, as a clerk would say it, in both languages."""

from desk.telling import case_events, clock_events, item_events
from desk.telling.names import Names
from models.domain import events
from models.domain.case import Case
from models.domain.events import Event
from models.domain.rulebook import Rulebook
from models.domain.text import Words


class Story:
    """Tells events in the words of one case's catalogue."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._names = Names(book)

    def sentence(self, event: Event, after: Case) -> Words:
        """What happened; ``after`` is the case with the event folded in."""
        zh, en = self._tell(event, after)
        if event.by_name is not None:
            department = self._names.department(event.by_department)
            zh = f"{event.by_name}{f'（{department[0]}）' if department[0] else ''}{zh}"
            en = f"{event.by_name}{f' ({department[1]})' if department[1] else ''} {en}"
        else:
            en = en[:1].upper() + en[1:]
        if isinstance(event, events.ClockHappening) and event.late:
            zh += f"（应于{event.lawful:%Y-%m-%d %H:%M}，补记）"
            en += f" (lawfully at {event.lawful:%Y-%m-%d %H:%M}; entered late)"
        return Words.model_construct(zh=zh, en=en)

    def _tell(self, event: Event, after: Case) -> tuple[str, str]:
        told = (
            case_events.tell(event, self._names)
            or item_events.tell(event, after, self._names, self._book)
            or clock_events.tell(event, self._names)
        )
        return (event.kind, event.kind) if told is None else told
