"""A whole office on one machine: servers, worker and desk, started in order, kept alive, stopped in order."""

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from runtime.addresses import (
    NAMESPACE,
    Addresses,
    OfficeRecord,
    TemporalAddress,
    record_file,
    temporal_of_environment,
    write_record,
)
from runtime.database import check_database
from runtime.database_url import place
from runtime.embedded.desk import DeskProcess, free_port
from runtime.embedded.folders import prepare_home
from runtime.embedded.own import OwnProcess
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.supervisor import Part, keep_running
from runtime.embedded.temporal import TemporalServer
from runtime.settings import Settings
from runtime.trouble import OfficeAlreadyRunning, StoppedWhileStarting, Words

WORKER_COMMAND = (sys.executable, "-m", "worker")
DESK_COMMAND = (sys.executable, "-m", "desk.app")

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Office:
    """Use it as an asynchronous context: inside, everything runs; on the way out, everything has stopped.

    A part that dies is started again by itself. The home folder stays locked while this process lives.
    Servers that the environment names (`DATABASE_URL`, `TEMPORAL_ADDRESS`) are used and left running.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        migrate: Callable[[str], Awaitable[None]],
        search_attributes: Mapping[str, str],
        on_progress: Callable[[Words], None],
        worker: Sequence[str] = WORKER_COMMAND,
        desk: Sequence[str] | None = None,
        port: int | None = None,
    ) -> None:
        """`migrate` gets the database's URL at every start, before the worker starts.

        `desk` is the command of the desk, None for an office without one; `port` is where it is to listen.
        """
        self._home = settings.home
        self._migrate = migrate
        self._say = on_progress
        self._database = settings.database_url or PostgresServer(self._home)
        self._temporal = temporal_of_environment() or TemporalServer(
            self._home, namespace=NAMESPACE, search_attributes=search_attributes
        )
        environment = _environment(settings, embedded=isinstance(self._database, PostgresServer))
        self._worker = OwnProcess(
            Words("办事进程 worker", "Worker"), "worker", self._home, worker, environment
        )
        self._desk_command, self._port, self._environment = desk, port, environment
        self._desk: DeskProcess | None = None
        self._lock: int | None = None
        self._stopping = asyncio.Event()
        self._watchers: list[asyncio.Task[None]] = []

    @property
    def desk_url(self) -> str | None:
        """Where the desk is served, where there is one."""
        return None if self._desk is None else self._desk.url

    @property
    def addresses(self) -> Addresses:
        """Where the servers are now."""
        temporal = self._temporal
        if isinstance(temporal, TemporalServer):
            temporal = TemporalAddress(target=temporal.address, namespace=NAMESPACE, ui_url=temporal.ui_url)
        return Addresses(database_url=self._database_url, temporal=temporal)

    async def __aenter__(self) -> Self:
        prepare_home(self._home)
        self._lock = _lock(self._home)
        loop = asyncio.get_running_loop()
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, self._stopping.set)
        try:
            await self._unless_stopped(self._start())
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def serve_until_stopped(self) -> None:
        """Wait for Ctrl-C or SIGTERM. An unexpected error of the supervision ends it too."""
        stopping = asyncio.create_task(self._stopping.wait())
        done, _ = await asyncio.wait([stopping, *self._watchers], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for ended in done - {stopping}:
            ended.result()

    @property
    def _database_url(self) -> str:
        return self._database if isinstance(self._database, str) else self._database.url

    @property
    def _parts(self) -> list[Part]:
        """In the order of the start; the stop goes the other way."""
        return [
            part
            for part in (self._database, self._temporal, self._worker, self._desk)
            if part is not None and not isinstance(part, str | TemporalAddress)
        ]

    async def _unless_stopped(self, start: Coroutine[None, None, None]) -> None:
        """A signal in the middle of the start ends it in order too, wherever it is."""
        starting = asyncio.create_task(start)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                raise StoppedWhileStarting
            starting.result()
        finally:
            starting.cancel()
            stopping.cancel()
            await asyncio.gather(starting, stopping, return_exceptions=True)

    async def _start(self) -> None:
        await self._start_database()
        self._say(Words("正在检查数据库结构…", "Bringing the database's tables up to date…"))
        await self._migrate(self._database_url)
        await self._start_temporal()
        self._write_record()
        await self._start_part(self._worker)
        if self._desk_command is not None:
            port = free_port(self._port)
            self._desk = DeskProcess(self._home, self._desk_command, self._environment, port)
            await self._start_part(self._desk)
        self._write_record()
        self._watchers = [
            asyncio.create_task(keep_running(part, self._say, self._restarted)) for part in self._parts
        ]

    async def _start_database(self) -> None:
        if isinstance(self._database, str):
            await check_database(self._database)
            where = place(self._database)
            self._say(Words(f"使用已有的数据库：{where}", f"Using the database at {where}"))
        else:
            await self._start_part(self._database)

    async def _start_temporal(self) -> None:
        if isinstance(self._temporal, TemporalAddress):
            from runtime.temporal import connect

            await connect(self._temporal)
            where = self._temporal.target
            self._say(Words(f"使用已有的 Temporal：{where}", f"Using the Temporal service at {where}"))
        else:
            await self._start_part(self._temporal)

    async def _start_part(self, part: Part) -> None:
        self._say(Words(f"正在启动{part.name.zh}…", f"Starting {part.name.en}…"))
        await part.start()

    async def _restarted(self) -> None:
        """Write the new process ids down; a server that had to move takes worker and desk along."""
        before = self._written
        self._write_record()
        if before != self._written:
            await self._worker.stop()
            if self._desk is not None:
                await self._desk.stop()

    async def _stop(self) -> None:
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._watchers = []
        for part in reversed(self._parts):
            if part.running:
                self._say(Words(f"正在停止{part.name.zh}…", f"Stopping {part.name.en}…"))
            await part.stop()
        if self._lock is not None:
            record_file(self._home).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None
        loop = asyncio.get_running_loop()
        for number in _STOP_SIGNALS:
            loop.remove_signal_handler(number)

    def _write_record(self) -> None:
        self._written = self.addresses
        pids = {part.name.en: part.pid for part in self._parts if part.pid is not None}
        record = OfficeRecord(
            **self._written.model_dump(), office_pid=os.getpid(), pids=pids, desk_url=self.desk_url
        )
        write_record(self._home, record)


def _environment(settings: Settings, *, embedded: bool) -> dict[str, str]:
    """The settings of this office for its programs, also when they did not come from the environment."""
    environment = {
        "LIANSHEN_HOME": str(settings.home),
        "LIANSHEN_LANG": settings.lang,
        "LIANSHEN_TIMEZONE": settings.timezone,
        "LIANSHEN_EMBEDDED": "1" if embedded else "0",
        "LIANSHEN_JURISDICTION": settings.jurisdiction,
    }
    return environment | ({"DATABASE_URL": settings.database_url} if settings.database_url else {})


def _lock(home: Path) -> int:
    """Hold the home folder until this process ends, however it ends."""
    descriptor = os.open(home / "office.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        with contextlib.closing(os.fdopen(descriptor)) as file:
            raise OfficeAlreadyRunning(home, file.read().strip() or "?") from None
    os.truncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor
