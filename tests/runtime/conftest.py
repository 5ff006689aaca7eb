"""Offices as processes of their own, run by this user and, when that is root, by an ordinary one too."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from runtime.addresses import OfficeRecord, read_record
from runtime.embedded.folders import server_account
from runtime.embedded.process import alive

PROGRAM = Path(__file__).with_name("office_process.py")
ROOT = Path(__file__).parents[2]
CIRCUMSTANCES = ["own-folder", "ordinary-user"] if os.geteuid() == 0 else ["own-folder"]


def wait_until(truth: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Look again and again until it is true."""
    ends = time.monotonic() + seconds
    while not truth():
        if time.monotonic() > ends:
            pytest.fail(f"not within {seconds} seconds: {what}")
        time.sleep(0.02)


class OfficeProcess:
    """One office under test."""

    def __init__(self, home: Path, prefix: list[str]) -> None:
        self.home = home
        self.output = home.parent / "output"
        self._prefix = prefix
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it serves."""
        self.output.write_text("")
        self._child = self.launch()
        wait_until(lambda: "ready" in self.output.read_text() or self._exited, "ready")
        assert not self._exited, self.output.read_text()

    def launch(self) -> subprocess.Popen[bytes]:
        """Only start it."""
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [*self._prefix, sys.executable, str(PROGRAM)],
                env={"PATH": os.environ["PATH"], "LIANSHEN_HOME": str(self.home), "PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=output,
                cwd="/",
            )

    @property
    def _exited(self) -> bool:
        return self._child is not None and self._child.poll() is not None

    @property
    def record(self) -> OfficeRecord:
        """What the office wrote down."""
        record = read_record(self.home)
        assert record is not None, self.output.read_text()
        return record

    @property
    def running(self) -> bool:
        """Whether the office's own process runs."""
        return self._child is not None and not self._exited

    def end(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its end."""
        assert self._child is not None
        self._child.send_signal(number)
        return self._child.wait(timeout=30)

    def kill_everything(self) -> None:
        """For the way out of a test that failed."""
        record = read_record(self.home)
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        for pid in record.pids.values() if record else ():
            if alive(pid):
                psutil.Process(pid).kill()


def as_ordinary_user() -> list[str]:
    """Root becomes nobody. Python may lie in root's own folder, so reading is the one right kept."""
    account = server_account()
    assert account is not None
    return [
        *("setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"),
        *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
    ]


@pytest.fixture(params=CIRCUMSTANCES, scope="module")
def circumstance(request: pytest.FixtureRequest) -> str:
    """Who runs the office."""
    return str(request.param)


@pytest.fixture(scope="module")
def office(circumstance: str) -> Iterator[OfficeProcess]:
    """A home folder for an office that the tests of a module start, kill and start again."""
    parent = Path(tempfile.mkdtemp(prefix="lianshen-test-"))
    prefix: list[str] = []
    if circumstance == "own-folder":
        parent.chmod(0o755)
    if circumstance == "ordinary-user":
        prefix = as_ordinary_user()
        account = server_account()
        assert account is not None
        os.chown(parent, account.uid, account.gid)
    process = OfficeProcess(parent / "office", prefix)
    process.start()
    yield process
    process.kill_everything()
    data = process.home / "postgres"
    if data.is_symlink():
        shutil.rmtree(data.resolve())
    shutil.rmtree(parent)
