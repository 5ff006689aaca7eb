"""The calendar as living data, at the command line of an office that is at work."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.conftest import Terminal
from tests.acceptance.test_office import SMALL_CASE, _number

SHIPPED = "data/calendars/CN/2026.yaml"


def closure(folder: Path, *, version: str, working: bool = False) -> str:
    """A file that closes the offices for the next twelve days, which is longer than any holiday."""
    today = datetime.now(UTC).date()
    laid = {
        "working": working,
        "reason": "防汛停工",
        "document": "示例防指〔2026〕1号",
        "person": "示例管理员",
    }
    days = [{"date": today + timedelta(days=ahead), **laid} for ahead in range(1, 13)]
    file = folder / f"closure-{version}.yaml"
    content = {"office_days": 1, "region": "CN-4507", "version": version, "days": days}
    file.write_text(yaml.safe_dump(content, allow_unicode=True))
    return str(file)


def test_a_closure_is_checked_previewed_and_adopted(terminal: Terminal, tmp_path: Path) -> None:
    """The preview tells what adopting will do; nothing comes of a second time, or of an older file."""
    sample = _number(terminal.start_office())
    file = closure(tmp_path, version="1")

    foretold = json.loads(terminal.type("calendar", "preview", file, "--json"))
    (case,) = foretold["cases"]
    (deadline,) = [each for each in case["deadlines"] if each["clock"] == "acceptance"]
    assert (case["case"], deadline["moved"]) == (sample, True)
    assert deadline["to"] > deadline["from"] == _due(terminal, sample)
    assert "防汛停工（示例防指〔2026〕1号），不再计入" in deadline["why"]["zh"]

    assert "NotYourRole" in terminal.type("calendar", "adopt", file, "--by", "clerk", code=1)
    assert "已采用CN-4507-office:1：1件" in terminal.type("calendar", "adopt", file)
    assert _due(terminal, sample) == deadline["to"]
    again: dict[str, Any] = json.loads(terminal.type("calendar", "adopt", file, "--json"))
    assert (again["new"], again["adopted"]) == (False, 1)
    older = tmp_path / "older.yaml"
    older.write_text(Path(SHIPPED).read_text().replace('"2026.1"', '"2026.0"'))
    assert "CalendarNotNewer" in terminal.type("calendar", "adopt", str(older), code=1)
    assert terminal.type("case", "history", sample).count("采用日历") == 1

    other = _number(terminal.type("case", "open", SMALL_CASE))
    assert _due(terminal, other) == deadline["to"]
    terminal.type("register", "verify")
    terminal.stop_office()


def test_every_fault_of_a_file_is_told_before_anything_is_asked(terminal: Terminal, tmp_path: Path) -> None:
    """With its line and exit code 2, also where no office is running."""
    torn = tmp_path / "torn.yaml"
    torn.write_text("office_days: 1\nregion: cn\ndays: []\ncolour: red\n")

    for command in ("check", "adopt"):
        faults = terminal.type("calendar", command, str(torn), code=2)
        assert all(f"torn.yaml:{line}" in faults for line in (2, 3, 4)), faults


def _due(terminal: Terminal, number: str) -> str:
    shown: dict[str, Any] = json.loads(terminal.type("case", "show", number, "--json"))
    return date.fromisoformat(shown["clocks"]["acceptance"]["due"]).isoformat()
