"""Departments that answer by their own system, on their own task queue.

Their answer is turned into the same commands that a person would give at the desk.
"""

import asyncio
import itertools
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.contracts import RECEIVE, REVIEW, ReviewAnswer, ReviewRequest, Signer
from models.domain import commands
from models.domain.commands import Command, Order
from models.domain.names import CommandKey, ItemCode
from models.domain.refusals import Refusal
from workflows.foreign_answers import command_of, person_of, read_answer, require_hands
from workflows.pen import Pen, RegisterRefused
from workflows.policies import FOR_EVER, RECEIVE_TIMEOUT, REVIEW_TIMEOUT

_AWAITED = ("notified", "acknowledged", "handling")
_LONGEST_PAUSE = 3600
"""Seconds before a system whose answer was refused, or that failed for good, is asked again."""

Asked = tuple[ItemCode, int]


class Reviews:
    """The questions that are out to departments' systems, one for each item and round."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._out: dict[Asked, asyncio.Task[None]] = {}
        self._giving: list[Asked] = []

    @property
    def giving(self) -> bool:
        """Whether an answer is being entered, level by level."""
        return bool(self._giving)

    def has_work(self) -> bool:
        """Whether a question is to be put, has been answered, or is no longer wanted."""
        return any(task.done() for task in self._out.values()) or self._wanted().keys() != self._out.keys()

    async def follow_up(self) -> None:
        """Put new questions, drop those overtaken by events, and let no failure pass in silence."""
        wanted = self._wanted()
        for asked, task in list(self._out.items()):
            if task.done():
                await task
            elif asked not in wanted:
                task.cancel()
            else:
                continue
            del self._out[asked]
        for asked, queue in wanted.items():
            if asked not in self._out:
                self._out[asked] = asyncio.create_task(self._ask(asked, queue))

    def _wanted(self) -> dict[Asked, str]:
        """The questions that should be out. One whose answer is being entered is not dropped half-way."""
        if self._pen.case.state == "unfiled":
            return {}
        queues = {department.code: department.queue for department in self._pen.book.catalogue.departments}
        return {
            asked: queue
            for item in self._pen.case.items.values()
            if (queue := queues.get(item.department)) is not None
            and (
                (asked := (item.code, item.round)) in self._giving
                or (item.state in _AWAITED and item.returned is None)
            )
        }

    async def _ask(self, asked: Asked, queue: str) -> None:
        """Until the department's answer stands, or somebody has answered at the desk."""
        refused: str | None = None
        for attempt in itertools.count(self._next_attempt(asked)):
            if asked not in self._wanted():
                return
            try:
                if self._pen.case.items[asked[0]].acknowledged_at is None:
                    await self._receive(asked, queue, attempt)
                await self._review(asked, queue, refused, attempt)
            except Refusal as refusal:
                refused = refusal.name
            except RegisterRefused as refusal:
                refused = refusal.said.type
            except ActivityError as failed:
                if is_cancelled_exception(failed) and asked not in self._wanted():
                    return
            if asked in self._wanted():
                await workflow.sleep(timedelta(seconds=min(2**attempt, _LONGEST_PAUSE)))

    def _next_attempt(self, asked: Asked) -> int:
        """One that no answer of this item and round has used, in an earlier run or before it was returned."""
        first = self._pen.book.catalogue.item(asked[0]).levels[0]
        return next(n for n in itertools.count(1) if _key(asked, f"{first}:{n}") not in self._pen.answers)

    async def _receive(self, asked: Asked, queue: str, attempt: int) -> None:
        item, number = asked
        told = await workflow.execute_activity(
            RECEIVE,
            self._request(asked, None),
            result_type=RawValue,
            task_queue=queue,
            activity_id=f"receive:{item}:{number}:{attempt}",
            start_to_close_timeout=RECEIVE_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        await self._give(read_answer(told, Signer), asked, "received", commands.AcknowledgeNotice(item=item))

    async def _review(self, asked: Asked, queue: str, refused: str | None, attempt: int) -> None:
        item, number = asked
        told = await workflow.execute_activity(
            REVIEW,
            self._request(asked, refused),
            result_type=RawValue,
            task_queue=queue,
            activity_id=f"review:{item}:{number}:{attempt}",
            start_to_close_timeout=REVIEW_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        answer = read_answer(told, ReviewAnswer)
        levels = self._pen.book.catalogue.item(item).levels
        require_hands(levels, answer)
        given = [command_of(item, levels, level, answer) for level in levels]
        self._giving.append(asked)
        try:
            for level, command, signer in zip(levels, given, answer.signers, strict=False):
                await self._give(signer, asked, f"{level}:{attempt}", command)
        finally:
            self._giving.remove(asked)

    async def _give(self, signer: Signer, asked: Asked, step: str, command: Command) -> None:
        """The command of the department's service account, in the name of the person it tells."""
        department = self._pen.case.items[asked[0]].department
        order = Order(key=_key(asked, step), by=person_of(department, signer), command=command)
        await self._pen.write(order)

    def _request(self, asked: Asked, refused: str | None) -> ReviewRequest:
        item, number = asked
        case = self._pen.case
        return ReviewRequest(
            case=case.number,
            item=item,
            department=case.items[item].department,
            round=number,
            project_code="" if case.project is None else case.project.code,
            project_name="" if case.project is None else case.project.name,
            answers=dict(case.answers),
            materials=case.materials,
            refused=refused,
        )


def _key(asked: Asked, step: str) -> CommandKey:
    item, number = asked
    return CommandKey(f"review:{item}:{number}:{step}")
