"""What people will click: one click, and the story of one case as the clicks of all its hands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.domain.commands import Order
from models.domain.names import CaseState
from models.domain.rulebook import Rulebook

Way = Literal["once", "twice", "hasty"]
"""Twice at the same moment, or given up after a moment and asked again, always with the same key."""

Expected = Literal["done", "refused", "either"]


@dataclass(frozen=True)
class Click:
    """Orders that go out at the same moment, after a pause of so many seconds.

    Of several orders exactly one is to be done. A ``hasty`` person waits for ``patience`` seconds only.
    """

    orders: tuple[Order, ...]
    pause: float
    way: Way = "once"
    expected: Expected = "done"
    patience: float = 0.0

    def __str__(self) -> str:
        what = " | ".join(f"{order.by.name} {order.command.do} {order.key}" for order in self.orders)
        way = {"once": "", "twice": " twice", "hasty": f" gives up after {self.patience:.2f} s"}[self.way]
        return f"+{self.pause:.2f} s {what}{way}{'' if self.expected == 'done' else f' ({self.expected})'}"


@dataclass(frozen=True)
class Closing:
    """An office whose clock stands ``seconds`` before it closes on a day, when its case is filed."""

    day: date
    seconds: float


@dataclass(frozen=True)
class Story:
    """One case: its first clicks one after another, then lanes side by side, then its last clicks.

    ``begins`` is in seconds after the start of the run. ``after_closing`` are clicks once the office's clock,
    where it has one of its own, has shown closing time.
    """

    number: int
    kind: str
    begins: float
    book: Rulebook
    ends: tuple[CaseState, ...]
    first: tuple[Click, ...]
    lanes: tuple[tuple[Click, ...], ...] = ()
    last: tuple[Click, ...] = ()
    closing: Closing | None = None
    after_closing: tuple[Click, ...] = ()

    def clicks(self) -> Iterator[Click]:
        """Every click, lane after lane."""
        yield from self.first
        for lane in self.lanes:
            yield from lane
        yield from self.last
        yield from self.after_closing

    def __str__(self) -> str:
        clicks = list(self.clicks())
        told = [f"{len(clicks)} clicks"]
        counts = {
            "twice": sum(click.way == "twice" for click in clicks),
            "hasty": sum(click.way == "hasty" for click in clicks),
            "by two at once": sum(len(click.orders) > 1 for click in clicks),
            "to be refused": sum(click.expected == "refused" for click in clicks),
        }
        told += [f"{count} {name}" for name, count in counts.items() if count]
        closing = self.closing
        clock = "" if closing is None else f", office of {closing.day}, closes after {closing.seconds:.0f} s"
        return f"{self.begins:6.1f} s  case {self.number:3}  {self.kind:9}  {', '.join(told)}{clock}"

    def in_full(self) -> str:
        """The story with all its clicks, for whoever looks into a finding."""
        parts = {"first": (self.first,), "lane": self.lanes, "last": (self.last,)}
        lines = [str(self)]
        for name, runs in {**parts, "after closing": (self.after_closing,)}.items():
            lines += [f"    {name}: {'; '.join(map(str, run))}" for run in runs if run]
        return "\n".join(lines)
