"""The whole API as its description says it, tried by schemathesis as people of different roles."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from tests.desk.browsers import served
from tests.desk.counter import ORIGIN, Counter, sign_in
from tests.desk.sending import MATERIAL, keep

TIMES: Final = int(os.environ.get("FUZZ", "1"))
"""``FUZZ=20`` tries so many times longer, for a night."""

SECONDS: Final = {"clerk": 40, "water-handler": 14, "supervisor": 10, "administrator": 10, "applicant": 14}
"""Who tries, and for how long."""


@pytest.fixture(scope="module")
async def port(counter: Counter) -> AsyncIterator[int]:
    """The desk on a port of this machine."""
    async with served(counter.app) as port:
        yield port


@pytest.mark.parametrize("account", SECONDS)
async def test_the_api_keeps_its_word(counter: Counter, port: int, tmp_path: Path, account: str) -> None:
    """Every status, type, header and schema is one that the description tells; no garbage is taken."""
    number = await counter.case(accepted=True)
    kept = await keep(counter, number, account="dev-reform-clerk")
    browser = await counter.stranger("10.0.8.1")
    await sign_in(browser, account)
    begun = {"material": MATERIAL, "name": "报告.pdf", "size": 1000}
    upload = (await browser.post(f"/api/v1/cases/{number}/uploads", json=begun)).json().get("id", "0" * 32)
    parameters = {"number": number, "attachment": kept.attachment.id, "upload": upload, "line": "2"}
    listed = ", ".join(f'{name} = "{value}"' for name, value in parameters.items())
    settings = tmp_path / "schemathesis.toml"
    # 503 is told by the description: on a busy machine Temporal may not answer in time.
    settings.write_text(
        f"""
        seed = {list(SECONDS).index(account)}
        suppress-health-check = ["all"]
        headers = {{ Authorization = "Bearer {browser.token}", Host = {json.dumps(ORIGIN[7:])} }}
        parameters = {{ {listed} }}
        [generation]
        database = "none"
        [checks]
        not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]
        """,
        encoding="utf-8",
    )
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program is not None
    running = await asyncio.create_subprocess_exec(
        program,
        *("--config-file", str(settings)),
        *("run", f"http://127.0.0.1:{port}/api/openapi.json"),
        *("--phases", "examples,coverage,fuzzing"),
        *("--max-time", str(SECONDS[account] * TIMES), "--max-examples", str(50 * TIMES)),
        *("--exclude-path", "/api/v1/sessions", "--request-timeout", "60"),
        *("--checks", "all", "--continue-on-failure", "--no-color"),
        # What the rules refuse may well fit its schema: 422 is also for a material that the catalogue lacks.
        *("--exclude-checks", "positive_data_acceptance"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await running.communicate()
    async with counter.engine.begin() as connection:
        await connection.execute(text('DELETE FROM uploads WHERE "case" = :number'), {"number": number})

    assert running.returncode == 0, told.decode()
