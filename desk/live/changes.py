"""The changes of the last while, in the order in which this process heard of them."""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Final

from desk.live.concerns import Concern

MOST_KEPT: Final = 5_000
"""Changes that a page may have missed; whoever missed more is told to look again at everything."""


@dataclass(frozen=True)
class Change:
    """A case changed; ``place`` counts the changes that this process has heard of."""

    place: int
    case: str
    concern: Concern


class Changes:
    """A bounded memory of changes, and where one stands in it.

    A position names the ``era`` too: it ends when the database was out of hearing, since nobody knows what
    changed then. Pages carry their position and hear of everything behind it, once.
    """

    def __init__(self) -> None:
        self._kept: deque[Change] = deque()
        self._heard = 0
        self._told = 0
        self._era = ""
        self._stirred = asyncio.Event()
        self.begin_era()

    @property
    def position(self) -> str:
        """Behind everything heard so far, also what is still being looked up."""
        return f"{self._era}-{self._heard}"

    def begin_era(self) -> None:
        """Forget: whatever was before, may have been followed by changes that nobody heard of."""
        self._era = secrets.token_hex(4)
        self._kept.clear()
        self._heard = self._told = 0
        self.stir()

    def hear(self) -> int:
        """A change has come; the place that it has."""
        self._heard += 1
        return self._heard

    def tell(self, changes: list[Change], until: int, era: str) -> None:
        """What was looked up of the changes up to place ``until``, unless another era has begun meanwhile."""
        if not self.is_era(era):
            return
        self._kept.extend(changes)
        while len(self._kept) > MOST_KEPT:
            self._kept.popleft()
        self._told = until
        self.stir()

    def is_era(self, position: str) -> bool:
        """Whether the position, or the era alone, is of the present era."""
        return position.partition("-")[0] == self._era

    def since(self, position: str) -> tuple[list[Change], str] | None:
        """What came behind a position, and the position behind that; None when nobody can tell."""
        era, _, place = position.partition("-")
        if era != self._era or not place.isascii() or not place.isdigit() or len(place) > 15:  # noqa: PLR2004
            return None
        after = int(place)
        if after > self._heard or (
            self._kept and len(self._kept) >= MOST_KEPT and self._kept[0].place > after + 1
        ):
            return None
        found: list[Change] = []
        for change in reversed(self._kept):
            if change.place <= after:
                break
            found.append(change)
        return found[::-1], f"{self._era}-{max(after, self._told)}"

    @property
    def stirring(self) -> asyncio.Event:
        """What the next change sets; taken before one looks, so that no change falls in between."""
        return self._stirred

    def stir(self) -> None:
        """Let everybody look again."""
        self._stirred.set()
        self._stirred = asyncio.Event()
