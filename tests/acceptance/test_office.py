"""The product as its users meet it: an office is started, a case worked through by typing, servers die."""

import json
import re
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Terminal

SMALL_CASE = str(Path(__file__).with_name("small-case.yaml"))


def test_a_whole_case_is_worked_through_while_every_server_dies_once(terminal: Terminal) -> None:
    """One delivery, a whole chain and a told story, though worker, Temporal and PostgreSQL are killed."""
    greeting = terminal.start_office()
    sample = _number(greeting)
    assert "127.0.0.1" in greeting
    assert f"lianshen act accept-case --case {sample}" in greeting

    number = _number(terminal.type("case", "open", SMALL_CASE))
    _do(terminal, number, "accept-case")
    _do(terminal, number, "acknowledge-notice", item="forest-land")
    terminal.kill_part("worker")
    _do(terminal, number, "propose-opinion", "opinion=agree", "result=林审1号", item="forest-land")
    _do(terminal, number, "endorse-opinion", item="forest-land")
    terminal.kill_part("temporal")
    _do(terminal, number, "conclude-item", item="forest-land")
    for item in ("seismic", "fire-layout"):
        _do(terminal, number, "acknowledge-notice", item=item)
    terminal.kill_part("postgres")
    for item in ("seismic", "fire-layout"):
        _do(terminal, number, "propose-opinion", "opinion=agree", item=item)
        _do(terminal, number, "conclude-item", item=item)

    refused = terminal.type("act", "deliver-case", "--case", number, *DELIVERY, code=1)
    assert "CaseNotOpen" in refused
    _do(terminal, number, "consolidate-case", "outcome=granted")
    first = _do(terminal, number, "deliver-case", *DELIVERY, key="once")
    assert "统一送达3项结果" in first
    again = _do(terminal, number, "deliver-case", *DELIVERY, key="once")
    assert again.splitlines()[0] == first.splitlines()[0]
    assert "AlreadyDelivered" in terminal.type("act", "deliver-case", "--case", number, *DELIVERY, code=1)

    history = terminal.type("case", "history", number)
    assert history.count("统一送达") == 1
    assert "承诺" in history
    shown: dict[str, Any] = json.loads(terminal.type("case", "show", number, "--json"))
    assert (shown["state"], shown["outcome"]) == ("delivered", "granted")
    terminal.type("register", "verify")

    terminal.stop_office()
    greeting = terminal.start_office()
    assert _number(greeting) == sample
    assert terminal.type("case", "history", number) == history
    terminal.type("register", "rebuild")
    terminal.type("register", "verify")
    terminal.stop_office()


def test_bad_input_gets_one_message_and_writes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    """Each mistake of a clerk has its exit code and names the place; the case stays as it was."""
    sample = _number(terminal.start_office())
    before = terminal.type("case", "history", sample)

    assert "CommandUnknown" in terminal.type("act", "accept", "--case", sample, code=1)
    assert "没有办件" in terminal.type("act", "accept-case", "--case", "450721-2026-999999", code=2)
    assert "by" in terminal.type("act", "accept-case", "--case", sample, "--by", "nobody", code=1)
    assert "NotYourRole" in terminal.type(
        "act", "accept-case", "--case", sample, "--by", "water-handler", code=1
    )
    assert "FieldInvalid" in terminal.type("act", "accept-case", "--case", sample, "colour=red", code=1)
    assert "ItemUnknown" in terminal.type("act", "take-item", "--case", sample, "--item", "moon", code=1)
    assert "DuplicateCase" in terminal.type("case", "open", "data/cases/industrial-park.yaml", code=1)
    torn = tmp_path / "torn.yaml"
    torn.write_text("case: 1\ncatalogue: nowhere.yaml\nproject: {code: 1}\ncolour: red\n")
    faults = terminal.type("case", "open", str(torn), code=2)
    assert "torn.yaml:3" in faults
    assert "torn.yaml:4" in faults

    assert terminal.type("case", "history", sample) == before
    terminal.stop_office()


def test_a_server_that_is_not_there_is_exit_3_with_what_was_tried(terminal: Terminal) -> None:
    """Nobody has started the office: the command says where it looked, and how to start one."""
    printed = terminal.type("case", "list", code=3)

    assert str(terminal.home) in printed
    assert "make run" in printed


DELIVERY = ("method=窗口领取", "recipient=示例申请单位", "receipt=回证1")


def _do(
    terminal: Terminal, number: str, do: str, *fields: str, item: str | None = None, key: str = ""
) -> str:
    words = ["act", do, "--case", number, *fields]
    words += [] if item is None else ["--item", item]
    words += ["--key", key] if key else []
    return terminal.type(*words)


def _number(printed: str) -> str:
    found = re.search(r"450721-\d{4}-\d{6}", printed)
    assert found is not None, printed
    return found[0]
