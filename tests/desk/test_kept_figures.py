import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import SQLAlchemyError

from desk.kept_figures import KEPT_FOR, LONGEST, KeptFigures

BEGIN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Counter:
    """Counts how often it was asked; each time takes so many seconds of its own clock."""

    def __init__(self, takes: float) -> None:
        self.takes = takes
        self.seconds = 0.0
        self.counted = 0
        self.held = asyncio.Event()
        self.held.set()
        self.broken = False
        self.kept = KeptFigures(
            self._count, lambda: BEGIN + timedelta(seconds=self.seconds), lambda: self.seconds
        )

    async def _count(self, _key: str) -> int:
        await self.held.wait()
        if self.broken:
            raise SQLAlchemyError("the database is away")
        self.counted += 1
        self.seconds += self.takes
        return self.counted

    async def get(self, *, anew: bool = False) -> int:
        """The figure, after whatever was going on has ended."""
        found = await self.kept.get("all", anew=anew)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return found.figures


async def test_figures_are_kept_a_hundred_times_as_long_as_they_took() -> None:
    """Then the old ones are shown this once more while new ones are counted."""
    counter = Counter(takes=2)
    shown = [await counter.get(), await counter.get()]
    counter.seconds += KEPT_FOR * 2 - 2
    shown.append(await counter.get())
    counter.seconds += 1
    shown += [await counter.get(), await counter.get()]

    assert shown == [1, 1, 1, 1, 2]


async def test_nobody_is_shown_figures_that_are_very_old() -> None:
    """Who comes first in the morning waits for new ones; they say when they were counted."""
    counter = Counter(takes=60)
    await counter.get()
    counter.seconds = LONGEST + 1
    found = await counter.kept.get("all")

    assert (found.figures, found.at) == (2, BEGIN + timedelta(seconds=LONGEST + 1))


async def test_figures_are_counted_once_for_all_who_wait() -> None:
    """However many look at the same time."""
    counter = Counter(takes=1)
    counter.held.clear()
    waiting = [asyncio.create_task(counter.kept.get("all")) for _ in range(5)]
    await asyncio.sleep(0)
    counter.held.set()

    assert {found.figures for found in await asyncio.gather(*waiting)} == {1}


async def test_who_asks_anew_gets_figures_from_after_that_moment() -> None:
    """Also when a count was going on already that had begun before."""
    counter = Counter(takes=1)
    counter.held.clear()
    first = asyncio.create_task(counter.kept.get("all"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # the counting itself has begun
    counter.seconds += 1
    second = asyncio.create_task(counter.kept.get("all", anew=True))
    await asyncio.sleep(0)
    counter.held.set()

    assert ((await first).figures, (await second).figures) == (1, 2)


async def test_a_count_that_fails_is_told_to_who_waits_and_keeps_the_old_figures() -> None:
    """Behind the back of who looks, nothing is told; the next one who looks tries again."""
    counter = Counter(takes=1)
    await counter.get()
    counter.broken, counter.seconds = True, KEPT_FOR + 10
    shown = await counter.get()
    with pytest.raises(SQLAlchemyError):
        await counter.get(anew=True)
    counter.broken = False
    again = [await counter.get(), await counter.get()]

    assert (shown, again) == (1, [1, 2])
