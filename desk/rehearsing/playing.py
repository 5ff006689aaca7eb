"""Plays rehearsals on real servers, as many as there are at once, on the one clock that the servers have."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from desk.rehearsing.production import Production
from desk.rehearsing.servers import MINUTE, Servers, ServerTime
from models.domain.rehearsal import Rehearsal, Report
from models.domain.rulebook import Rulebook

AT_ONCE: Final = 24
"""Rehearsals that act at the same moment; more only wait for each other on the servers."""


class TooSlow(Exception):
    """What is written for one minute took longer than that in real time, so the minutes cannot be kept."""


async def play_on_servers(
    parts: Sequence[tuple[Rehearsal, Mapping[str, Rulebook]]], servers: Servers
) -> list[Report]:
    """The report of each rehearsal, in their order.

    All begin together, each at its own date. Rehearsals of one jurisdiction share its case numbers, too.
    """
    begins = await servers.time.next_minute()
    productions = [Production(rehearsal, books, servers, begins) for rehearsal, books in parts]
    turns = asyncio.Semaphore(AT_ONCE)

    async def play(production: Production) -> None:
        async with turns:
            await production.play_moment()

    while (moment := _earliest(productions)) is not None:
        await servers.time.run_on_to(moment)
        await asyncio.gather(*(play(each) for each in productions if each.next_moment == moment))
        await _require_in_time(servers.time, moment)
    return [production.report for production in productions]


def _earliest(productions: Sequence[Production]) -> datetime | None:
    return min((each.next_moment for each in productions if each.next_moment is not None), default=None)


async def _require_in_time(time: ServerTime, moment: datetime) -> None:
    now = await time.now()
    if now >= moment + MINUTE:
        raise TooSlow(f"{moment:%H:%M} was over at {now:%H:%M:%S} only")
