"""One server process: started apart from our terminal, watched, and ended by its id.

A child gets its first stop signal from the system when its parent dies, where the system can do that (Linux).
"""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypedDict

import psutil

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_POLL_SECONDS = 0.02
_LOG_LIMIT = 10 * 1024 * 1024

PATIENCE_SECONDS = 8.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a server runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Launch:
    """How one process is started and stopped."""

    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path = Path("/")
    account: Account | None = None
    stop_signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
    """In this order, each given `patience` seconds; the first one is also sent when the parent dies."""
    patience: float = PATIENCE_SECONDS


class RunningProcess:
    """A child of this process. A zombie is dead."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        with _open_log(launch.log) as log:
            self._child: subprocess.Popen[bytes] = subprocess.Popen(
                launch.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=launch.folder,
                env=dict(launch.environment),
                start_new_session=True,  # Ctrl-C reaches the office alone, which stops in order
                umask=0o077,
                preexec_fn=_follow_parent(launch.stop_signals[0]),  # noqa: PLW1509  # one call into libc, no locks
                **identity(launch.account),
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether it still runs; a dead child is reaped by the question."""
        return self._child.poll() is None

    async def stop(self) -> None:
        """End it, gently first; returns when it is gone."""
        await _end(self.pid, lambda: self.running, self._launch.stop_signals, self._launch.patience)


def alive(pid: int) -> bool:
    """Whether a process with this id runs. Some containers never reap, so a zombie counts as dead."""
    try:
        return psutil.Process(pid).status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.NoSuchProcess:
        return False


async def end_leftover(
    pid: int,
    is_ours: Callable[[psutil.Process], bool],
    stop_signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL),
) -> bool:
    """End a process that a killed office left behind. One that merely got the same id later is left alone."""
    try:
        process = psutil.Process(pid)
        if not alive(pid) or not is_ours(process):
            return False
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    await _end(pid, lambda: process.is_running() and alive(pid), stop_signals, PATIENCE_SECONDS)
    return True


async def _end(
    pid: int, running: Callable[[], bool], stop_signals: Sequence[signal.Signals], patience: float
) -> None:
    loop = asyncio.get_running_loop()
    for number in stop_signals:
        if not running():
            return
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        ends = loop.time() + patience
        while running() and loop.time() < ends:
            await asyncio.sleep(_POLL_SECONDS)


def clean_environment(**extra: str) -> dict[str, str]:
    """A small environment for a server: nothing of the caller's that could steer it (`PG…`, `TEMPORAL_…`)."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ} | extra


def log_tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log, for a message."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _open_log(log: Path) -> BinaryIO:
    """Append, readable by us alone; one older log is kept when it has grown large."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600), "ab")


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` for another account."""

    user: int
    group: int
    extra_groups: list[int]


def identity(account: Account | None) -> Identity:
    """Run as this account and nothing more of ours; nothing for our own."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def _follow_parent(last_word: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def in_child() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job passes "ignore" on
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(last_word))
            if os.getppid() != parent:
                os._exit(1)

    return in_child
