import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg

from runtime.database_url import for_asyncpg
from runtime.embedded.postgres import PostgresServer

STORY = Path(__file__).resolve().parents[2] / "data" / "rehearsals" / "the-fire-service-refuses.yaml"
LIANSHEN = Path(sys.executable).with_name("lianshen")


async def rehearse(*options: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of the command."""
    process = await asyncio.create_subprocess_exec(
        str(LIANSHEN), "rehearse", str(STORY), *options,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_command_prints_the_same_report_from_both_engines(postgres: PostgresServer) -> None:
    """Only the name of the engine differs; the database is one of its own, and gone afterwards."""
    code, real, complaints = await rehearse(
        "--engine", "temporal", "--json", DATABASE_URL=postgres.superuser_url
    )
    _, pure, _ = await rehearse("--json")
    said: dict[str, Any] = json.loads(real)

    assert (code, complaints) == (0, "")
    assert said.pop("engine") == "temporal"
    assert {"engine": "core", **said} == json.loads(pure)
    connection = await asyncpg.connect(for_asyncpg(postgres.superuser_url))
    names = [row[0] for row in await connection.fetch("select datname from pg_database")]
    await connection.close()
    assert [name for name in names if name.startswith("lianshen_rehearsal")] == []


async def test_a_role_that_may_make_no_database_is_told_so(postgres: PostgresServer) -> None:
    """Bad input, in both languages; the office's own database is never used for a rehearsal."""
    code, out, complaints = await rehearse("--engine", "temporal", DATABASE_URL=postgres.url)

    assert (code, out) == (2, "")
    assert "无权建立演练用的数据库" in complaints
    assert "may not make a database" in complaints
