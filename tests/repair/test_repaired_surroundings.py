"""What hangs on a case besides its lines: the office's calendars, and questions to departments' systems."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from temporalio import activity
from temporalio.worker import Worker

from activities.calendars import OfficeCalendars
from activities.contracts import RECEIVE, REVIEW, ReviewAnswer, ReviewRequest, Signer
from desk.calendars import begin, follow, start_adoption
from desk.repair import restart
from models.domain.calendar_files import name_of
from models.domain.events import DeadlinesReprojected
from models.messages.calendar_adoption import Adoption
from runtime.documents import load_calendar
from tests.domain.sample import CATALOGUE, PEOPLE, rulebook
from tests.repair.conftest import PATIENCE, Office, eventually
from tests.workflows.office import book_without_holidays

TABLE: Final = load_calendar(Path(__file__).parents[1] / "calendars" / "sample-2027.yaml")
SIGNERS: Final = (Signer(id="7", name="经办员"), Signer(id="8", name="局长"))


class DepartmentSystem:
    """The water department's system: it signs at once, and thinks as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[ReviewRequest] = []
        self.decided = False

    @activity.defn(name=RECEIVE)
    async def receive(self, asked: ReviewRequest) -> Signer:
        """Sign for the notice of this item."""
        assert asked.item == "flood"
        return SIGNERS[0]

    @activity.defn(name=REVIEW)
    async def review(self, asked: ReviewRequest) -> ReviewAnswer:
        """Answer now, or some time later and not from here."""
        self.asked.append(asked)
        if not self.decided:
            activity.raise_complete_async()
        return ReviewAnswer(opinion="agree", signers=SIGNERS)


async def test_an_adopted_calendar_comes_back_to_the_office_and_to_its_cases(office: Office) -> None:
    """Else the next case would be filed under the old one, and the refilled lines would name a lost law."""
    office.book = rulebook()
    await office.file()
    await begin(office.engine)
    copy = await office.dump()
    adopting = await start_adoption(office.client, Adoption(table=TABLE, by=PEOPLE["administrator"]))
    async for _ in follow(adopting, patience=timedelta(seconds=PATIENCE)):
        pass
    before = await office.lines()
    assert isinstance(before[-1].event, DeadlinesReprojected)
    await office.restore(copy)

    found = await office.type("refill", "--check", code=1)
    assert f"the calendar {name_of(TABLE)} is missing" in found
    told = await office.type("refill")
    assert f"the calendar {name_of(TABLE)} entered again" in told
    await office.type("verify")
    await office.begin_work()
    assert await office.lines() == before
    assert TABLE in await OfficeCalendars(office.engine).files()
    assert "calendar" not in await office.type("refill")
    await office.go(1, 1)


async def test_a_question_to_a_departments_system_is_put_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer goes to the new run, once."""
    monkeypatch.setattr(restart, "SETTLE", timedelta(seconds=0.1))
    system = DepartmentSystem()
    departments = [
        {**each, "queue": "dept-water"} if each["code"] == "water" else each
        for each in CATALOGUE["departments"]
    ]
    office.book = book_without_holidays(departments=departments)
    async with _at_work(office, system):
        await office.file()
        await office.go(1, 1)
        await eventually(lambda: _asked(system, 1), "the question is put")
    before = await office.lines()
    await office.restore_engine(None)
    await office.type("restart-cases")
    await office.begin_work()
    system.decided = True
    async with _at_work(office, system):
        await eventually(lambda: _concluded(office), "the item is concluded")

    lines = await office.lines()
    assert system.asked == [system.asked[0]] * 2
    assert lines[: len(before)] == before
    assert [line.event.kind for line in lines].count("notice-acknowledged") == 1
    await office.type("verify")


def _at_work(office: Office, system: DepartmentSystem) -> Worker:
    return Worker(office.client, task_queue="dept-water", activities=[system.receive, system.review])


async def _asked(system: DepartmentSystem, times: int) -> bool:
    return len(system.asked) >= times


async def _concluded(office: Office) -> bool:
    await asyncio.sleep(0.1)
    return "item-concluded" in [line.event.kind for line in await office.lines()]
