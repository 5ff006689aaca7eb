"""Records one history of each shape, with made-up people, for the replays: ``python -m tests.replay.record``.

A recorded history is never edited; a release whose workflow makes another one adds it under its own name.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.worker import Worker

from activities.contracts import RECEIVE, REVIEW, ReviewAnswer, ReviewRequest, Signer
from models.domain.calendar import Calendar
from models.domain.rulebook import Rulebook
from tests.domain.sample import CATALOGUE
from tests.workflows.conftest import development_server, time_skipping_server
from tests.workflows.office import TimedOffice, book_without_holidays, fire_alone
from tests.workflows.test_new_runs import WAY

FOLDER = Path(__file__).with_name("histories")
QUEUE = "dept-water"

Story = Callable[[TimedOffice], Awaitable[None]]


@activity.defn(name=RECEIVE)
async def receive(_request: ReviewRequest) -> Signer:
    """The water department's system signs for the notice."""
    return Signer(id="3", name="收文员")


@activity.defn(name=REVIEW)
async def review(request: ReviewRequest) -> ReviewAnswer:
    """It agrees; the first time with one hand on both levels, which is refused."""
    hands = (Signer(id="7", name="经办员"), Signer(id="8", name="局长"))
    return ReviewAnswer(opinion="agree", signers=hands if request.refused else (hands[0], hands[0]))


async def straight_path(office: TimedOffice) -> None:
    """From the filing to the archive."""
    await office.file()
    for by, do, fields in WAY:
        await office.act(by, do, **fields)
    await office.sleep_until(office.at(11))
    await office.ended()


async def corrections_and_silence(office: TimedOffice) -> None:
    """Corrections are asked for and come; then nobody accepts, until time does."""
    await office.file(materials=["report"])
    await office.act("clerk", "request-corrections", gaps=[{"material": "photos", "reason": "未提交"}])
    await office.sleep_until(office.at(2, "10:00"))
    await office.act("applicant", "submit-corrections", materials=["photos"])
    await office.sleep_until(office.at(8))
    await office.act("clerk", "withdraw-case", reason="企业调整计划")
    await office.ended()


async def ladder(office: TimedOffice) -> None:
    """A promise is broken, and its ladder climbed to the end."""
    await office.opened()
    await office.sleep_until(office.at(11))
    await office.act("clerk", "withdraw-case", reason="企业调整计划")
    await office.ended()


async def withdrawal(office: TimedOffice) -> None:
    """Withdrawn while the departments are at work, after a command during which the register was away."""
    await office.opened()
    office.register.away = 2
    await office.decide_flood()
    await office.act("clerk", "withdraw-case", reason="企业调整计划")
    await office.ended()


async def own_system(office: TimedOffice) -> None:
    """The water department answers by its own system, at the second asking."""
    system = Worker(office.client, task_queue=QUEUE, activities=[receive, review])
    async with system:
        await office.opened()
        await office.environment.sleep(10)
        await office.until("item-concluded")
    await office.act("clerk", "withdraw-case", reason="企业调整计划")
    await office.ended()


async def several_runs(office: TimedOffice) -> None:
    """A case over more than one run; its last one is kept."""
    await office.file()
    for by, do, fields in WAY[:-1]:
        await office.act(by, do, **fields)


def water_has_a_system() -> Rulebook:
    """The sample law, with the water department on a queue of its own."""
    departments = [
        {**department, "queue": QUEUE} if department["code"] == "water" else department
        for department in CATALOGUE["departments"]
    ]
    return book_without_holidays(departments=departments)


STORIES: dict[str, tuple[Story, Callable[[], Rulebook]]] = {
    "straight-path": (straight_path, book_without_holidays),
    "corrections-and-silence": (corrections_and_silence, book_without_holidays),
    "ladder": (ladder, fire_alone),
    "withdrawal": (withdrawal, book_without_holidays),
    "own-system": (own_system, water_has_a_system),
    "several-runs": (several_runs, book_without_holidays),
}


@asynccontextmanager
async def opened(name: str, book: Rulebook) -> AsyncIterator[TimedOffice]:
    """An office on the server that the story needs."""
    short = development_server("limit.historyCount.suggestContinueAsNew=40")
    async with short if name == "several-runs" else time_skipping_server() as environment:
        calendar = Calendar(tables=book.calendar.tables[:3])  # as small as the story allows
        office = TimedOffice(environment, book.model_copy(update={"calendar": calendar}))
        if name != "several-runs":
            await office.on_a_monday()
        await office.begin_work()
        yield office
        await office.end_work()


async def record(names: list[str]) -> None:
    """Record the stories of these names; all of them when none is named."""
    for name in names or STORIES:
        story, book = STORIES[name]
        async with opened(name, book()) as office:
            await story(office)
            await _keep(name, office)


async def _keep(name: str, office: TimedOffice) -> None:
    history = _without_traces(json.loads((await office.handle.fetch_history()).to_json()))
    text = json.dumps(history, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _without_traces(part: Any) -> Any:
    """What the replay reads; a stack trace tells only of the machine that recorded it."""
    if isinstance(part, dict):
        return {name: _without_traces(value) for name, value in part.items() if name != "stackTrace"}
    return [_without_traces(each) for each in part] if isinstance(part, list) else part


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1:]))
