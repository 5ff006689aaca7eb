import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import pytest
from temporalio.client import Client, WorkflowHandle

import worker
from activities.contracts import CASES_QUEUE, Entry
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.fold import fold
from models.domain.names import CaseNumber, CommandKey, PersonId
from models.domain.people import Person
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide, read_command
from models.messages.case_workflow import WORKFLOW, Answer, Carried, CaseStart, workflow_id
from tests.domain.sample import FILING, PEOPLE, rulebook
from tests.fakes import InMemoryCaseRegister, InMemoryNotices
from tests.workflows.conftest import development_server
from workflows import policies
from workflows.joint_approval import JointApprovalWorkflow
from workflows.pen import digest

NUMBER: Final = CaseNumber("450721-2026-000001")
BEFORE: Final = 4000
"""Events that the case has seen when the test begins."""

NOW: Final = 24
"""Commands during the test; the server asks for a new run after every few of them."""

PATIENCE: Final = 30


class Office:
    """A case that has gone on for ever, and the clerk who sends reminder after reminder."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.register = InMemoryCaseRegister()
        self.book: Rulebook = rulebook()
        self.case = Case(number=NUMBER)
        self.answers: list[Answer] = []

    @property
    def handle(self) -> WorkflowHandle[JointApprovalWorkflow, None]:
        """The case, in its latest run."""
        return self.client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(NUMBER))

    def live_long(self) -> None:
        """Everything up to now, by the rules, into the register."""
        self._happen(_order("file", "file-case", **FILING))
        self._happen(_order("accept", "accept-case"))
        while self.case.seq < BEFORE:
            self._happen(reminder(len(self.answers)))

    async def start(self) -> None:
        """Begin the run that carries all of this."""
        start = CaseStart(
            number=NUMBER,
            rulebook=self.book.model_dump_json(),
            carried=Carried(case=self.case, answers=tuple(self.answers)),
        )
        await self.client.start_workflow(WORKFLOW, start, id=workflow_id(NUMBER), task_queue=CASES_QUEUE)

    async def give(self, order: Order) -> Answer:
        """Give the case an order, as the desk does, and breathe: a new run waits for a moment's quiet."""
        async with asyncio.timeout(PATIENCE):
            answer = await self.handle.execute_update(JointApprovalWorkflow.perform, order)
        await asyncio.sleep(0.15)
        return answer

    def _happen(self, order: Order) -> None:
        events = decide(self.case, order, datetime.now(UTC), self.book)
        lines = [
            Entry(
                seq=self.case.seq + place,
                key=order.key,
                digest=digest(order),
                entered_at=events[0].at,
                event=event,
            )
            for place, event in enumerate(events, 1)
        ]
        self.register.lines[NUMBER].extend(lines)
        kinds = tuple(event.kind for event in events)
        self.answers.append(
            Answer(case=NUMBER, key=order.key, digest=digest(order), first=lines[0].seq, events=kinds)
        )
        self.case = fold(self.case, events)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """An office on a server that asks for a new run after sixty events of history."""
    async with development_server("limit.historyCount.suggestContinueAsNew=60") as environment:
        office = Office(environment.client)
        cases, departments = worker.build(office.client, office.register, InMemoryNotices())
        async with cases, departments:
            yield office


def reminder(number: int) -> Order:
    """One of many reminders."""
    return _order(f"remind-{number}", "remind", item="flood", text=f"第{number}次催办")


def _order(key: str, do: str, **fields: object) -> Order:
    clerk: Person = PEOPLE["clerk"].model_copy(update={"id": PersonId("clerk")})
    return Order(key=CommandKey(key), by=clerk, command=read_command(do, fields))


async def test_a_case_with_thousands_of_events_goes_on_from_run_to_run(office: Office) -> None:
    """No gap and no double in the register, the state is its fold, and every command has its one answer."""
    office.live_long()
    first = len(office.answers)
    await office.start()
    given = [await office.give(reminder(number)) for number in range(first, first + NOW)]
    lines = office.register.lines[NUMBER]
    again = await office.give(reminder(first))
    description = await office.handle.describe()

    assert description.raw_description.workflow_execution_info.first_run_id != description.run_id
    assert [line.seq for line in lines] == list(range(1, BEFORE + NOW + 1))
    assert [answer.first for answer in given] == list(range(BEFORE + 1, BEFORE + NOW + 1))
    assert again == given[0]
    assert await office.handle.query(JointApprovalWorkflow.case) == fold(
        Case(number=NUMBER), [line.event for line in lines]
    )


async def test_a_command_older_than_any_carried_answer_is_entered_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new run takes few answers along; the register knows the others, and gives them back."""
    monkeypatch.setattr(policies, "MOST_ANSWERS", 3)
    office.live_long()
    first = len(office.answers)
    await office.start()
    for number in range(first, first + NOW):
        await office.give(reminder(number))
    again = await office.give(reminder(5))

    assert again == office.answers[5]
    assert len(office.register.lines[NUMBER]) == BEFORE + NOW
