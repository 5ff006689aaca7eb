import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from activities.contracts import Append
from activities.register import PostgresRegister
from desk.reads import Reads
from desk.what_if.comparing import compare_past
from desk.what_if.generated import Generator
from desk.what_if.playing import Law, Played, play
from desk.what_if.sources import past_of_register
from models.domain.calendar import Calendar
from models.domain.case_file import Project
from models.domain.catalogue import Catalogue
from models.domain.events import CaseReceived
from models.domain.names import CommandKey
from models.domain.rulebook import Rulebook
from runtime.documents import load_calendars
from starter import build
from tests.activities.conftest import Tell
from tests.activities.story import number, project
from tests.domain.sample import CATALOGUE

CASES = 6


def shorter() -> Catalogue:
    """The sample procedure with three days for each promise."""
    items = [{**item, "committed": 3} for item in CATALOGUE["items"]]
    return Catalogue.model_validate({**CATALOGUE, "version": "2", "items": items})


@pytest.fixture
async def past(register: PostgresRegister) -> tuple[Rulebook, list[Played]]:
    """Whole cases in the register, as generated."""
    book = Rulebook(catalogue=Catalogue.model_validate(CATALOGUE), calendar=Calendar(tables=load_calendars()))
    await register.keep_rulebook(book)
    generator, law = Generator(book, book.catalogue, seed=8), Law(book)
    cases = [play(generator.course(each), law) for each in range(1, CASES + 1)]
    for serial, each in enumerate(cases, 1):
        for seq, event in enumerate(each.events, 1):
            told = event
            if isinstance(told, CaseReceived):
                named = Project(code=project(serial), name="示例")
                told = told.model_copy(update={"number": number(serial), "project": named})
            key = CommandKey(f"{serial}-{seq}")
            await register.append(
                Append(case=number(serial), expected=seq, key=key, digest="", events=(told,))
            )
    return book, cases


async def test_the_past_is_judged_as_it_was_and_as_it_would_be(
    engine: AsyncEngine, register: PostgresRegister, past: tuple[Rulebook, list[Played]], tell: Tell
) -> None:
    """Before is what the register says; after, the same work is late more often. A live case is left out."""
    book, cases = past
    await tell(number(50), project(50))
    found, left_out = await past_of_register(register, Reads(engine), "sample")
    compared = compare_past(found, shorter())
    same = compare_past(found, book.catalogue)

    settled = [each for each in cases if each.case.state != "reviewing"]
    assert len(found) == len(settled)
    assert left_out["in-progress"] == 1 + len(cases) - len(settled)
    assert same.before == same.after
    assert sum(tally.late for tally in compared.after.places.values()) > sum(
        tally.late for tally in compared.before.places.values()
    )


async def test_the_command_takes_the_register_s_past(
    past: tuple[Rulebook, list[Played]], database_url: str, tmp_path: Path
) -> None:
    """By the code of the changed catalogue; a procedure without settled cases is bad input."""
    assert past

    def write(name: str, catalogue: Catalogue) -> str:
        said = catalogue.model_dump(mode="json", exclude_none=True)
        (tmp_path / name).write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
        return str(tmp_path / name)

    async def run(file: str, *more: str) -> Result:
        arguments = ["rehearse", "--what-if", file, "--past", *more]
        variables: dict[str, Any] = {"DATABASE_URL": database_url, "LIANSHEN_LANG": None}
        command = build(("rehearse", "case"))
        return await asyncio.to_thread(lambda: CliRunner().invoke(command, arguments, env=variables))

    told = await run(write("shorter.yaml", shorter()), "--json")
    strange = await run(write("other.yaml", shorter().model_copy(update={"code": "other"})))

    data = json.loads(told.stdout)
    assert told.exit_code == 0
    assert data["before"]["cases"] == data["after"]["cases"] > 0
    assert data["before"]["catalogue"]["version"] == "1"
    assert strange.exit_code == 2
    assert "other" in strange.stderr
