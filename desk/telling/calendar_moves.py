"""Why another calendar moves a deadline, or leaves it where it is, in one sentence."""

from itertools import groupby

from models.domain.calendar import Day
from models.domain.clock import ONE_DAY
from models.domain.reprojection import OpenDeadline
from models.domain.text import Words


def why_moved(deadline: OpenDeadline) -> Words:
    """The days that count otherwise, and what has become of its certainty."""
    parts = [*_of_days(deadline.days), *_of_certainty(deadline)]
    return Words.model_construct(zh="；".join(zh for zh, _ in parts), en="; ".join(en for _, en in parts))


def _of_days(days: tuple[Day, ...]) -> list[tuple[str, str]]:
    return [_span(list(run)) for _, run in groupby(enumerate(days), _run_of)]


def _run_of(placed: tuple[int, Day]) -> tuple[object, ...]:
    """What neighbouring days of one kind have in common."""
    position, day = placed
    return (day.date - position * ONE_DAY, day.working, day.zh)


def _span(run: list[tuple[int, Day]]) -> tuple[str, str]:
    first, last = run[0][1], run[-1][1]
    when = f"{first.date}" if first is last else f"{first.date}–{last.date:%m-%d}"
    if first.working:
        return f"{when} {first.zh}，计入", f"{when} {first.en}: now counted"
    return f"{when} {first.zh}，不再计入", f"{when} {first.en}: no longer counted"


def _of_certainty(deadline: OpenDeadline) -> list[tuple[str, str]]:
    if deadline.provisional:
        return [("含尚无正式安排的年份，仍为暂计", "rests on a year without an official table: provisional")]
    if deadline.was_provisional:
        return [("所涉年份的安排已正式公布，由暂计转为确定", "its years are published now: certain")]
    return []
