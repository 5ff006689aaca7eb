"""Looks through an office left in peace: what people, register, Temporal and boxes say of every case."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowExecutionStatus

from activities.contracts import Entry
from activities.register import PostgresRegister
from activities.register_audit import verify
from models.domain.case import Case
from models.domain.dues import next_due
from models.domain.fold import fold
from models.domain.names import CaseNumber
from models.messages.case_workflow import workflow_id
from tests.faults import proof
from tests.faults.people import Folder, Line, People
from tests.faults.telling import say
from workflows.joint_approval import JointApprovalWorkflow

SETTLED_SECONDS: Final = 100
"""How long the last messages and the last alarm may take: a retry waits for up to a minute."""

_ASKED_AGAIN: Final = 300
_AT_ONCE: Final = 6
_LADDER: Final = {"deadline-approaching", "deadline-breached", "escalated", "stop-overran", "gap-overdue"}
_BOXES: Final = text('SELECT key, kind, item, at FROM notices WHERE "case" = :number')


@dataclass
class Found:
    """Figures of what was looked through."""

    cases: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    messages: int = 0
    by_the_clock: int = 0
    rungs: int = 0
    new_runs: int = 0
    asked_again: int = 0


class Audit:
    """Every case, from every side."""

    def __init__(
        self, client: Client, engine: AsyncEngine, register: PostgresRegister, people: People
    ) -> None:
        self._client = client
        self._engine = engine
        self._register = register
        self._people = people
        self.found = Found()

    async def of_all(self, folders: list[Folder]) -> list[str]:
        """Everything that is not as it must be."""
        findings = [f"case {folder.story.number}: {each}" for folder in folders for each in folder.findings]
        await self._click_again(folders)
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(folder: Folder) -> list[str]:
            async with turns:
                return await self._of(folder)

        for found in await asyncio.gather(*(one(folder) for folder in folders)):
            findings += found
        verified = await verify(self._engine, lambda finding: findings.append(f"register: {finding}"))
        filed = {folder.number for folder in folders if folder.number is not None}
        if verified.cases != len(filed):
            findings.append(f"the register has {verified.cases} cases, and {len(filed)} were filed")
        self.found.new_runs = (await self._client.count_workflows('ExecutionStatus="ContinuedAsNew"')).count
        return findings

    async def _click_again(self, folders: list[Folder]) -> None:
        """Ask a part of everything acknowledged once more: the second click gets the first answer."""
        done = [(folder, line) for folder in folders if folder.finished for line in folder.lines if line.done]
        chosen = done[:: max(1, len(done) // _ASKED_AGAIN)]
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(folder: Folder, line: Line) -> None:
            async with turns:
                await self._people.ask(folder, line)

        await asyncio.gather(*(one(folder, line) for folder, line in chosen))
        self.found.asked_again = len(chosen)
        say(f"{len(chosen)} commands were asked once more")

    async def _of(self, folder: Folder) -> list[str]:
        number, story = folder.number, folder.story
        if number is None:
            return [f"case {story.number}: was never filed"]
        entries, boxes, closed, known = await self._settled(folder, number)
        case = fold(Case(number=number), [entry.event for entry in entries])
        now = story.book.hours.local(folder.now())
        findings = [
            *proof.check_book(number, folder.lines, entries),
            *proof.check_reasons(number, folder.lines, entries, story.book),
            *proof.check_messages(proof.messages_of(number, entries), boxes),
            *proof.check_state(case, known, entries, story.book, now),
            *_check_end(folder, case, closed=closed),
        ]
        self._count(case, entries, boxes)
        return [f"case {story.number} ({number}): {finding}" for finding in findings]

    async def _settled(
        self, folder: Folder, number: CaseNumber
    ) -> tuple[tuple[Entry, ...], list[proof.Sent], bool, Case]:
        """What stands of a case once nothing is on its way any more, or at the latest after a while."""
        ends = asyncio.get_running_loop().time() + SETTLED_SECONDS
        handle = self._client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(number))
        while True:
            entries = await self._register.entries(number)
            case = fold(Case(number=number), [entry.event for entry in entries])
            boxes = await self._boxes(number)
            closed = (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
            due = next_due(case, folder.story.book)
            still = closed is case.ended and (due is None or due.lawful > folder.now())
            still = still and len(boxes) == len(proof.messages_of(number, entries))
            if still or asyncio.get_running_loop().time() > ends:
                known = await handle.query(JointApprovalWorkflow.case)
                return entries, boxes, closed, known
            await asyncio.sleep(0.5)

    async def _boxes(self, number: CaseNumber) -> list[proof.Sent]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(_BOXES, {"number": number})
            return [proof.Sent(row.key, row.kind, row.item, row.at) for row in rows]

    def _count(self, case: Case, entries: tuple[Entry, ...], boxes: list[proof.Sent]) -> None:
        self.found.cases[case.state] += 1
        self.found.entries += len(entries)
        self.found.messages += len(boxes)
        self.found.by_the_clock += sum(entry.key.startswith("clock:") for entry in entries)
        self.found.rungs += sum(entry.event.kind in _LADDER for entry in entries)


def _check_end(folder: Folder, case: Case, *, closed: bool) -> Iterator[str]:
    """A case that was driven to its end has ended there, and its workflow with it; no other has (1)."""
    if folder.finished and case.state not in folder.story.ends:
        yield f"ended as {case.state}, and was driven to {' or '.join(folder.story.ends)}"
    if closed is not case.ended:
        yield f"the case is {case.state}, and its workflow is {'closed' if closed else 'open'}"
