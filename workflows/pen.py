"""The one hand that writes: decides, asks the register, and goes on with what the register says."""

import asyncio
from datetime import datetime
from hashlib import sha256

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception

from activities.contracts import REGISTER_BEHIND, Append, CaseRegister, Entry, Notice, Recorded
from models.domain.calendar_files import rulebook_with
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.dues import next_due
from models.domain.effects import effects
from models.domain.events import DeadlinesReprojected, Event
from models.domain.fold import evolve, fold
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import KeyTaken, Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.domain.rules.passing import fire, passing
from models.messages.case_workflow import Answer
from workflows.office_clock import OfficeClock
from workflows.policies import APPEND_TIMEOUT, APPEND_TRY, FOR_EVER, ONCE

_CLOCK = "clock:"
RESERVED = (_CLOCK, "review:")
"""Keys that begin like this belong to the clock and to departments' systems; no person can take one."""


class RegisterRefused(Exception):
    """The register refuses for good. Not a failure of its own kind, because that would end the case."""

    def __init__(self, said: ApplicationError) -> None:
        self.said = said
        super().__init__(said.message)


class Pen:
    """The state of one case and the only way to change it. One writer at a time: every write awaits."""

    def __init__(self, case: Case, answers: tuple[Answer, ...], book: Rulebook, clock: OfficeClock) -> None:
        self.case = case
        self._clock = clock
        self.book = book
        self.answers = {answer.key: answer for answer in answers}
        self.unsent: list[Notice] = []
        self.wake = self._next_wake()
        self._lock = asyncio.Lock()

    def require(self, order: Order, at: datetime) -> None:
        """Refuse an order early, before history grows; ``write`` asks again under the lock."""
        if not self._answered(order):
            decide(self._as_of(at), order, at, self.book)

    async def write(self, order: Order) -> Answer:
        """Carry an order out once. The same order again gets the first answer."""
        async with self._lock:
            at = await self._pass_time()
            while (answer := self._answered(order)) is None:
                await self._enter(order.key, digest(order), decide(self.case, order, at, self.book))
                if order.key not in self.answers:  # the register knew more than this run
                    at = await self._pass_time()
        return answer

    async def let_time_pass(self) -> None:
        """Enter everything that is due by now, in order, each under its own name."""
        async with self._lock:
            await self._pass_time()

    async def _pass_time(self) -> datetime:
        """Enter what is due, and what falls due meanwhile; the moment by which all of it has been entered."""
        while True:
            now = self._clock.now()
            due = next_due(self.case, self.book)
            if due is None or due.lawful > now:
                return now
            await self._enter(CommandKey(due.key), "", fire(self.case, due, now, self.book))

    async def _enter(self, key: CommandKey, order_digest: str, events: list[Event]) -> None:
        """Register first, then move on with what the register says: a retry finds its own entry."""
        before = self.case.seq
        asked = Append(
            case=self.case.number, expected=before + 1, key=key, digest=order_digest, events=tuple(events)
        )
        standing = (await _append(asked)).entries
        for entry in standing:
            self._take(entry)
        if self.case.seq == before and key not in self.answers:
            self._recall([entry for entry in standing if entry.key == key and not key.startswith(_CLOCK)])
        if self.case.seq == before and key not in self.answers:
            message = f"the register answered {key} of {self.case.number} with nothing"
            raise RuntimeError(message)

    def _take(self, entry: Entry) -> None:
        if entry.seq <= self.case.seq:
            return
        if isinstance(entry.event, DeadlinesReprojected):
            self.book = rulebook_with(self.book, entry.event.table)
        self.case = evolve(self.case, entry.event)
        self.wake = self._next_wake()
        self.unsent.extend(messages(self.case, entry))
        add_answer(self.answers, self.case.number, entry)

    def _recall(self, entries: list[Entry]) -> None:
        """The answer of a command so old that no run has carried it along, as the register knows it."""
        for entry in entries:
            add_answer(self.answers, self.case.number, entry)

    def _answered(self, order: Order) -> Answer | None:
        answer = self.answers.get(order.key)
        if answer is not None and answer.digest != digest(order):
            raise KeyTaken(key=order.key)
        return answer

    def _as_of(self, at: datetime) -> Case:
        case = self.case
        for _, events in passing(case, at, self.book):
            case = fold(case, events)
        return case

    def _next_wake(self) -> datetime | None:
        due = next_due(self.case, self.book)
        return None if due is None else due.lawful


def digest(order: Order) -> str:
    """SHA-256 (hex) of who orders what, and for a late entry of when it happened."""
    said = [order.by.id, order.command.model_dump_json()]
    if order.happened is not None:
        said.append(order.happened.isoformat())
    return sha256("\n".join(said).encode()).hexdigest()


def update_id(order: Order) -> str:
    """The id of an order's update. The server answers for a repeated id, so another body needs another."""
    return f"{order.key}:{digest(order)}"


def failure(refusal: Refusal) -> ApplicationError:
    """A refusal as the client sees it: the type is its name, the details its two sentences."""
    told = {"zh": refusal.text("zh"), "en": refusal.text("en")}
    return ApplicationError(told["en"], told, type=refusal.name, non_retryable=True)


def messages(case: Case, entry: Entry) -> list[Notice]:
    """The messages of an entry that has just been folded into ``case``, each under its one key."""
    return [
        Notice(
            key=f"{case.number}:{entry.seq}:{effect.to}",
            case=case.number,
            seq=entry.seq,
            kind=entry.event.kind,
            to=effect.to,
            item=effect.item,
            at=entry.event.at,
        )
        for effect in effects(case, entry.event)
    ]


def add_answer(answers: dict[CommandKey, Answer], number: CaseNumber, entry: Entry) -> None:
    """Add an entry to the answer of its command. The clock waits for none."""
    if entry.key.startswith(_CLOCK):
        return
    begun = answers.get(entry.key)
    answers[entry.key] = Answer(
        case=number,
        key=entry.key,
        digest=entry.digest,
        first=entry.seq if begun is None else begun.first,
        events=(*(() if begun is None else begun.events), entry.event.kind),
    )


async def _append(asked: Append) -> Recorded:
    """One short try inside the workflow task; while the register is away, the same append goes on."""
    try:
        return await workflow.execute_local_activity_method(
            CaseRegister.append,
            asked,
            start_to_close_timeout=APPEND_TRY,
            retry_policy=ONCE,
        )
    except FailureError as failed:
        _raise_if_final(failed)
    try:
        return await workflow.execute_activity_method(
            CaseRegister.append,
            asked,
            activity_id=f"append:{asked.expected}:{asked.key}",
            start_to_close_timeout=APPEND_TIMEOUT,
            retry_policy=FOR_EVER,
            # its name is free for the next try only when this one has ended
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
    except FailureError as failed:
        _raise_if_final(failed)
        raise


def _raise_if_final(failed: FailureError) -> None:
    """What the register refuses answers the caller; a register that lost its tail stops the case, loudly.

    An activity's failure comes inside an ``ActivityError``, a local activity's may come bare.
    """
    if is_cancelled_exception(failed):
        raise failed
    said = failed.cause if isinstance(failed, ActivityError) else failed
    if not isinstance(said, ApplicationError) or not said.non_retryable:
        return
    if said.type == REGISTER_BEHIND:
        message = f"the register is older than the case: {said.message}"
        raise RuntimeError(message) from failed
    raise RegisterRefused(said) from failed
