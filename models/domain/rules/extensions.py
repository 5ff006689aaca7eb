"""Extensions of a statutory limit (行政许可法 art. 42): once, with a reason, before it is over."""

from models.domain import change_commands, change_events
from models.domain.clock import Clock, due_day
from models.domain.clocks import case_clocks, item_clocks
from models.domain.events import Event
from models.domain.refusals import AlreadyExtended, ExtensionTooLong, LimitAlreadyOver, ReasonMissing
from models.domain.rules.scene import Scene, require_case_state, require_open


def extend_item(scene: Scene, command: change_commands.ExtendItem) -> list[Event]:
    """Extend the statutory limit of an item, in its own unit; the promise stays."""
    item = scene.item(command.item)
    require_open(scene, item)
    longest = scene.definition(item.code).statutory.extension
    _require_extendable(scene, item_clocks(item, scene.book)["statutory"])
    reason = _grounds(command, longest)
    return [change_events.ItemExtended(**scene.stamp, item=item.code, days=command.days, reason=reason)]


def extend_case(scene: Scene, command: change_commands.ExtendCase) -> list[Event]:
    """Extend the statutory limit of the case as a whole (art. 42 ¶2)."""
    require_case_state(scene, "reviewing", "consolidating")
    _require_extendable(scene, case_clocks(scene.case, scene.book)["statutory"])
    reason = _grounds(command, scene.book.catalogue.limits.extension)
    return [change_events.CaseExtended(**scene.stamp, days=command.days, reason=reason)]


def _require_extendable(scene: Scene, clock: Clock) -> None:
    if clock.extension:
        raise AlreadyExtended(days=clock.extension)
    due = due_day(clock, scene.book.days)
    if due is None or scene.book.days.is_provisional(due):
        return  # it stands still, or is not known for certain: not over by law
    if scene.book.hours.closes(due) <= scene.at:
        raise LimitAlreadyOver(due=due.isoformat())


def _grounds(command: change_commands.ExtendItem | change_commands.ExtendCase, longest: int) -> str:
    if command.reason is None:
        raise ReasonMissing
    if command.days > longest:
        raise ExtensionTooLong(days=command.days, longest=longest)
    return command.reason
