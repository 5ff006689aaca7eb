"""Special procedures: time that a clock does not count (行政许可法 art. 45), begun and ended on request."""

from models.domain import commands, events
from models.domain.events import Event
from models.domain.limits import STOP_REASONS, StopRule
from models.domain.names import ItemClock
from models.domain.refusals import (
    AlreadyStopped,
    EndInThePast,
    EndMissing,
    FieldInvalid,
    NotStopped,
    StopReasonNotAllowed,
    WrittenNoticeMissing,
)
from models.domain.rules.scene import Scene, require_begun, require_official, require_open
from models.domain.text import Words

_CLOCKS: tuple[ItemClock, ...] = ("committed", "statutory")
_TOLD: dict[str, Words] = {str(reason): told for reason, told in STOP_REASONS.items()}


def stop_clock(scene: Scene, command: commands.StopClock) -> list[Event]:
    """Stop those clocks of the item that the catalogue lets this reason stop, from the end of today on."""
    item = scene.item(command.item)
    require_open(scene, item)
    rules = {clock: scene.book.catalogue.stop_rules(item.code, clock) for clock in _CLOCKS}
    clocks = tuple(clock for clock in _CLOCKS if command.reason in {rule.reason for rule in rules[clock]})
    if not clocks:
        allowed = dict.fromkeys(rule.reason for clock in _CLOCKS for rule in rules[clock])
        raise StopReasonNotAllowed(reason=command.reason, allowed=", ".join(allowed) or "-")
    standing = {clock: stop.reason for stop in item.live_stops for clock in stop.clocks}
    if all(clock in standing for clock in clocks):
        raise AlreadyStopped(item=scene.definition(item.code).title, reason=_TOLD[standing[clocks[0]]])
    if command.notice is None:
        raise WrittenNoticeMissing
    if command.until is None:
        raise EndMissing
    if command.until < scene.today:
        raise EndInThePast(until=command.until.isoformat(), today=scene.today.isoformat())
    _require_within_longest(scene, command, rules["statutory"] + rules["committed"])
    return [
        events.ClockStopped(
            **scene.stamp,
            item=item.code,
            reason=command.reason,
            notice=command.notice,
            until=command.until,
            clocks=clocks,
        )
    ]


def resume_clock(scene: Scene, command: commands.ResumeClock) -> list[Event]:
    """End a special procedure, also of an item whose notice came back; this day is not counted yet."""
    item = scene.item(command.item)
    require_begun(scene, item)
    live = [stop.reason for stop in item.live_stops]
    if not live or (command.reason is not None and command.reason not in live):
        raise NotStopped(item=scene.definition(item.code).title)
    if command.reason is None and len(live) > 1:
        raise FieldInvalid(
            field="reason",
            problem=Words(
                zh=f"有多项特别程序，请指明：{'、'.join(live)}", en=f"name one of: {', '.join(live)}"
            ),
        )
    return [events.ClockResumed(**scene.stamp, item=item.code, reason=command.reason or live[0])]


def _require_within_longest(scene: Scene, command: commands.StopClock, rules: tuple[StopRule, ...]) -> None:
    longest = [rule.max for rule in rules if rule.reason == command.reason and rule.max is not None]
    if not longest or command.until is None:
        return
    asked = scene.book.days.between(scene.today, command.until)
    if asked > min(longest):
        too_long = Words(zh="停止计时是否超过最长期限", en="whether such a stop is longer than allowed")
        require_official(scene, scene.book.days.nth_after(scene.today, min(longest)), too_long)
        raise FieldInvalid(
            field="until",
            problem=Words(
                zh=f"停止计时最长{min(longest)}个工作日，所请为{asked}个工作日",
                en=f"such a stop lasts at most {min(longest)} working days, and this would be {asked}",
            ),
        )
