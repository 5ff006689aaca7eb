"""A throw-away office with everything a real one has: waits for the disk, file, flags, worker of its own."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from runtime.addresses import read_record
from runtime.embedded.throwaway import throwaway_folder
from runtime.migrations import migrate
from runtime.office import Office
from runtime.settings import Settings
from runtime.trouble import Words
from workflows.signposts import ALL

WORKER = "Worker"
_OWN_SERVERS = ("DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")


@dataclass(frozen=True)
class Measured:
    """The office that is measured. Its programs by name, each with its process id."""

    home: Path
    office: Office

    @property
    def pids(self) -> Mapping[str, int]:
        """The process of each part, as the office has written it down."""
        record = read_record(self.home)
        if record is None:
            raise RuntimeError("the office has written no record")
        return record.pids

    async def restart_worker(self) -> None:
        """End the worker and wait for the one that the office starts instead."""
        before = self.pids[WORKER]
        psutil.Process(before).terminate()
        async with asyncio.timeout(60):
            while self.pids[WORKER] == before:
                await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def measured_office() -> AsyncIterator[Measured]:
    """An open office in a folder that is gone afterwards; servers that the environment names stay alone."""
    for name in _OWN_SERVERS:
        os.environ.pop(name, None)
    with throwaway_folder("lianshen-bench-") as home:
        office = Office(Settings(home=home), migrate=migrate, search_attributes=ALL, on_progress=say)
        async with office, _ended_with(office):
            yield Measured(home, office)


@contextlib.asynccontextmanager
async def _ended_with(office: Office) -> AsyncIterator[None]:
    """Ctrl-C tells the office to stop: the measurement then ends, too, and everything is cleared away."""
    measuring = asyncio.current_task()

    async def watch() -> None:
        await office.serve_until_stopped()
        if measuring is not None:
            measuring.cancel()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


def say(words: Words | str) -> None:
    """Progress goes to the error stream; the table alone is the output."""
    text = words if isinstance(words, str) else words.en
    sys.stderr.write(f"[{elapsed():4.0f} s] {text}\n")
    sys.stderr.flush()


def elapsed() -> float:
    """Seconds since this process began to measure."""
    return time.monotonic() - _BEGUN


_BEGUN = time.monotonic()


def cpu_seconds(pids: Iterable[int]) -> float:
    """The processor time that these processes and their children have used so far."""
    used = 0.0
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            for each in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = each.cpu_times()
                    used += times.user + times.system
    return used
