"""The short run of the fault test, as ``make soak`` does it for longer; and a run that is broken off."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
SHORT = ("--seed", "16", "--minutes", "0.53", "--every", "2.0", "--pause", "3.4")
"""A plan in which each server is killed and frozen, and all of them at once."""

LONGEST_SECONDS = 420
FOLDER = re.compile(r"the office's folder is (\S+)")


def run(output: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run beside this process."""
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults", *options], stdout=file, stderr=file, cwd=ROOT
        )


def left_behind(output: str) -> list[str]:
    """Processes that still know the folder of the run, and the folder itself."""
    found = FOLDER.search(output)
    assert found is not None, output
    home = found[1]
    processes = [f"{each.pid} {each.name()}" for each in psutil.process_iter() if _knows(each, home)]
    return processes + [home] * Path(home).exists()


def _knows(process: psutil.Process, home: str) -> bool:
    try:
        return process.environ().get("LIANSHEN_HOME") == home or home in " ".join(
            [process.cwd(), *process.cmdline()]
        )
    except psutil.Error:
        return False


def test_nothing_is_lost_doubled_or_forked_while_every_server_dies_and_freezes(tmp_path: Path) -> None:
    """People ask until they know; then every case is proved against their book and the rules."""
    output = tmp_path / "output"
    soak = run(output, *SHORT)
    try:
        code = soak.wait(LONGEST_SECONDS)
    finally:
        soak.kill()
    told = output.read_text(encoding="utf-8")

    assert code == 0, told
    assert re.search(r"^findings +0$", told, re.MULTILINE)
    assert left_behind(told) == []


def test_a_run_that_is_broken_off_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-C in the middle, while servers are frozen: they are continued, stopped, and their folder goes."""
    output = tmp_path / "output"
    soak = run(output, "--seed", "16", "--minutes", "1", "--pause", "0.5")
    try:
        ends = time.monotonic() + LONGEST_SECONDS
        while "stopped unexpectedly" not in output.read_text(encoding="utf-8"):
            assert soak.poll() is None, output.read_text(encoding="utf-8")
            assert time.monotonic() < ends
            time.sleep(0.1)
        soak.send_signal(signal.SIGINT)
        code = soak.wait(LONGEST_SECONDS)
    finally:
        soak.kill()
    told = output.read_text(encoding="utf-8")

    assert code == 1
    assert "the office was told to stop" in told
    assert left_behind(told) == []
