"""The streams that are open: for whom, until when, and what they say."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from desk.live.changes import Changes
from desk.live.concerns import TROUBLE, Concern, hears
from models.domain.visibility import Sight

BEAT: Final = 15.0
"""Seconds between two signs of life."""
LONGEST: Final = 240.0
"""Seconds after which a stream ends, and the browser comes again with its rights looked at anew."""
MOST_OF_ONE: Final = 30
"""Streams of one account; more are a fault or worse."""
MOST_AT_ONCE: Final = 50
"""Cases told one by one; a page that missed more is told to look again."""
WATCH: Final = 5.0
"""Seconds between two looks at the sessions."""
RETRY: Final = 2000
"""Milliseconds after which a browser comes again."""

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Stream:
    """One page of one person. With a ``case`` it hears of that case alone, behind line ``seq``."""

    token: str
    account: str
    sight: Sight
    position: str
    case: str | None = None
    seq: int = 0
    may_see: Callable[[], Awaitable[int | None]] | None = None
    """Where that case stands for whoever may see it; None for everybody else."""
    mark: str | None = field(default=None, init=False)
    """Changes when the person's rights do."""
    over: str = field(default="", init=False)
    """Why the stream is to end: the session has ``ended``, or the rights are to be looked at ``anew``."""


class TooManyStreams(Exception):
    """The account has as many as there may be."""


class Streams:
    """All open streams of this process. Nothing is queued for them: each reads on from its own position."""

    def __init__(
        self, changes: Changes, standing: Callable[[Collection[str]], Awaitable[Mapping[str, str]]]
    ) -> None:
        """``standing`` tells which of these sessions stand, each with a mark of its person's rights."""
        self._changes = changes
        self._standing = standing
        self._open: set[Stream] = set()
        self._closing = False

    @property
    def position(self) -> str:
        """What a page that is made now has seen."""
        return self._changes.position

    def __len__(self) -> int:
        return len(self._open)

    def close(self) -> None:
        """End every stream at once; for a process that stops."""
        self._closing = True
        self._changes.stir()

    def admit(self, stream: Stream) -> None:
        """Count it in. Raises `TooManyStreams`."""
        if Counter(each.account for each in self._open)[stream.account] >= MOST_OF_ONE:
            raise TooManyStreams
        self._open.add(stream)

    async def watch_for_ever(self) -> None:
        """End the streams of sessions that have ended, and of persons whose rights have changed."""
        while True:
            await asyncio.sleep(WATCH)
            tokens = {stream.token for stream in self._open}
            if not tokens:
                continue
            try:
                standing = await self._standing(tokens)
            except TROUBLE as trouble:  # a database that is away ends nobody's session
                log.warning("live.unwatched", reason=str(trouble))
                continue
            for stream in self._open:
                if stream.token in tokens:
                    _look_at(stream, standing.get(stream.token))
            self._changes.stir()

    async def told(self, stream: Stream) -> AsyncIterator[str]:
        """What an admitted stream says, in the form of text/event-stream."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST
        try:
            yield f"retry: {RETRY}\n\n"
            yield await self._first(stream)
            beaten = loop.time()
            while loop.time() < until and not self._closing:
                stirring = self._changes.stirring
                if stream.over:
                    if stream.over == "ended":
                        yield _event("ended", "", stream.position)
                    return
                told = await self._next(stream)
                if told or loop.time() - beaten >= BEAT:
                    beaten = loop.time()
                    yield told or _event("alive", "", stream.position)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(max(0.1, BEAT - (loop.time() - beaten))):
                        await stirring.wait()
        except TROUBLE as trouble:
            # The browser comes again, and finds out then how things stand.
            log.warning("live.broken", reason=str(trouble))
        finally:
            self._open.discard(stream)

    async def _first(self, stream: Stream) -> str:
        """That it is there, and for the page of a case whether that stands where the page has it."""
        if stream.case is None or stream.may_see is None:
            return _event("alive", "", stream.position)
        stream.position = self._changes.position
        stands = await stream.may_see()
        if stands is None:
            return _event("reload", "", stream.position)
        return self._of_case(stream, stands) or _event("alive", "", stream.position)

    async def _next(self, stream: Stream) -> str:
        found = self._changes.since(stream.position)
        if found is None:
            return await self._look_again(stream)
        changes, stream.position = found
        if stream.case is not None:
            if not any(change.case == stream.case for change in changes):
                return ""
            stands = None if stream.may_see is None else await stream.may_see()
            return _event("reload", "", stream.position) if stands is None else self._of_case(stream, stands)
        ours: dict[str, Concern] = {
            change.case: change.concern for change in changes if hears(stream.sight, change.concern)
        }
        if len(ours) > MOST_AT_ONCE:
            return _event("reload", "", stream.position)
        return "".join(
            _event("changed", json.dumps({"case": case, "seq": concern.seq}), stream.position)
            for case, concern in ours.items()
        )

    async def _look_again(self, stream: Stream) -> str:
        """Nobody knows what the stream missed; where one case stands can be asked."""
        if stream.case is not None:
            return await self._first(stream)
        stream.position = self._changes.position
        return _event("reload", "", stream.position)

    def _of_case(self, stream: Stream, stands: int) -> str:
        if stands <= stream.seq:
            return ""
        stream.seq = stands
        return _event("changed", json.dumps({"case": stream.case, "seq": stands}), stream.position)


def _look_at(stream: Stream, mark: str | None) -> None:
    if mark is None:
        stream.over = "ended"
    elif stream.mark not in {None, mark}:
        stream.over = "anew"
    stream.mark = mark


def _event(kind: str, data: str, position: str) -> str:
    return f"id: {position}\nevent: {kind}\ndata: {data or 1}\n\n"
