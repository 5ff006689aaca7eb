"""Breaches that a missing calendar held back until their clock had ended: entered when the calendar comes.

What time does for a clock that still runs is brought by time itself (``passing``). A clock that has ended
brings nothing any more; but a limit that was broken before its end was broken, whoever did not know it yet.
"""

from collections.abc import Iterator

from models.domain.case import Case
from models.domain.clock import Clock, due_day
from models.domain.clocks import case_clocks, item_clocks
from models.domain.due import Due, rung_name
from models.domain.limits import Rung
from models.domain.names import ClockName, ItemCode
from models.domain.rulebook import Rulebook

_LAW: tuple[ClockName, ...] = ("statutory", "delivery-statutory")
_LADDERS: tuple[ClockName, ...] = ("committed", "delivery")
_BROKEN: tuple[ClockName, ...] = ("acceptance", *_LADDERS, *_LAW)
"""An acceptance by hand that came too late is no deemed one any more; but its lead answers for it."""


def held_back(case: Case, old: Rulebook, new: Rulebook) -> list[Due]:
    """The breaches of ended clocks that no table allowed to find, and the rungs climbed since, in order."""
    found = [
        due
        for name, clock in case_clocks(case, old).items()
        for due in _of(None, name, clock, case.fired, old, new)
    ]
    for item in case.items.values():
        for name, clock in item_clocks(item, old).items():
            found += _of(item.code, name, clock, item.fired, old, new)
    return sorted(found, key=lambda due: (due.lawful, due.rank, due.name))


def _of(
    item: ItemCode | None, name: ClockName, clock: Clock, fired: tuple[str, ...], old: Rulebook, new: Rulebook
) -> Iterator[Due]:
    if name not in _BROKEN or clock.ended is None or f"{name}:breach" in fired:
        return
    before, after = due_day(clock, old.days), due_day(clock, new.days)
    if before is None or after is None or not old.days.is_provisional(before):
        return
    steps: list[tuple[Rung | None, int]] = [(None, 0)]
    if name in _LADDERS:
        steps += [(rung, rung.after) for rung in new.catalogue.ladder if rung.after]
    for rung, later in steps:
        day = new.days.nth_after(after, later) if later else after
        lawful = new.hours.closes(day)
        if lawful > clock.ended or new.days.is_provisional(day):
            return
        what = "breach" if rung is None else rung_name(rung)
        yield Due(
            lawful=lawful,
            rank=0 if rung is None else 1,
            name=":".join(part for part in (item, name, what) if part is not None),
            kind="breach" if rung is None else "rung",
            item=item,
            clock=name,
            day=after,
            rung=rung,
        )
