"""The life of one case: it waits for people and time, asks the rules and the hands, and decides nothing."""

import asyncio
from datetime import datetime, timedelta
from hashlib import sha256

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from models.domain.case import Case
    from models.domain.commands import Order
    from models.domain.refusals import KeyTaken, Refusal
    from models.domain.rulebook import read_rulebook
    from models.messages.case_workflow import WORKFLOW, Answer, Carried, CaseStart
    from workflows.office_clock import OfficeClock
    from workflows.pen import RESERVED, Pen, RegisterRefused, failure
    from workflows.policies import MOST_ANSWERS, SPREAD, UNFILED_FOR
    from workflows.post import Post
    from workflows.reviews import Reviews
    from workflows.signposts import Shown, show


@workflow.defn(name=WORKFLOW)
class JointApprovalWorkflow:
    """One case, from its filing to its archive. The register holds what it has done; it only remembers."""

    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        carried = start.carried or Carried(case=Case(number=start.number), answers=())
        self._start = start.model_copy(update={"carried": None})  # the pen has it, and grows out of it
        self._clock = OfficeClock(start.epoch_shift)
        self._pen = Pen(carried.case, carried.answers, read_rulebook(start.rulebook), self._clock)
        self._post = Post(self._pen)
        self._reviews = Reviews(self._pen)
        self._shown: Shown | None = None
        self._seen = carried.case.seq
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at: datetime | None = None
        self._given_up = False
        self._cancelled = False

    @workflow.run
    async def run(self, start: CaseStart) -> None:
        """Send what is to be sent, and let time pass when it is due, until the case has ended."""
        del start  # taken in by __init__, since an update may come before this
        while True:
            try:
                await self._live()
            except (asyncio.CancelledError, FailureError):
                if self._cancelled or workflow.cancellation_reason() is None:
                    raise  # this run leaves a worker's memory, which no operator asked for
                self._cancelled = True
                workflow.logger.warning("an operator's cancel is not heard: a case ends by its rules alone")
            else:
                return

    async def _live(self) -> None:
        while not (self._over and await self._is_settled()):
            self._set_alarm()
            await workflow.wait_condition(self._has_work)
            await self._let_time_pass()
            await self._follow_up()
            if workflow.info().is_continue_as_new_suggested() and await self._is_settled():
                self._continue_as_new()

    @workflow.update
    async def perform(self, order: Order) -> Answer:
        """Carry out a command, once; its key is the update's id. A refusal fails the update by name."""
        try:
            return await self._pen.write(order)
        except Refusal as refusal:
            raise failure(refusal) from None
        except RegisterRefused as refused:
            raise refused.said from None
        finally:
            self._given_up = True  # which only a case that is still not filed minds

    @perform.validator
    def may_perform(self, order: Order) -> None:
        """Refuse early, before history grows. The update asks again with the pen in hand."""
        try:
            if order.key.startswith(RESERVED):
                raise KeyTaken(key=order.key)
            self._pen.require(order, self._clock.now())
        except Refusal as refusal:
            raise failure(refusal) from None

    @workflow.query
    def case(self) -> Case:
        """The state as this run knows it: for support and tests. Lists and pages come from the register."""
        return self._pen.case

    @property
    def _over(self) -> bool:
        return self._pen.case.ended or (self._given_up and self._pen.case.state == "unfiled")

    def _has_work(self) -> bool:
        return (
            self._seen != self._pen.case.seq
            or self._alarm_is_due()
            or self._post.has_work()
            or self._reviews.has_work()
            or (self._over and self._is_quiet)
        )

    async def _is_settled(self) -> bool:
        """Let every command that has begun come to its end; then whether it has left nothing to do."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._seen == self._pen.case.seq and self._is_quiet

    @property
    def _is_quiet(self) -> bool:
        return self._post.all_delivered and not self._reviews.giving

    def _wake(self) -> datetime | None:
        """When the clock will next do something; for a case that is not filed, when to give it up."""
        if self._pen.case.state == "unfiled":
            return self._clock.at(workflow.info().start_time) + UNFILED_FOR
        return self._pen.wake

    def _alarm_is_due(self) -> bool:
        """Whether it has rung, or is to be set anew because the next wake has moved earlier."""
        wake = self._wake()
        if self._alarm is None or self._alarm_at is None:
            return wake is not None
        return self._alarm.done() or (wake is not None and wake < self._alarm_at)

    def _set_alarm(self) -> None:
        """One timer, and none when time will bring nothing more."""
        wake = self._wake()
        if wake is None or not self._alarm_is_due():
            return
        if self._alarm is not None:
            self._alarm.cancel()
        delay = self._clock.until(wake + self._own_delay())
        self._alarm = asyncio.create_task(workflow.sleep(delay, summary="next wake"))
        self._alarm_at = wake

    async def _let_time_pass(self) -> None:
        if self._alarm is None or not self._alarm.done():
            return
        self._alarm = None
        if self._pen.case.state == "unfiled":
            self._given_up = True
        else:
            await self._pen.let_time_pass()

    def _own_delay(self) -> timedelta:
        """Spreads the deadlines of one instant over the minutes after it, by the case's own number."""
        if self._clock.virtual:
            return timedelta(0)  # nobody else waits for that minute
        share = sha256(self._pen.case.number.encode()).digest()[0] / 256
        return SPREAD * share

    async def _follow_up(self) -> None:
        """Deliver the messages of what has happened, ask departments' systems, and put up the signposts."""
        self._seen = self._pen.case.seq
        await self._post.follow_up()
        await self._reviews.follow_up()
        self._shown = show(self._pen.case, self._pen.wake, self._shown)

    def _continue_as_new(self) -> None:
        """Go on in a new run, with the state and the answers; questions that are out are put again there."""
        carried = Carried(case=self._pen.case, answers=tuple(self._pen.answers.values())[-MOST_ANSWERS:])
        update: dict[str, object] = {"carried": carried}
        if self._pen.book is not read_rulebook(self._start.rulebook):
            update["rulebook"] = self._pen.book.model_dump_json()
        workflow.continue_as_new(self._start.model_copy(update=update))
