"""The name under which each thing that the clock does alone is done once, and never again."""

from models.domain import events
from models.domain.change_events import GapOverdue
from models.domain.events import Event
from models.domain.joint_events import ActionOverdue


def fired_name(event: Event) -> str | None:
    """The name that an event of the clock leaves in the state; None for what cannot fire twice anyway."""
    match event:
        case events.AcknowledgementMissed():
            return "acknowledgement"
        case events.DeadlineApproaching() | events.Escalated():
            return f"{event.clock}:{event.rung}"
        case events.DeadlineBreached():
            return f"{event.clock}:breach"
        case events.StopOverran():
            return f"stop:{event.stop}"
        case GapOverdue():
            return f"gap:{event.material}"
        case ActionOverdue():
            return f"action:{event.action}"
        case events.CalendarMissing():
            return f"calendar:{event.year}"
        case _:
            return None
