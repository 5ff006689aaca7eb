"""A program of ours as a process of its own, so that its death never takes the office along."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from runtime.embedded.process import Launch, RunningProcess, end_leftover
from runtime.trouble import Words


class OwnProcess:
    """One program, started by a command. It finds its servers through the office's note in `LIANSHEN_HOME`.

    ``short`` names its log and the note of its process id.
    """

    def __init__(
        self, name: Words, short: str, home: Path, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self._home = home
        self._command = command
        self._environment = {**environment, "LIANSHEN_LOG_FILE": str(home / "logs" / f"{short}.jsonl")}
        self._log = home / "logs" / f"{short}.log"
        self._note = home / f"{short}.pid"
        self._process: RunningProcess | None = None

    @property
    def running(self) -> bool:
        """Whether the program's process runs."""
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int | None:
        """The id of the program's process while it runs."""
        return self._process.pid if self._process is not None and self._process.running else None

    async def start(self) -> None:
        """Start it. It waits for its servers by itself, so there is nothing to wait for here."""
        await self._end_earlier()
        self._process = RunningProcess(
            Launch(
                command=self._command,
                log=self._log,
                environment={**os.environ, **self._environment},
                folder=Path.cwd(),
                patience=15,  # seconds for the activities or requests in hand
            )
        )
        self._note.write_text(str(self._process.pid), encoding="ascii")
        self._note.chmod(0o600)

    async def stop(self) -> None:
        """End it after the work in hand."""
        if self._process is not None:
            await self._process.stop()
            self._process = None
        self._note.unlink(missing_ok=True)

    async def _end_earlier(self) -> None:
        """End a program that a killed office left: it would go on with an old release.

        Another program that got the same id since has another `LIANSHEN_HOME`, or none.
        """
        try:
            pid = int(self._note.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return

        def ours(process: psutil.Process) -> bool:
            return process.environ().get("LIANSHEN_HOME") == str(self._home) and pid != os.getpid()

        await end_leftover(pid, ours)
