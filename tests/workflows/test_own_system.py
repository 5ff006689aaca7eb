"""A department that answers by its own system, in its own process, on its own task queue."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.testing import WorkflowEnvironment

from activities.contracts import REVIEW
from models.domain.rulebook import Rulebook
from tests.domain.sample import CATALOGUE
from tests.workflows.conftest import Opening
from tests.workflows.office import PATIENCE, Office, book_without_holidays

QUEUE = "dept-water"
PROGRAM = Path(__file__).with_name("department_process.py")
SIGNERS = [{"id": "7", "name": "经办员"}, {"id": "8", "name": "局长"}]
AGREED = {"opinion": "agree", "signers": SIGNERS}
ONE_HAND = {"opinion": "agree", "signers": [SIGNERS[0], *SIGNERS]}


class DepartmentSystem:
    """The other end of the pipes to the department's process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._token = ""
        self.loaded: list[str] = []

    async def tells(self) -> dict[str, Any]:
        """The next thing it tells."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            told: dict[str, Any] = json.loads(await self._process.stdout.readline())
        return told

    async def asked(self) -> dict[str, Any]:
        """The next question it was asked."""
        told = await self.tells()
        self._token = told.pop("token")
        return told

    async def asked_last(self) -> dict[str, Any]:
        """The last of the questions it was asked, when two seconds pass without another."""
        last = await self.asked()
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(2):
                    last = await self.asked()
        return last

    async def says(self, **answer: object) -> None:
        """Let it complete, or fail, the latest question."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"token": self._token, **answer}).encode() + b"\n")
        await self._process.stdin.drain()


@pytest.fixture(scope="module")
async def system(real_time: WorkflowEnvironment) -> AsyncIterator[DepartmentSystem]:
    """The department's process beside the server of long histories."""
    async with _department(real_time) as system:
        yield system


@pytest.fixture(scope="module")
async def system_of_short(short_histories: WorkflowEnvironment) -> AsyncIterator[DepartmentSystem]:
    """The department's process beside the server of short histories."""
    async with _department(short_histories) as system:
        yield system


@asynccontextmanager
async def _department(environment: WorkflowEnvironment) -> AsyncIterator[DepartmentSystem]:
    client = environment.client
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        client.service_client.config.target_host,
        client.namespace,
        QUEUE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(PROGRAM.parents[2])},
    )
    try:
        system = DepartmentSystem(process)
        system.loaded = (await system.tells())["modules"]
        yield system
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def water_has_a_system() -> Rulebook:
    """The sample law, with the water department on a queue of its own."""
    departments = [
        {**department, "queue": QUEUE} if department["code"] == "water" else department
        for department in CATALOGUE["departments"]
    ]
    return book_without_holidays(departments=departments)


async def test_the_contract_is_all_that_a_system_needs_of_us(
    system: DepartmentSystem, steady: Opening
) -> None:
    """It loads the contract and the rules' own words; it signs and decides, and its signers stand there."""
    loaded = system.loaded
    async with steady(water_has_a_system()) as office:
        await office.opened()
        question = await system.asked()
        during = (await office.item("flood")).state
        await system.says(answer=AGREED)
        await office.until("item-concluded")
        steps = [(event.kind, event.by, event.by_name) for event in _of_flood(office)]

    assert {name for name in loaded if not name.startswith("models")} == {
        "activities",
        "activities.contracts",
    }
    assert not [name for name in loaded if name.startswith(("models.tables", "models.messages"))]
    assert question == {"asked": "flood", "round": 1, "refused": None}
    assert during == "acknowledged"
    assert steps == [
        ("notice-issued", None, None),
        ("notice-acknowledged", "water:3", "收文员"),
        ("opinion-proposed", "water:7", "经办员"),
        ("item-concluded", "water:8", "局长"),
    ]


async def test_one_hand_on_two_levels_is_asked_again(system: DepartmentSystem, steady: Opening) -> None:
    """Nothing of such an answer is entered; the system hears the name of the refusal and mends it."""
    async with steady(water_has_a_system()) as office:
        await office.opened()
        await system.asked()
        await system.says(answer=ONE_HAND)
        again = await system.asked()
        entered = office.kinds().count("opinion-proposed")
        await system.says(answer=AGREED)
        await office.until("item-concluded")

    assert again["refused"] == "SameHandOnTwoLevels"
    assert entered == 0


@pytest.mark.parametrize(
    "answer",
    [
        "yes",
        {"opinion": "agree"},
        {**AGREED, "stamp": "red"},
        {**AGREED, "reason": "字" * 5000},
        {**AGREED, "signers": [{"id": "7", "name": ""}, {"id": "8", "name": "局长"}]},
    ],
    ids=["no-object", "no-signers", "unknown-field", "endless-reason", "nameless-signer"],
)
async def test_an_answer_that_does_not_fit_stops_nothing(
    system: DepartmentSystem, steady: Opening, answer: object
) -> None:
    """A foreign system may answer anything; the case goes on, and the system is told and asked again."""
    async with steady(water_has_a_system()) as office:
        await office.opened()
        await system.asked()
        await system.says(answer=answer)
        again = await system.asked()
        await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
        await system.says(answer=AGREED)
        await office.until("item-concluded")

    assert again["refused"] == "FieldInvalid"


async def test_a_system_that_fails_for_good_does_not_take_the_case_with_it(
    system: DepartmentSystem, steady: Opening
) -> None:
    """Commands are still taken, and the question is put again after a pause."""
    async with steady(water_has_a_system()) as office:
        await office.opened()
        await system.asked()
        await system.says(fail="the database of the department is gone")
        await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
        again = await system.asked()
        await system.says(answer=AGREED)
        await office.until("item-concluded")

    assert again == {"asked": "flood", "round": 1, "refused": None}


async def test_who_answers_at_the_desk_first_makes_the_question_go_away(
    system: DepartmentSystem, steady: Opening
) -> None:
    """The system's late answer finds nobody who waits for it, and changes nothing."""
    async with steady(water_has_a_system()) as office:
        await office.opened()
        await system.asked()
        await office.act("water-handler", "propose-opinion", item="flood", opinion="agree")
        await office.act("water-approver", "conclude-item", item="flood")
        before = await _questions_out(office, 1)
        written = office.kinds()
        await system.says(answer=AGREED)
        after = await _questions_out(office, 0)

        assert [question.state for question in before] == [
            PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
        ]
        assert after == []
        assert office.kinds() == written


async def test_a_withdrawn_case_asks_nobody(system: DepartmentSystem, steady: Opening) -> None:
    """The workflow does not wait for a system that still thinks."""
    async with steady(water_has_a_system()) as office:
        await office.opened()
        await system.asked()
        await office.act("clerk", "withdraw-case", reason="企业调整计划")
        await office.ended()

        assert office.kinds()[-1] == "case-withdrawn"


async def test_a_question_survives_a_new_run(system_of_short: DepartmentSystem, crossing: Opening) -> None:
    """The new run puts it again under the same name, and the answer is taken there, once."""
    system = system_of_short
    async with crossing(water_has_a_system()) as office:
        await office.opened()
        first_run = (await office.handle.describe()).run_id
        question = await system.asked()
        while (await office.handle.describe()).run_id == first_run:
            await office.act("forestry-handler", "stop-clock", item="forest-land", **_hearing(office))
            await office.act("forestry-handler", "resume-clock", item="forest-land")
        again = await system.asked_last()
        await system.says(answer=AGREED)
        await office.until("item-concluded")

        assert question == again == {"asked": "flood", "round": 1, "refused": None}
        assert [event.kind for event in _of_flood(office)].count("opinion-proposed") == 1


def _hearing(office: Office) -> dict[str, str]:
    year = office.book.calendar.tables[-1].year
    return {"reason": "hearing", "notice": "告〔2026〕7号", "until": f"{year}-06-30"}


def _of_flood(office: Office) -> list[Any]:
    return [line.event for line in office.register.lines[office.number] if line.event.item == "flood"]


async def _questions_out(office: Office, count: int) -> list[PendingActivityInfo]:
    """What the server still knows of questions, once it knows of so many and no message is under way."""
    async with asyncio.timeout(PATIENCE):
        while True:
            pending = list((await office.handle.describe()).raw_description.pending_activities)
            if len(pending) == count and all(each.activity_type.name == REVIEW for each in pending):
                return pending
            await asyncio.sleep(0.05)
