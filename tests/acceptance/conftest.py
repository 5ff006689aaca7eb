"""An office started as its user starts it: a process of its own, and commands typed beside it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
LIANSHEN = Path(sys.executable).with_name("lianshen")
START_SECONDS = 90
PORT = 20_000 + os.getpid() % 10_000
"""The desk's, an own one for each process of tests: another office would take it while ours is down."""


class Terminal:
    """A second terminal beside the office."""

    def __init__(self, home: Path, log: Path) -> None:
        self.home = home
        self.log = log
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")},
            "LIANSHEN_HOME": str(home),
            "LIANSHEN_LANG": "zh",
        }
        for name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            self.environment.pop(name, None)
        self._office: subprocess.Popen[bytes] | None = None

    def start_office(self) -> str:
        """Start the office and wait until it says that it is open; what it printed."""
        seen = self.log.read_text() if self.log.exists() else ""
        with self.log.open("ab") as output:
            self._office = subprocess.Popen(
                [LIANSHEN, "office", "--port", str(PORT)],
                stdout=output,
                stderr=output,
                env=self.environment,
                cwd=ROOT,
            )
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            printed = self.log.read_text()[len(seen) :]
            if "Ctrl-C" in printed:
                return printed
            assert self._office.poll() is None, printed
            time.sleep(0.2)
        pytest.fail(f"the office did not open in {START_SECONDS} s: {self.log.read_text()}")

    def stop_office(self) -> None:
        """Press Ctrl-C, and see it end cleanly."""
        if self._office is not None and self._office.poll() is None:
            self._office.send_signal(signal.SIGINT)
            assert self._office.wait(60) == 0, self.log.read_text()[-2000:]
        self._office = None

    def abandon(self) -> None:
        """Whatever happened in the test, leave no process behind."""
        with contextlib.suppress(Exception):
            self.stop_office()
        if self._office is not None:
            self._office.kill()

    def kill_part(self, name: str) -> None:
        """Kill -9 one part of the office, as ``office.json`` calls it."""
        pids: dict[str, int] = json.loads((self.home / "office.json").read_text())["pids"]
        found = next(pid for part, pid in pids.items() if name in part.lower())
        os.kill(found, signal.SIGKILL)
        ends = time.monotonic() + 10
        while time.monotonic() < ends and _lives(found):
            time.sleep(0.05)

    def type(self, *words: str, code: int = 0) -> str:
        """Type a command; it must end with the code. What it printed."""
        done = subprocess.run(
            [LIANSHEN, *words], capture_output=True, env=self.environment, cwd=ROOT, timeout=120, check=False
        )
        printed = (done.stdout + done.stderr).decode()
        assert done.returncode == code, f"{' '.join(words)} ended with {done.returncode}:\n{printed}"
        assert "Traceback" not in printed, printed
        return printed


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal whose office lives in a new empty folder."""
    made = Terminal(tmp_path / "office", tmp_path / "office.log")
    yield made
    made.abandon()
