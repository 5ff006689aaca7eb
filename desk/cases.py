"""The way of a command from a person to a case, and back with the truth: done, refused, or in hand."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import CASES_QUEUE
from activities.register import PostgresRegister
from desk.outcomes import EngineLost, InHand, NoSuchCase, Refused, RegisterLost, refused
from desk.repair.memory import Histories
from models.domain.commands import Order
from models.domain.names import CaseNumber
from models.domain.refusals import CaseNotOpen, KeyTaken, Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.domain.words import CASE_STATES, NOT_ENDED
from models.messages.case_workflow import WORKFLOW, Answer, CaseStart, workflow_id
from workflows.joint_approval import JointApprovalWorkflow
from workflows.pen import digest, update_id
from workflows.signposts import at_start

ONE_TRY: Final = timedelta(seconds=8)
"""How long one question to Temporal waits. A time-out means unknown, so the same question is put again."""

UNKNOWN: Final = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.ABORTED,
    RPCStatusCode.INTERNAL,
    RPCStatusCode.UNKNOWN,
    RPCStatusCode.FAILED_PRECONDITION,  # the case's own work fails just now
)
"""After these nobody knows whether the command was taken; only asking again tells."""

PAUSE: Final = 0.3
"""Seconds between two questions."""


class Cases:
    """Files cases and gives them commands. Whatever fails on the way, the same key means the same command.

    ``epoch_shift`` is that of a rehearsed or a training office; ``now`` tells its time.
    """

    def __init__(
        self,
        client: Client,
        register: PostgresRegister,
        *,
        patience: timedelta,
        epoch_shift: timedelta | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._register = register
        self._patience = patience
        self._epoch_shift = epoch_shift
        self._now = now

    async def file(self, order: Order, book: Rulebook, at: datetime) -> Answer:
        """File a case. The key draws its number, so a repeated filing is the same case."""
        await self._register.keep_rulebook(book)
        jurisdiction = book.catalogue.jurisdiction.code
        number = await self._register.draw_number(order.key, jurisdiction, book.hours.local(at).year)
        start = CaseStart(number=number, rulebook=book.model_dump_json(), epoch_shift=self._epoch_shift)
        begin = partial(self._begin, start, order, at_start(book.catalogue))
        try:
            return await self._ask_until_known(
                number, order, partial(begin, WorkflowIDReusePolicy.REJECT_DUPLICATE)
            )
        except NoSuchCase:
            # a run of this number ended without a case, since its filing was refused: it may be filed again
            latest = await Histories(self._client).latest(number)
            if latest is not None and latest.last > 0:
                raise RegisterLost(number, order.key) from None  # else another case would take its number
            return await self._ask_until_known(
                number, order, partial(begin, WorkflowIDReusePolicy.ALLOW_DUPLICATE)
            )

    async def _begin(
        self,
        start: CaseStart,
        order: Order,
        attributes: TypedSearchAttributes,
        reuse: WorkflowIDReusePolicy,
    ) -> Answer:
        operation: WithStartWorkflowOperation[JointApprovalWorkflow, None] = WithStartWorkflowOperation(
            WORKFLOW,
            start,
            id=workflow_id(start.number),
            task_queue=CASES_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=reuse,
            search_attributes=attributes,
            static_summary=start.number,
        )
        return await self._client.execute_update_with_start_workflow(
            JointApprovalWorkflow.perform,
            order,
            id=update_id(order),
            start_workflow_operation=operation,
            rpc_timeout=ONE_TRY,
        )

    async def perform(self, number: CaseNumber, order: Order) -> Answer:
        """Give a case a command. Raises ``Refused``, ``InHand`` or ``NoSuchCase``."""
        handle = self._client.get_workflow_handle_for(JointApprovalWorkflow.run, workflow_id(number))

        async def ask() -> Answer:
            return await handle.execute_update(
                JointApprovalWorkflow.perform, order, id=update_id(order), rpc_timeout=ONE_TRY
            )

        return await self._ask_until_known(number, order, ask)

    async def _ask_until_known(
        self, number: CaseNumber, order: Order, ask: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        ends = asyncio.get_running_loop().time() + self._patience.total_seconds()
        while True:
            try:
                return await ask()
            except WorkflowUpdateFailedError as failed:
                raise _refused(failed) from None
            except WorkflowAlreadyStartedError:
                return await self._answer_of_ended(number, order)
            except RPCError as failed:
                if failed.status is RPCStatusCode.NOT_FOUND:
                    return await self._answer_of_ended(number, order)
                if failed.status not in UNKNOWN:
                    raise
            except WorkflowUpdateRPCTimeoutOrCancelledError as unknown:
                if isinstance(unknown.__cause__, asyncio.CancelledError):
                    raise unknown.__cause__ from None  # whoever waited has gone
            if asyncio.get_running_loop().time() >= ends:
                raise InHand(number, order.key)
            await asyncio.sleep(PAUSE)

    async def _answer_of_ended(self, number: CaseNumber, order: Order) -> Answer:
        """What the register says of a case that no workflow holds any more."""
        try:
            case = await self._register.load_case(number)
        except ValueError:
            raise NoSuchCase(number) from None
        if case is None:
            raise NoSuchCase(number)
        given = [entry for entry in await self._register.entries(number) if entry.key == order.key]
        if given:
            if given[0].digest != digest(order):
                raise refused(KeyTaken(key=order.key))
            kinds = tuple(entry.event.kind for entry in given)
            return Answer(
                case=number, key=order.key, digest=given[0].digest, first=given[0].seq, events=kinds
            )
        if not case.ended:
            raise EngineLost(number, order.key)
        try:
            book = await self._register.load_rulebook(case.rulebook)
            decide(case, order, self._now(), book)
        except Refusal as refusal:
            raise refused(refusal) from None
        raise refused(CaseNotOpen(state=CASE_STATES[case.state], allowed=NOT_ENDED))


def _refused(failed: WorkflowUpdateFailedError) -> Refused:
    cause = failed.cause
    if not isinstance(cause, ApplicationError) or cause.type is None:
        raise failed
    told = cause.details[0] if cause.details and isinstance(cause.details[0], Mapping) else {}
    return Refused(cause.type, str(told.get("zh", cause.message)), str(told.get("en", cause.message)))
