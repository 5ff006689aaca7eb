"""Delivers the messages of a case in order and beside it: a box that is away stops no clock."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.contracts import DEPARTMENTS_QUEUE, Notice, NoticeBatch, NoticeSender
from workflows.pen import Pen
from workflows.policies import FOR_EVER, NOTICE_TIMEOUT


class Post:
    """The messages of one case on their way to the boxes, one batch at a time."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._round: asyncio.Task[None] | None = None

    @property
    def all_delivered(self) -> bool:
        """Whether nothing is left to deliver."""
        return self._round is None and not self._pen.unsent

    def has_work(self) -> bool:
        """Whether a batch waits to go out, or the one that is out has come to its end."""
        return bool(self._pen.unsent) if self._round is None else self._round.done()

    async def follow_up(self) -> None:
        """Send the next batch when the last one is delivered, and let no failure pass in silence."""
        if self._round is not None and self._round.done():
            await self._round
            self._round = None
        if self._round is None and self._pen.unsent:
            batch, self._pen.unsent = tuple(self._pen.unsent), []
            self._round = asyncio.create_task(_deliver(batch))


async def _deliver(batch: tuple[Notice, ...]) -> None:
    try:
        await workflow.execute_activity_method(
            NoticeSender.deliver,
            NoticeBatch(notices=batch),
            task_queue=DEPARTMENTS_QUEUE,
            activity_id=f"notices:{batch[0].seq}-{batch[-1].seq}",
            start_to_close_timeout=NOTICE_TIMEOUT,
            retry_policy=FOR_EVER,
        )
    except ActivityError as failed:
        message = f"the messages {batch[0].seq} to {batch[-1].seq} cannot be delivered"
        raise RuntimeError(message) from failed  # loud, but no end of the case
