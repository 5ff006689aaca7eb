"""The people of the run: they click as the stories say, ask until they know, and keep a book of their own."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.client import Client

from activities.register import PostgresRegister
from desk.cases import Cases
from desk.cli.running import is_lost_connection
from desk.outcomes import InHand, NoSuchCase, Refused
from models.domain.commands import FileCase, Order
from models.domain.names import CaseNumber
from models.messages.case_workflow import Answer
from tests.faults.clicks import Click, Story

PATIENCE: Final = timedelta(seconds=3)
"""The desk says "in hand" after so long, and the person asks again: sooner than people, to ask more often."""

_PAUSE: Final = 0.2
_AFTER_CLOSING: Final = 0.5


@dataclass
class Line:
    """What was asked under one key by one body, and everything that was answered."""

    order: Order
    answers: list[Answer] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether it is acknowledged or refused."""
        return bool(self.answers or self.refusals)

    @property
    def done(self) -> bool:
        """Whether it is acknowledged."""
        return bool(self.answers)


class Folder:
    """One story as its people live it, with their book."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.number: CaseNumber | None = None
        self.shift: timedelta | None = None
        self.lines: list[Line] = []
        self.findings: list[str] = []
        self.finished = False

    def now(self) -> datetime:
        """The time of this case's office."""
        return datetime.now(UTC) + (self.shift or timedelta(0))


class People:
    """Plays stories against an office. ``counts`` is what the final table tells."""

    def __init__(self, client: Client, register: PostgresRegister) -> None:
        self._client = client
        self._register = register
        self.counts: Counter[str] = Counter()

    async def play(self, folder: Folder) -> None:
        """Every click of the story, until each outcome is known."""
        story = folder.story
        if story.closing is not None:
            closes = story.book.hours.closes(story.closing.day)
            folder.shift = closes - timedelta(seconds=story.closing.seconds) - datetime.now(UTC)
        begun = asyncio.get_running_loop().time()
        await self._lane(folder, story.first)
        await asyncio.gather(*(self._lane(folder, lane) for lane in story.lanes))
        await self._lane(folder, story.last)
        if story.closing is not None:
            left = begun + story.closing.seconds + _AFTER_CLOSING - asyncio.get_running_loop().time()
            await asyncio.sleep(max(left, 0))
            await self._lane(folder, story.after_closing)
        folder.finished = True

    async def ask(self, folder: Folder, line: Line) -> None:
        """One click, until its outcome is known and stands in the book."""
        try:
            line.answers.append(await self._until_known(folder, line.order))
        except Refused as refused:
            line.refusals.append(refused)

    async def _lane(self, folder: Folder, clicks: tuple[Click, ...]) -> None:
        for click in clicks:
            await asyncio.sleep(click.pause)
            await self._click(folder, click)

    async def _click(self, folder: Folder, click: Click) -> None:
        lines = [Line(order) for order in click.orders]
        folder.lines.extend(lines)
        await asyncio.gather(*(self._order(folder, line, click) for line in lines))
        done = sum(line.done for line in lines)
        expected = {"done": (1,), "refused": (0,), "either": (0, 1)}[click.expected]
        if done not in expected:
            said = "; ".join(f"{line.order.key}: {_outcome(line)}" for line in lines)
            folder.findings.append(f"expected {click.expected}: {click}: {said}")
        if isinstance(click.orders[0].command, FileCase):
            folder.number = next((line.answers[0].case for line in lines if line.done), folder.number)

    async def _order(self, folder: Folder, line: Line, click: Click) -> None:
        if click.way == "hasty":
            try:
                async with asyncio.timeout(click.patience):
                    await self.ask(folder, line)
            except TimeoutError:
                self.counts["given up and asked again"] += 1
        hands = 2 if click.way == "twice" else 1
        if not line.known:
            await asyncio.gather(*(self.ask(folder, line) for _ in range(hands)))
        self.counts["acknowledged" if line.done else "refused"] += 1

    async def _until_known(self, folder: Folder, order: Order) -> Answer:
        for attempt in itertools.count():
            if attempt:
                self.counts["unknown and asked again"] += 1
                await asyncio.sleep(_PAUSE)
            try:
                return await self._way(folder, order)()
            except InHand:
                continue
            except NoSuchCase:
                folder.findings.append(f"{order.key}: the case is not known any more")
                raise
            except Refused:
                raise
            except Exception as error:
                if not is_lost_connection(error):
                    raise
        raise AssertionError

    def _way(self, folder: Folder, order: Order) -> Callable[[], Awaitable[Answer]]:
        cases = Cases(
            self._client, self._register, patience=PATIENCE, epoch_shift=folder.shift, now=folder.now
        )
        if isinstance(order.command, FileCase):
            return lambda: cases.file(order, folder.story.book, folder.now())
        number = folder.number
        assert number is not None  # every story begins with its filing
        return lambda: cases.perform(number, order)


def _outcome(line: Line) -> str:
    told = [f"done as {answer.first} {', '.join(answer.events)}" for answer in line.answers]
    return "; ".join([*told, *map(str, line.refusals)]) or "nothing"
