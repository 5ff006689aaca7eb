"""What a run will do, from its seed alone: which cases begin when, and which server dies or freezes when."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from typing import Final, Literal, TypeVar

from tests.faults.author import Author
from tests.faults.clicks import Story
from tests.faults.stories import KINDS

Part = Literal["worker", "second", "temporal", "postgres"]
"""What dies and freezes. The second worker shares the office's work with the first."""

PARTS: Final[tuple[Part, ...]] = ("worker", "second", "temporal", "postgres")

Kind = Literal["kill", "freeze", "stiff", "again"]
"""Killed; stopped and continued; killed while it is stopped; killed, and once more while it starts."""

Card = TypeVar("Card")

_HAND: Final[tuple[tuple[Kind, tuple[Part, ...]], ...]] = (
    *(("kill", (part,)) for part in PARTS),
    *(("freeze", (part,)) for part in PARTS),
    *(("stiff", (part,)) for part in PARTS),
    *(("again", (part,)) for part in PARTS),
    ("kill", ("temporal", "postgres")),
    ("kill", ("worker", "second")),
    ("kill", PARTS),
)
"""One hand of the deck from which the faults of a run are dealt: each fault of each server in turn."""

_FIRST_FAULT: Final = 4.0
_FREEZE: Final = (2.0, 8.0)
_LONG_FREEZE: Final = (2.0, 14.0)
"""Of a worker: beyond the ten seconds after which Temporal gives its task to the other one."""

_AGAIN: Final = (0.3, 1.6)
_QUIET_END: Final = 6.0


@dataclass(frozen=True)
class Fault:
    """What befalls parts of the office, in seconds after the start. ``lasts``: until the second act."""

    at: float
    kind: Kind
    parts: tuple[Part, ...]
    lasts: float

    def __str__(self) -> str:
        what = {
            "kill": "kill -9",
            "freeze": f"freeze for {self.lasts:.1f} s",
            "stiff": f"freeze, and kill -9 after {self.lasts:.1f} s",
            "again": f"kill -9, and again after {self.lasts:.1f} s",
        }[self.kind]
        return f"{self.at:6.1f} s  {' + '.join(self.parts):37}  {what}"


@dataclass(frozen=True)
class Plan:
    """A run of so many seconds, in which cases begin and servers die; afterwards all is left in peace."""

    seed: int
    seconds: float
    stories: tuple[Story, ...]
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join([self.title, *map(str, self.faults), *map(str, self.stories)])

    @property
    def title(self) -> str:
        """The run in one line."""
        cases, faults = len(self.stories), len(self.faults)
        return f"seed {self.seed}, {self.seconds:.0f} s: {cases} cases, {faults} faults, plan {self.digest}"

    @property
    def digest(self) -> str:
        """The same for the same plan: two runs of one seed can be compared by it."""
        told = [repr(self.faults), *(story.in_full() for story in self.stories)]
        return sha256("\n".join(told).encode()).hexdigest()[:12]


def make_plan(seed: int, seconds: float, *, every: float, pause: float) -> Plan:
    """A case begins ``every`` so many seconds, and a fault comes after each ``pause``, on the average."""
    name = f"s{seed}"
    begins = list(_moments(_draw(seed, "cases"), 0.0, every, seconds))
    kinds = _dealt(_draw(seed, "kinds"), KINDS)
    stories = (
        kind(Author(_draw(seed, f"case:{number}"), name, number, at))
        for number, (at, kind) in enumerate(zip(begins, kinds, strict=False), 1)
    )
    return Plan(seed, seconds, tuple(stories), tuple(_faults(seed, seconds, pause)))


def _faults(seed: int, seconds: float, pause: float) -> Iterator[Fault]:
    draw = _draw(seed, "faults")
    hands = _dealt(_draw(seed, "hands"), _HAND)
    for at in _moments(draw, _FIRST_FAULT, pause, seconds - _QUIET_END):
        kind, parts = next(hands)
        freeze = _FREEZE if {"temporal", "postgres"}.intersection(parts) else _LONG_FREEZE
        lasts = {"kill": 0.0, "again": draw.uniform(*_AGAIN)}.get(kind, draw.uniform(*freeze))
        yield Fault(at, kind, parts, lasts)


def _draw(seed: int, what: str) -> random.Random:
    """A generator of its own for each thing, so that another rate of faults leaves the cases as they are."""
    return random.Random(f"{seed}:{what}")  # noqa: S311 - lots, not secrets


def _moments(draw: random.Random, first: float, mean: float, end: float) -> Iterator[float]:
    def walk() -> Iterator[float]:
        at = first
        while True:
            yield at
            at += draw.uniform(0.4 * mean, 1.6 * mean)

    return takewhile(lambda at: at < end, walk())


def _dealt(draw: random.Random, deck: tuple[Card, ...]) -> Iterator[Card]:
    """Cards of a shuffled deck, for ever; each deck is dealt out before the next is shuffled."""
    while True:
        yield from draw.sample(deck, len(deck))
