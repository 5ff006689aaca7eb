"""The people of an office change, and a department is reorganised, while the office is at work."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.conftest import Terminal
from tests.acceptance.test_office import SMALL_CASE, _do, _number

DAY = timedelta(days=1)
TODAY = (datetime.now(UTC) + timedelta(hours=8)).date()
FIRE = {"department": "fire", "roles": ["handler"]}
REORGANISE = (
    *("case", "reorganise", "fire", "public-safety", "--document", "示例编办〔2026〕9号"),
    *("--name-zh", "公共安全局（示例）", "--name-en", "Public Safety Bureau (sample)"),
)


class Plain(yaml.SafeDumper):
    """Writes what stands twice twice: files of people may not hold aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Always."""
        return True


def people(folder: Path, **entries: dict[str, Any]) -> str:
    """A people file with these entries."""
    file = folder / "people.yaml"
    content = {"people_file": 1, "jurisdiction": "450721", "people": entries}
    file.write_text(yaml.dump(content, Dumper=Plain, allow_unicode=True, sort_keys=False))
    return str(file)


def deputy(begins: int, ends: int) -> dict[str, Any]:
    """The handler acts for the approver of the fire service, from so many days on to so many."""
    given = {
        "principal": "fire-approver",
        "name": "示例消防审批",
        "department": "fire",
        "levels": ["approver"],
        "valid_from": TODAY + begins * DAY,
        "valid_until": TODAY + ends * DAY,
        "document": "示例消防〔2026〕8号",
    }
    return {"name": "示例消防代表", **FIRE, "delegations": [given]}


def test_people_come_act_for_others_and_leave(terminal: Terminal, tmp_path: Path) -> None:
    """A file is checked as a whole, entered once, and who has left stays in the directory and in history."""
    terminal.start_office()
    faulty = people(tmp_path, a={"name": "甲", "roles": ["handler"]}, b={"name": "乙", "colour": "red"})
    told = terminal.type("people", "enter", faulty, code=2)
    assert "people.yaml:4: people.a.department" in told
    assert "people.yaml:10: people.b.colour" in told

    number = _number(terminal.type("case", "open", SMALL_CASE))
    _do(terminal, number, "accept-case")
    _do(terminal, number, "acknowledge-notice", item="fire-layout")
    _do(terminal, number, "propose-opinion", "opinion=agree", item="fire-layout")
    conclude = ("act", "conclude-item", "--case", number, "--item", "fire-layout", "--by", "stand-in")
    assert "没有“stand-in”此人" in terminal.type(*conclude, code=1)
    early = people(tmp_path, **{"stand-in": deputy(2, 9)})  # tomorrow may begin during this test
    assert "NotYourRole" in terminal.type("people", "enter", early, "--by", "fire-handler", code=1)
    assert "新增1人，变更0人，未变0人" in terminal.type("people", "enter", early)
    assert "DelegationNotValid" in terminal.type(*conclude, code=1)
    now = people(tmp_path, **{"stand-in": deputy(0, 9)})
    entered = json.loads(terminal.type("people", "enter", now, "--json"))
    assert entered == {"new": [], "changed": ["stand-in"], "unchanged": 0}
    again = json.loads(terminal.type("people", "enter", now, "--json"))
    assert again == {"new": [], "changed": [], "unchanged": 1}
    signed = terminal.type(*conclude)
    assert "示例消防代表（消防救援大队）代示例消防审批办结" in signed

    gone = {"name": "示例消防审批", "department": "fire", "roles": ["approver"]}
    gone_yesterday = {**gone, "valid_until": TODAY - DAY}
    refused = people(tmp_path, **{"fire-approver": gone_yesterday})
    assert "people.stand-in.delegations[0].valid_until" in terminal.type("people", "enter", refused, code=2)
    stays = {**deputy(0, 9), "delegations": []}
    terminal.type("people", "enter", people(tmp_path, **{"fire-approver": gone_yesterday, "stand-in": stays}))
    assert "fire-approver" not in terminal.type("people", "list", "--department", "fire")
    assert "已离任" in terminal.type("people", "list", "--department", "fire", "--all")
    assert "没有“fire-approver”此人" in terminal.type(*conclude[:-1], "fire-approver", code=1)
    assert len(json.loads(terminal.type("people", "show", "stand-in", "--json"))) == 3
    last = {"name": "示例管理员", "department": "service-centre", "roles": ["administrator"]}
    both = ("admin", "administrator")  # the sample one, and the person of the desk's first account
    nobody = people(tmp_path, **{each: {**last, "valid_until": TODAY - DAY} for each in both})
    assert "FieldInvalid" in terminal.type("people", "enter", nobody, code=1)
    assert "示例消防审批" in terminal.type("case", "history", number)
    terminal.stop_office()


def test_a_reorganisation_moves_what_is_open_and_history_keeps_the_old_name(
    terminal: Terminal, tmp_path: Path
) -> None:
    """One recorded act for each case; the old service can do nothing more, the new one goes on at once."""
    sample = _number(terminal.start_office())
    number = _number(terminal.type("case", "open", SMALL_CASE))
    _do(terminal, number, "accept-case")
    _do(terminal, number, "acknowledge-notice", item="fire-layout")
    before: dict[str, Any] = json.loads(terminal.type("case", "show", number, "--json"))
    new = {
        f"public-safety-{role}": {"name": f"示例安全{zh}", "department": "public-safety", "roles": [role]}
        for role, zh in (("handler", "承办"), ("approver", "审批"))
    }
    assert "public-safety" in terminal.type("people", "enter", people(tmp_path, **new))

    assert "NotYourRole" in terminal.type(*REORGANISE, "--by", "clerk", code=1)
    assert json.loads(terminal.type(*REORGANISE, "--json")) == {"moved": [sample, number], "refused": {}}
    assert json.loads(terminal.type(*REORGANISE, "--json")) == {"moved": [], "refused": {}}

    after: dict[str, Any] = json.loads(terminal.type("case", "show", number, "--json"))
    moved = after["items"]["fire-layout"]
    assert (moved["department"], moved["state"]) == ("public-safety", "acknowledged")
    assert moved["clocks"] == before["items"]["fire-layout"]["clocks"]
    late = ("act", "propose-opinion", "--case", number, "--item", "fire-layout", "opinion=agree")
    assert "NotYourDepartment" in terminal.type(*late, "--by", "fire-handler", code=1)
    _do(terminal, number, "propose-opinion", "opinion=agree", item="fire-layout")
    _do(terminal, number, "conclude-item", item="fire-layout")

    history = terminal.type("case", "history", number).splitlines()
    assert any("示例消防承办（消防救援大队）签收" in line for line in history)
    (act,) = [line for line in history if "示例编办〔2026〕9号" in line]
    assert "公共安全局（示例）" in act
    assert any("示例安全审批" in line and "公共安全局（示例）" in line for line in history)
    other: dict[str, Any] = json.loads(terminal.type("case", "show", sample, "--json"))
    assert other["items"]["fire-layout"]["department"] == "public-safety"
    assert "公共安全局（示例）" in terminal.type("case", "history", sample)
    terminal.type("register", "verify")
    terminal.stop_office()
