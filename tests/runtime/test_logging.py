"""What lands in the log of a process. Logging belongs to a whole process, so each test starts one."""

import json
import stat
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import logging, sys
from pathlib import Path
import structlog
from runtime.logging import configure_logging

configure_logging(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
structlog.get_logger("register").info("register.entered", case="450721-2026-000001", title="联审")
def fail(password):
    1 / 0

try:
    fail("-".join(["correct", "horse"]))
except ZeroDivisionError:
    logging.getLogger("library").exception("failed")
"""


def console_of(*arguments: str) -> str:
    """What the process wrote to its console."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def test_a_file_gets_json_lines_that_only_its_owner_reads(tmp_path: Path) -> None:
    """Ours and the libraries', with Chinese left readable and the error with its place."""
    file = tmp_path / "logs" / "worker.jsonl"

    console = console_of(str(file))

    lines = file.read_text(encoding="utf-8").splitlines()
    ours, theirs = (json.loads(line) for line in lines)
    assert console == ""
    assert (ours["event"], ours["logger"], ours["level"]) == ("register.entered", "register", "info")
    assert "联审" in lines[0]
    assert theirs["logger"] == "library"
    assert theirs["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_console_gets_lines_for_people() -> None:
    """No JSON there."""
    console = console_of()

    assert "register.entered" in console
    assert "title=联审" in console
    assert "ZeroDivisionError" in console
    assert "{" not in console.partition("\n")[0]


def test_a_traceback_tells_no_values(tmp_path: Path) -> None:
    """What a function held when it failed may be a password: neither the file nor the console repeats it."""
    file = tmp_path / "worker.jsonl"
    console_of(str(file))

    assert "correct-horse" not in file.read_text(encoding="utf-8")
    assert "correct-horse" not in console_of()
