"""What silence is worth (视为同意): the deemed opinion at the end of a promise, and the reply after it."""

from models.domain import change_events, commands
from models.domain.case import Case, Item
from models.domain.due import Due
from models.domain.event_shape import Stamp
from models.domain.events import Event
from models.domain.names import OpinionWord
from models.domain.rulebook import Rulebook
from models.domain.rules.gaps import owed_for
from models.domain.rules.notices import notices_now_due
from models.domain.rules.scene import Scene, require_case_state


def opinion_deemed(case: Case, breach: Due, book: Rulebook) -> bool:
    """Whether the breach of a promise makes the item's opinion count as given.

    Only where the catalogue says so, and only for silence: not on a notice that was never signed for or was
    returned, not while a promised material keeps the department from concluding, not over a refusal that lies
    with the supervisor, and not when the item has ended before its breach could be found.
    """
    if breach.item is None or breach.clock != "committed":
        return False
    item = case.items[breach.item]
    definition = book.catalogue.item(item.code)
    return (
        item.open
        and definition.deemed
        and definition.kind == "opinion"
        and item.acknowledged_at is not None
        and item.returned is None
        and item.state != "negative-filing"
        and not owed_for(case, item.code, book)
    )


def with_notices(case: Case, deemed: change_events.OpinionDeemed) -> list[Event]:
    """The deemed opinion, and the notices of what waited for it."""
    caused = Stamp(at=deemed.at, by=None, by_name=None, by_department=None)
    return [deemed, *notices_now_due(case, deemed, caused)]


def keep_late_reply(
    scene: Scene, item: Item, command: commands.ProposeOpinion, opinion: OpinionWord
) -> list[Event]:
    """What the department says after its opinion was deemed given is kept, and changes nothing."""
    require_case_state(scene, "reviewing", "consolidating", "decided", "delivered")
    return [
        change_events.LateReplyKept(
            **scene.stamp,
            item=item.code,
            opinion=opinion,
            reason=command.reason,
            basis=command.basis,
            conditions=command.conditions,
            result=command.result,
        )
    ]
