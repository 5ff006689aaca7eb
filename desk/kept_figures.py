"""Figures that take long to count: kept for a while, and counted anew while people look at those.

A page that shows them says when they were counted.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

import structlog

KEPT_FOR: Final = 100.0
"""Times as long as counting took: one processor spends a hundredth of its time on it, whatever the size."""
LONGEST: Final = 600.0
"""Seconds after which nobody is shown them any more, but waits for new ones."""

Key = TypeVar("Key", bound=Hashable)
Figures = TypeVar("Figures")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Counted(Generic[Figures]):
    """Figures, the moment of their counting, and the seconds that it took."""

    figures: Figures
    at: datetime
    begun: float
    took: float


class KeptFigures(Generic[Key, Figures]):
    """One set of figures by key; ``count`` makes them, ``now`` is in UTC, ``clock`` in seconds."""

    def __init__(
        self,
        count: Callable[[Key], Awaitable[Figures]],
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._count = count
        self._now = now
        self._clock = clock
        self._kept: dict[Key, Counted[Figures]] = {}
        self._running: dict[Key, asyncio.Task[Counted[Figures]]] = {}

    async def get(self, key: Key, *, anew: bool = False) -> Counted[Figures]:
        """The figures as they are kept; counted after this moment when ``anew``."""
        kept, asked = self._kept.get(key), self._clock()
        if kept is None or anew or asked - kept.begun > LONGEST:
            found = await asyncio.shield(self._counting(key))
            return await asyncio.shield(self._counting(key)) if anew and found.begun < asked else found
        if asked - kept.begun > KEPT_FOR * kept.took:
            self._counting(key)
        return kept

    def _counting(self, key: Key) -> "asyncio.Task[Counted[Figures]]":
        """The counting that is going on, or a new one: nothing is counted twice at once."""
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.create_task(self._counted(key))
            running.add_done_callback(lambda done: self._ended(key, done))
        return running

    async def _counted(self, key: Key) -> Counted[Figures]:
        begun, at = self._clock(), self._now()
        figures = await self._count(key)
        for old in [other for other, kept in self._kept.items() if begun - kept.begun > LONGEST]:
            del self._kept[old]
        kept = self._kept[key] = Counted(figures, at, begun, self._clock() - begun)
        return kept

    def _ended(self, key: Key, done: "asyncio.Task[Counted[Figures]]") -> None:
        del self._running[key]
        if not done.cancelled() and (error := done.exception()) is not None:  # perhaps nobody waits for it
            log.warning("desk.not_counted", reason=repr(error)[:200])
