"""A command's way from the desk to a case and back, over the development server and the real register."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

import worker
from activities.contracts import Entry
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from desk.cases import Cases
from desk.outcomes import NoSuchCase, Refused
from models.domain.commands import Order
from models.domain.names import CaseNumber, CommandKey
from models.domain.rules.decide import read_command
from models.messages.case_workflow import Answer, workflow_id
from runtime.database import open_engine
from tests.domain.sample import CATALOGUE, FILING, PEOPLE
from tests.workflows.office import PATIENCE, book_without_holidays

_codes = itertools.count(450801)


class Desk:
    """A desk of a jurisdiction that no other test has, so that its case numbers are its own."""

    def __init__(self, environment: WorkflowEnvironment, register: PostgresRegister) -> None:
        jurisdiction = {**CATALOGUE["jurisdiction"], "code": str(next(_codes))}
        self.book = book_without_holidays(jurisdiction=jurisdiction)
        self.client = environment.client
        self.register = register
        self.cases = Cases(environment.client, register, patience=timedelta(seconds=PATIENCE))
        self.number = CaseNumber("")

    async def file(self, key: str = "filing", **filing: Any) -> Answer:
        """File the sample case; its number is remembered."""
        order = ordered("clerk", "file-case", key, **{**FILING, **filing})
        answer = await self.cases.file(order, self.book, datetime.now(UTC))
        self.number = answer.case
        return answer

    async def act(self, by: str, do: str, key: str, **fields: Any) -> Answer:
        """Give the case a command."""
        return await self.cases.perform(self.number, ordered(by, do, key, **fields))

    async def refused(self, by: str, do: str, key: str, **fields: Any) -> str:
        """The name under which a command is refused; it is told in both languages."""
        with pytest.raises(Refused) as refused:
            await self.act(by, do, key, **fields)
        assert refused.value.zh != refused.value.en
        return refused.value.name

    async def lines(self) -> tuple[Entry, ...]:
        """What the register holds of the case."""
        return await self.register.entries(self.number)


def ordered(by: str, do: str, key: str, **fields: Any) -> Order:
    """An order of one of the sample's people."""
    return Order(key=CommandKey(key), by=PEOPLE[by], command=read_command(do, fields))


@pytest.fixture
async def desk(real_time: WorkflowEnvironment, database_url: str) -> AsyncIterator[Desk]:
    """A desk with a worker behind it, on a database of its own."""
    engine = open_engine(database_url, application="tests")
    register = PostgresRegister(engine)
    notices = OutboxNotices(engine)
    cases, departments = worker.build(real_time.client, register, notices)
    async with cases, departments:
        yield Desk(real_time, register)
    await notices.close()
    await register.close()
    await engine.dispose()


async def test_a_case_is_filed_and_accepted_from_the_desk(desk: Desk) -> None:
    """The answers say what has happened, and the register holds exactly that."""
    filed = await desk.file()
    accepted = await desk.act("clerk", "accept-case", "k2")
    lines = await desk.lines()

    assert filed.case == f"{desk.book.catalogue.jurisdiction.code}-{datetime.now(UTC).year}-000001"
    assert (filed.first, accepted.first) == (1, 2)
    assert [line.event.kind for line in lines] == [*filed.events, *accepted.events]


async def test_a_repeated_filing_is_the_same_case(desk: Desk) -> None:
    """Five clicks on one form: one number, one workflow, one line, one answer."""
    answers = await asyncio.gather(*(desk.file() for _ in range(5)))

    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert [line.event.kind for line in await desk.lines()] == ["case-received"]


async def test_a_refusal_comes_back_by_name(desk: Desk) -> None:
    """And it leaves nothing in the register."""
    await desk.file()
    name = await desk.refused("water-handler", "accept-case", "k2")

    assert name == "NotYourRole"
    assert len(await desk.lines()) == 1


async def test_a_second_filing_of_a_live_project_names_the_first(desk: Desk) -> None:
    """And so does every repetition of it, although its run has ended."""
    first = await desk.file()
    told = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await desk.file("another form")
        told.append(refused.value)

    assert [each.name for each in told] == ["DuplicateCase"] * 2
    assert all(first.case in each.zh and first.case in each.en for each in told)


async def test_a_refused_form_can_be_mended_and_filed_again(desk: Desk) -> None:
    """The number that was drawn for it is used, although the run of the refused one has ended."""
    await desk.file()
    with pytest.raises(Refused):
        await desk.file("second form")
    mended = await desk.file("second form", project={"code": "2026-450721-48-01-000124", "name": "示例医院"})

    assert mended.events == ("case-received",)
    assert mended.case.endswith("-000002")


async def test_an_ended_case_still_gives_its_first_answers(desk: Desk) -> None:
    """The second click is answered from the register; anything new is asked of the rules, which refuse it."""
    await desk.file()
    accepted = await desk.act("clerk", "accept-case", "k2")
    await desk.act("clerk", "withdraw-case", "k3", reason="企业调整计划")
    await desk.client.get_workflow_handle(workflow_id(desk.number)).result()
    again = await desk.act("clerk", "accept-case", "k2")
    filed_again = await desk.file()

    assert again == accepted
    assert filed_again.events == ("case-received",)
    assert await desk.refused("clerk", "accept-case", "k4") == "CaseAlreadyAccepted"
    assert await desk.refused("clerk", "withdraw-case", "k5", reason="再次撤回") == "CaseNotOpen"
    assert await desk.refused("clerk", "withdraw-case", "k2", reason="另一件事") == "KeyTaken"


@pytest.mark.parametrize("number", ["450721-2026-999999", "", "no number at all"])
async def test_an_unknown_case_is_no_case(desk: Desk, number: str) -> None:
    """Whatever stands where a number should."""
    desk.number = CaseNumber(number)
    with pytest.raises(NoSuchCase):
        await desk.act("clerk", "accept-case", "k1")


async def test_one_key_stands_for_one_order(desk: Desk) -> None:
    """Also while the server still remembers the first one."""
    await desk.file()
    await desk.act("clerk", "accept-case", "k2")

    assert await desk.refused("clerk", "withdraw-case", "k2", reason="另一件事") == "KeyTaken"


async def test_twenty_commands_at_once_are_all_carried_out(desk: Desk) -> None:
    """The server takes ten at a time for one case; the rest are asked again until they are known."""
    await desk.file()
    answers = await asyncio.gather(
        *(
            desk.act(
                "water-handler", "report-gap", f"gap-{number}", material="report", reason=f"第{number}页"
            )
            for number in range(20)
        )
    )

    assert sorted(answer.first for answer in answers) == list(range(2, 22))
    assert [line.seq for line in await desk.lines()] == list(range(1, 22))


async def test_twenty_times_one_command_is_one(desk: Desk) -> None:
    """One effect and one answer."""
    await desk.file()
    answers = await asyncio.gather(*(desk.act("clerk", "accept-case", "the click") for _ in range(20)))

    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert [line.event.kind for line in await desk.lines()].count("case-accepted") == 1


async def test_who_stops_waiting_is_let_go(desk: Desk) -> None:
    """A caller that goes away is not held until the patience of the desk is over."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await Cases(desk.client, desk.register, patience=timedelta(seconds=60)).perform(
                await _without_a_worker(desk), ordered("clerk", "accept-case", "k2")
            )


async def _without_a_worker(desk: Desk) -> CaseNumber:
    """A number whose workflow waits on a queue that nobody serves."""
    await desk.client.start_workflow(
        "joint-approval", id="case-450799-2026-000001", task_queue="nobody", run_timeout=timedelta(seconds=30)
    )
    return CaseNumber("450799-2026-000001")
