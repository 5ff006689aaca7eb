"""`lianshen people` on a directory of its own: who may enter the first file, and what is said of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from desk.cli.people import app

Run = Callable[..., Awaitable[Result]]
ADMIN = {"name": "管理员", "department": "service-centre", "roles": ["administrator"]}
WU = {"name": "吴", "department": "forestry", "roles": ["handler"]}


@pytest.fixture
def run(database_url: str) -> Run:
    """Runs a command as a process of its own would."""
    variables = {"DATABASE_URL": database_url, "LIANSHEN_LANG": None}

    async def invoke(*arguments: str) -> Result:
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments, env=variables))

    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Writes a people file with these entries."""

    def write(**people: dict[str, Any]) -> str:
        content = {"people_file": 1, "jurisdiction": "450721", "people": people}
        written = tmp_path / f"people-{'-'.join(people)}.json"
        written.write_text(json.dumps(content), encoding="utf-8")
        return str(written)

    return write


async def test_the_first_file_brings_an_administrator(run: Run, file: Callable[..., str]) -> None:
    """Whoever sets the office up enters it; from then on the administrator does."""
    without = await run("enter", file(wu=WU))
    first = await run("enter", file(admin=ADMIN, wu=WU), "--json")
    by_wu = await run("enter", file(li=WU), "--by", "wu")
    by_admin = await run("enter", file(li=WU))

    assert (without.exit_code, first.exit_code, by_wu.exit_code, by_admin.exit_code) == (1, 0, 1, 0)
    assert without.stderr.startswith("FieldInvalid: ")
    assert json.loads(first.stdout) == {"new": ["admin", "wu"], "changed": [], "unchanged": 0}
    assert by_wu.stderr.startswith("NotYourRole: ")
    assert "办公室启用时  wu" in (await run("show", "wu")).stdout
    assert "admin  li" in (await run("show", "li")).stdout


async def test_who_has_left_is_listed_only_when_asked_for(run: Run, file: Callable[..., str]) -> None:
    """In words and as data, by department."""
    left = WU | {"valid_until": "2020-01-31"}
    entered = await run("enter", file(admin=ADMIN, wu=left, li=WU))
    today = await run("list", "--department", "forestry", "--lang", "en")
    everybody = await run("list", "--department", "forestry", "--all", "--lang", "en")
    as_data = json.loads((await run("list", "--all", "--json")).stdout)

    assert "新增3人，变更0人，未变0人" in entered.stdout
    assert today.stdout == "li  吴  forestry  handler\n"
    assert "wu  吴  forestry  handler  has left, until 2020-01-31\n" in everybody.stdout
    assert {each["id"]: each["acts_today"] for each in as_data} == {"admin": True, "li": True, "wu": False}


async def test_a_person_nobody_has_entered_is_bad_input(run: Run) -> None:
    """And an empty directory says so."""
    shown, listed = await run("show", "nobody"), await run("list")

    assert (shown.exit_code, listed.exit_code) == (2, 0)
    assert "nobody" in shown.stderr
    assert listed.stdout == "没有人。\n"
