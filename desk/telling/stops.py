"""Why a clock of an item stands still: the special procedure, its written notice and its expected end."""

from datetime import date

from models.domain.case import Item, Stop
from models.domain.limits import STOP_REASONS
from models.domain.text import Words

_REASONS = {str(reason): words for reason, words in STOP_REASONS.items()}


def live_stops(item: Item, today: date) -> tuple[Words, ...]:
    """The special procedures that run, a line each."""
    return tuple(say_stop(stop, today) for stop in item.live_stops)


def say_stop(stop: Stop, today: date) -> Words:
    """One special procedure, with how it stands on a day."""
    reason = _REASONS.get(stop.reason) or Words.model_construct(zh=stop.reason, en=stop.reason)
    if stop.resumed is not None:
        zh = f"{stop.begun}停止，{stop.resumed}恢复"
        en = f"stopped {stop.begun}, resumed {stop.resumed}"
    elif stop.until < today:
        zh, en = f"预计{stop.until}结束，已超期", f"was expected to end on {stop.until}"
    else:
        zh, en = f"预计{stop.until}结束", f"expected to end on {stop.until}"
    return Words.model_construct(
        zh=f"{reason.zh}（告知书{stop.notice}），{zh}", en=f"{reason.en} (notice {stop.notice}), {en}"
    )
