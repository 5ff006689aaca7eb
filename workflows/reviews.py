"""Departments that answer by their own system, on their own task queue.

Their answer is turned into the same commands that a person would give at the desk.
"""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.contracts import RECEIVE, REVIEW, ReviewAnswer, ReviewRequest, Signer
from models.domain import commands
from models.domain.commands import Command, Order
from models.domain.names import CommandKey, ItemCode, Level, PersonId
from models.domain.people import Person
from models.domain.refusals import Refusal, SameHandOnTwoLevels
from models.domain.words import LEVELS
from workflows.pen import Pen
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

    def stop(self) -> None:
        """Take every open question back; a new run puts it again, under the same names."""
        for task in self._out.values():
            task.cancel()
        self._out.clear()

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
        attempt = 0
        while asked in self._wanted():
            attempt += 1
            try:
                if self._pen.case.items[asked[0]].acknowledged_at is None:
                    await self._receive(asked, queue, attempt)
                await self._review(asked, queue, refused, attempt)
            except Refusal as refusal:
                refused = refusal.name
            except ActivityError as failed:
                if is_cancelled_exception(failed):
                    raise
            if asked in self._wanted():
                await workflow.sleep(timedelta(seconds=min(2**attempt, _LONGEST_PAUSE)))

    async def _receive(self, asked: Asked, queue: str, attempt: int) -> None:
        item, number = asked
        signer = await workflow.execute_activity(
            RECEIVE,
            self._request(asked, None),
            result_type=Signer,
            task_queue=queue,
            activity_id=f"receive:{item}:{number}:{attempt}",
            start_to_close_timeout=RECEIVE_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        await self._give(signer, asked, "received", commands.AcknowledgeNotice(item=item))

    async def _review(self, asked: Asked, queue: str, refused: str | None, attempt: int) -> None:
        item, number = asked
        answer = await workflow.execute_activity(
            REVIEW,
            self._request(asked, refused),
            result_type=ReviewAnswer,
            task_queue=queue,
            activity_id=f"review:{item}:{number}:{attempt}",
            start_to_close_timeout=REVIEW_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        levels = self._pen.book.catalogue.item(item).levels
        _require_a_hand_for_each(levels, answer)
        self._giving.append(asked)
        try:
            for level, signer in zip(levels, answer.signers, strict=False):
                await self._give(signer, asked, f"{level}:{attempt}", _command(item, levels, level, answer))
        finally:
            self._giving.remove(asked)

    async def _give(self, signer: Signer, asked: Asked, step: str, command: Command) -> None:
        """The command of the department's service account, in the name of the person it tells."""
        item, number = asked
        department = self._pen.case.items[item].department
        by = Person(
            id=PersonId(f"{department}:{signer.id}"),
            name=signer.name,
            department=department,
            roles=("handler", "reviewer", "approver"),
        )
        key = CommandKey(f"review:{item}:{number}:{step}")
        await self._pen.write(Order(key=key, by=by, command=command))

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


def _command(item: ItemCode, levels: tuple[Level, ...], level: Level, answer: ReviewAnswer) -> Command:
    if level == levels[0]:
        return commands.ProposeOpinion(item=item, **answer.model_dump(exclude={"signers"}))
    if level == levels[-1]:
        return commands.ConcludeItem(item=item)
    return commands.EndorseOpinion(item=item)


def _require_a_hand_for_each(levels: tuple[Level, ...], answer: ReviewAnswer) -> None:
    """Before anything is entered, so that an answer is taken whole or not at all."""
    if len({signer.id for signer in answer.signers}) < len(levels):
        name = answer.signers[0].name if answer.signers else "-"
        raise SameHandOnTwoLevels(person=name, level=LEVELS[levels[0]])
