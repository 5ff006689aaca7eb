"""Records one history of each shape, with made-up people, for the replays: ``python -m tests.replay.record``.

A recorded history is never edited; a release whose workflow makes another one adds it under its own name.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle

from models.domain.calendar import Calendar
from models.domain.rulebook import Rulebook
from tests.replay.stories import IN_SHORT_RUNS, STORIES
from tests.workflows.conftest import development_server, time_skipping_server
from tests.workflows.office import TimedOffice

FOLDER = Path(__file__).with_name("histories")


@asynccontextmanager
async def opened(name: str, book: Rulebook) -> AsyncIterator[TimedOffice]:
    """An office on the server that the story needs."""
    short = development_server("limit.historyCount.suggestContinueAsNew=40")
    async with short if name in IN_SHORT_RUNS else time_skipping_server() as environment:
        calendar = Calendar(tables=book.calendar.tables[:3])  # as small as the story allows
        office = TimedOffice(environment, book.model_copy(update={"calendar": calendar}))
        if name not in IN_SHORT_RUNS:
            await office.on_a_monday()
        await office.begin_work()
        yield office
        await office.end_work()


async def record(names: list[str]) -> None:
    """Record the stories of these names; all of them when none is named."""
    for name in names or STORIES:
        story, book = STORIES[name]
        async with opened(name, book()) as office:
            await _keep(name, await story(office))


async def _keep(name: str, handle: WorkflowHandle[Any, Any]) -> None:
    history = _without_traces(json.loads((await handle.fetch_history()).to_json()))
    text = json.dumps(history, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _without_traces(part: Any) -> Any:
    """What the replay reads; a stack trace tells only of the machine that recorded it."""
    if isinstance(part, dict):
        return {name: _without_traces(value) for name, value in part.items() if name != "stackTrace"}
    return [_without_traces(each) for each in part] if isinstance(part, list) else part


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1:]))
