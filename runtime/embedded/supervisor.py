"""Keeps one part of the office running: a part that dies is started again, after a pause that grows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from runtime.trouble import Trouble, Words

_WATCH_SECONDS = 0.2
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0


class Part(Protocol):
    """One process that an office is made of."""

    @property
    def name(self) -> Words:
        """What people call it."""

    @property
    def running(self) -> bool:
        """Whether its process runs; a zombie does not."""

    @property
    def pid(self) -> int | None:
        """The id of its process while it runs."""

    async def start(self) -> None:
        """Bring it up, whatever the death before was like; `Trouble` says why it cannot."""

    async def stop(self) -> None:
        """End it; harmless when it does not run."""


async def keep_running(
    part: Part, say: Callable[[Words], None], restarted: Callable[[], Awaitable[None]]
) -> None:
    """Watch a running part until cancelled; `restarted` is called each time it is up again."""
    clock = asyncio.get_running_loop().time
    pause = _FIRST_PAUSE_SECONDS
    while True:
        up_since = clock()
        while part.running:
            await asyncio.sleep(_WATCH_SECONDS)
        if clock() - up_since > _STEADY_SECONDS:
            pause = _FIRST_PAUSE_SECONDS
        say(
            Words(
                f"{part.name.zh}意外停止，正在重新启动…",
                f"{part.name.en} stopped unexpectedly, starting it again…",
            )
        )
        up = False
        while not up:
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            try:
                await part.start()
                up = True
            except Trouble as trouble:
                say(trouble.words)
        await restarted()
        say(Words(f"{part.name.zh}已恢复。", f"{part.name.en} is back."))
