"""An office of its own whose servers are killed and frozen, by process id, while its supervisor mends it."""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import psutil

import runtime.embedded.supervisor as supervision
from runtime.embedded.own import OwnProcess
from runtime.embedded.supervisor import Part as OfficePart
from runtime.embedded.supervisor import keep_running
from runtime.embedded.temporal import TemporalServer
from runtime.embedded.throwaway import throwaway_folder
from runtime.migrations import migrate
from runtime.office import Office
from runtime.settings import Settings
from runtime.trouble import Words
from tests.faults.plan import Fault, Part
from tests.faults.telling import say
from workflows.signposts import ALL

_OWN_SERVERS = ("DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")
_SHORT_RUNS = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=60")
_LONGEST_PAUSE_SECONDS = 2.0
_ALL_THERE_SECONDS = 90.0


class DisturbedOffice:
    """The office, and what is done to it. Only processes that this office has started are ever signalled."""

    def __init__(self, office: Office, second: OwnProcess, home: Path) -> None:
        self.office = office
        self.home = home
        self._parts: list[OfficePart] = [*office._parts, second]
        self.done: Counter[tuple[str, str]] = Counter()
        self._frozen: list[psutil.Process] = []

    async def strike(self, fault: Fault) -> None:
        """Let the fault happen, to its end."""
        if fault.kind in {"kill", "again"}:
            self._kill(fault.parts)
        if fault.kind == "again":
            await asyncio.sleep(fault.lasts)
            self._kill(fault.parts)
        if fault.kind in {"freeze", "stiff"}:
            held = self._freeze(fault.parts)
            await asyncio.sleep(fault.lasts)
            if fault.kind == "stiff":
                self._kill(fault.parts)
            self._thaw(held)

    def thaw_all(self) -> None:
        """Let nothing stay frozen, whatever has become of the run."""
        self._thaw(list(self._frozen))

    async def until_all_there(self) -> None:
        """Wait until every part runs, and goes on running for a moment."""
        async with asyncio.timeout(_ALL_THERE_SECONDS):
            seen = 0
            while seen < 5:  # a second
                seen = seen + 1 if all(part.running for part in self._parts) else 0
                await asyncio.sleep(0.2)

    def descendants(self) -> list[psutil.Process]:
        """Every process that this one has started, with theirs."""
        return psutil.Process().children(recursive=True)

    def _kill(self, parts: Sequence[Part]) -> None:
        for part in parts:
            process = self._process(part)
            if process is None:
                self.done["was down already", part] += 1
                continue
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
                self.done["killed", part] += 1

    def _freeze(self, parts: Sequence[Part]) -> list[psutil.Process]:
        held: list[psutil.Process] = []
        for part in parts:
            process = self._process(part)
            if process is None:
                self.done["was down already", part] += 1
                continue
            self.done["frozen", part] += 1
            for each in _stopped(process):
                held.append(each)
                self._frozen.append(each)
        return held

    def _thaw(self, held: list[psutil.Process]) -> None:
        for process in held:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
            if process in self._frozen:
                self._frozen.remove(process)

    def _process(self, name: Part) -> psutil.Process | None:
        """The part's process, also while it still starts; None while there is none."""
        pid = self._part(name).pid
        try:
            process = None if pid is None else psutil.Process(pid)
        except psutil.NoSuchProcess:
            return None
        return process if process is not None and process.ppid() == os.getpid() else None

    def _part(self, name: Part) -> OfficePart:
        return next(part for part in self._parts if name in part.name.en.lower())


def _stopped(process: psutil.Process) -> Iterator[psutil.Process]:
    """The process and its children, each once it is stopped; the parent first, so that no child is missed."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.suspend()
        yield process
        for child in process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.suspend()
                yield child


@contextlib.asynccontextmanager
async def disturbed_office() -> AsyncIterator[DisturbedOffice]:
    """An open office with two workers, in a folder that is gone afterwards.

    Its Temporal suggests a new run after sixty history events, so that cases cross that seam too.
    The supervisor's pause between two restarts stays short, because servers die far more often here.
    """
    for name in _OWN_SERVERS:
        os.environ.pop(name, None)
    supervision._LONGEST_PAUSE_SECONDS = _LONGEST_PAUSE_SECONDS
    with throwaway_folder("lianshen-faults-") as home:
        office = Office(Settings(home=home), migrate=migrate, search_attributes=ALL, on_progress=_say)
        assert isinstance(office._temporal, TemporalServer)
        office._temporal = ShortRuns(office._temporal)
        async with office, _second_worker(office, home) as second:
            disturbed = DisturbedOffice(office, second, home)
            try:
                yield disturbed
            finally:
                disturbed.thaw_all()


@contextlib.asynccontextmanager
async def _second_worker(office: Office, home: Path) -> AsyncIterator[OwnProcess]:
    """Another worker, kept running by the same supervision."""
    name = Words("第二个办事进程", "Second process of the work")
    worker = OwnProcess(name, "second", home, office._worker._command, office._worker._environment)

    async def nothing_to_write_down() -> None: ...

    await worker.start()
    watching = asyncio.create_task(keep_running(worker, _say, nothing_to_write_down))
    try:
        yield worker
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await worker.stop()


class ShortRuns(TemporalServer):
    """A Temporal that suggests a new run early."""

    def __init__(self, like: TemporalServer) -> None:
        super().__init__(like._home, namespace=like._namespace, search_attributes=like._search_attributes)

    def _command(self, program: Path) -> list[str]:
        return [*super()._command(program), *_SHORT_RUNS]


def _say(words: Words) -> None:
    say(words.en)
