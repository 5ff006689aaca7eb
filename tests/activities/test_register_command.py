import asyncio
import json
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from desk.cli.register import app
from tests.activities.conftest import Tell
from tests.activities.story import NUMBER, number, project

Run = Callable[..., Awaitable[Result]]


@pytest.fixture
def run(database_url: str) -> Run:
    """Runs the command as a process of its own would: on its own event loop."""
    variables = {"DATABASE_URL": database_url, "LIANSHEN_LANG": None}

    def in_thread(arguments: list[str], told: dict[str, str | None]) -> Result:
        return CliRunner().invoke(app, arguments, env=told)

    async def invoke(*arguments: str, **environment: str) -> Result:
        return await asyncio.to_thread(in_thread, list(arguments), {**variables, **environment})

    return invoke


async def test_a_whole_register_ends_with_zero(run: Run, tell: Tell) -> None:
    """Chinese unless English was asked for; one case alone, as data."""
    await tell()
    english = await run("verify", "--lang", "en")
    chinese = await run("verify")
    one = await run("verify", "--case", NUMBER, "--json")

    assert (english.exit_code, chinese.exit_code, one.exit_code) == (0, 0, 0)
    assert "the chain is whole" in english.stdout
    assert chinese.stdout == "已核对 1 个办件、14 条记录：链条完整，投影一致\n"
    assert json.loads(one.stdout) == {"cases": 1, "lines": 14, "findings": []}


async def test_a_broken_register_ends_with_one_and_names_the_line(
    run: Run, tell: Tell, database: asyncpg.Connection
) -> None:
    """Findings go to stderr, one line each; a rebuild from such lines is refused."""
    await tell()
    await database.execute("ALTER TABLE register DISABLE TRIGGER register_insert_only")
    await database.execute("UPDATE register SET digest = 'x' WHERE seq = 3")
    verified = await run("verify", "--lang", "en")
    rebuilt = await run("rebuild", "--lang", "en")
    listed = await run("verify", "--json")

    assert (verified.exit_code, rebuilt.exit_code, listed.exit_code) == (1, 1, 1)
    assert verified.stderr == f"{NUMBER} line 3: what stands in it does not fit its hash\n"
    assert "no projection was changed" in rebuilt.stderr
    assert json.loads(listed.stdout)["findings"][0]["what"] == "line-changed"


async def test_a_rebuild_says_what_it_put_right(run: Run, tell: Tell, database: asyncpg.Connection) -> None:
    """By table; a second rebuild has nothing to do."""
    await tell()
    await database.execute("DELETE FROM items")
    first = await run("rebuild", "--lang", "en")
    second = await run("rebuild", "--lang", "zh")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == "1 cases made anew from their events; rows put right: items 2\n"
    assert second.stdout == "已由事件重建 1 个办件：逐字节一致，无改动\n"


async def test_a_case_that_is_not_there_is_bad_input(run: Run, tell: Tell) -> None:
    """So is something that is no case number at all."""
    await tell(number(2), project(2))
    unknown = await run("verify", "--case", NUMBER)
    nonsense = await run("verify", "--case", "park")

    assert (unknown.exit_code, nonsense.exit_code) == (2, 2)
    assert NUMBER in unknown.stderr
    assert "park" in nonsense.stderr


async def test_a_database_without_a_register_is_bad_input(run: Run, postgres_url: str) -> None:
    """The server answers, but it is not an office's database."""
    told = await run("verify", DATABASE_URL=postgres_url)

    assert told.exit_code == 2
    assert "没有登记簿" in told.stderr
    assert "no register" in told.stderr


async def test_a_server_that_is_not_there_ends_with_three(run: Run) -> None:
    """With what was tried, and no traceback."""
    told = await run("verify", DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none")

    assert told.exit_code == 3
    assert "127.0.0.1:1" in told.stderr
    assert "secret" not in told.stderr
    assert "Traceback" not in told.stderr
