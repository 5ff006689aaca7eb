"""Starts the workflows of cases again that the engine has lost, or remembers less of than the register."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.connections import KeptConnections
from activities.contracts import CASES_QUEUE
from activities.notices import put_notices
from activities.register_check import Finding
from activities.register_lines import Line
from activities.register_refill import read_lines
from activities.rulebooks import RulebookMissing, Rulebooks
from desk.reads import Reads
from desk.repair.comparing import compare, same
from desk.repair.memory import Histories, Memory, Run
from desk.repair.retelling import Told, tell_again
from models.domain.dues import next_due
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from models.messages.case_workflow import WORKFLOW, Carried, CaseStart, KnownLine, workflow_id
from workflows.policies import MOST_ANSWERS, MOST_KNOWN
from workflows.signposts import at_restart

AT_ONCE: Final = 4
"""Cases that are looked at together: as many as there are connections."""

SETTLE: Final = timedelta(seconds=12)
"""A workflow may lag behind its own append for one workflow task, which may take ten seconds."""

ENDED_WITHIN: Final = timedelta(days=90)
"""Cases that ended this long ago are still looked at: their last messages may not have been delivered."""

_FRAME: Final = 400
"""Bytes that a line weighs beside its body, generously."""

Why = Literal["missing", "closed", "behind"]
"""The engine has no workflow of the case; it has one that ended; it has one that lags."""


@dataclass(frozen=True)
class CaseRestart:
    """What came of one case: why it was, or would be, started again; messages put; or a finding."""

    number: CaseNumber
    why: Why | None = None
    messages: int = 0
    finding: Finding | None = None


@dataclass(frozen=True)
class _Look:
    """A case as it was found. ``why`` is None for one that needs no new run."""

    number: CaseNumber
    lines: tuple[Line, ...]
    memory: Memory
    why: Why | None
    ended: bool = False
    finding: Finding | None = None


class Restarts:
    """Looks at cases and starts workflows. A lag must last for `SETTLE` to be one."""

    def __init__(self, engine: AsyncEngine, histories: Histories) -> None:
        self._reads = Reads(engine)
        self._connections = KeptConnections(engine)
        self._histories = histories
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._rulebooks = Rulebooks()

    async def run(
        self, report: Callable[[CaseRestart], None], *, case: CaseNumber | None = None, check: bool = False
    ) -> int:
        """Start what must be started; tells how many cases were looked at. A second run finds nothing to do.

        A running workflow in step with the register is left alone, and so is a case of which the engine
        remembers more: the register is to be refilled first. With ``check`` nothing is started.
        """
        if case is None:
            known, numbers = await self._histories.known(), await self._numbers()
        else:
            known, numbers = {workflow_id(case): await self._histories.of_case(case)}, [case]
        try:
            looks = await self._all_looks(numbers, known)
            suspects = [look for look in looks if look.why == "behind"]
            if suspects:
                await asyncio.sleep(SETTLE.total_seconds())
                again = await asyncio.gather(*(self._confirm(look) for look in suspects))
                confirmed = {look.number: look for look in again}
                looks = [confirmed.get(look.number, look) for look in looks]
            for done in await asyncio.gather(*(self._repair(look, check=check) for look in looks)):
                report(done)
        finally:
            await self._connections.close()
        return len(looks)

    async def _numbers(self) -> list[CaseNumber]:
        since = datetime.now(UTC) - ENDED_WITHIN
        numbers: list[CaseNumber] = []
        while page := await self._reads.not_ended_before(since, numbers[-1] if numbers else None):
            numbers += page
        return numbers

    async def _all_looks(self, numbers: list[CaseNumber], known: dict[str, list[Run]]) -> list[_Look]:
        looks = await asyncio.gather(
            *(self._look(number, known.get(workflow_id(number), [])) for number in numbers)
        )
        return [look for look in looks if look is not None]

    async def _look(self, number: CaseNumber, runs: list[Run], seen: int | None = None) -> _Look | None:
        """The case beside its engine; None for a number that the register does not know.

        ``seen`` is how many lines the run must know at least; else all that stand now.
        """
        async with self._turns:
            lines = tuple(await self._lines(number))
            if not lines:
                return None
            if any([await self._in_step(number, run, lines) for run in runs if run.running]):
                return _Look(number, (), Memory(number), None)
            memory = await self._histories.memory(number, runs)
            if memory.last > len(lines):
                lines = tuple(await self._lines(number))  # the register was first, unless it has lost lines
        compared = compare(number, lines, memory)
        if compared.findings:
            return _Look(number, lines, memory, None, finding=compared.findings[0])
        if compared.missing:
            return _Look(number, lines, memory, None, finding=_ahead(number, len(lines), memory.last))
        ended = tell_again(number, lines).case.ended
        if memory.running is not None:
            lags = memory.running.last < (len(lines) if seen is None else seen)
            return _Look(number, lines, memory, "behind" if lags else None, ended)
        why: Why = "closed" if memory.runs else "missing"
        return _Look(number, lines, memory, None if ended else why, ended)

    async def _in_step(self, number: CaseNumber, run: Run, lines: tuple[Line, ...]) -> bool:
        """Whether the last answer of a run is the last line: then it knows all lines, read from one page."""
        last = await self._histories.last_answer(number, run)
        return last is not None and last.seq == len(lines) and same(last, lines[-1])

    async def _confirm(self, suspect: _Look) -> _Look:
        """Whether the run still does not know what the register had when it was looked at first."""
        runs = await self._histories.of_case(suspect.number)
        again = await self._look(suspect.number, runs, seen=len(suspect.lines))
        return suspect if again is None else again

    async def _repair(self, look: _Look, *, check: bool) -> CaseRestart:
        if look.finding is not None or check or (look.why is None and not look.ended):
            return CaseRestart(look.number, look.why, finding=look.finding)
        async with self._turns:
            told = tell_again(look.number, look.lines)
            if look.why is not None:
                async with self._connections.one() as connection:
                    try:
                        book = await self._rulebooks.load(connection, told.case.rulebook)
                    except RulebookMissing as missing:
                        return CaseRestart(look.number, finding=_no_law(look.number, missing))
                await self._start(look, told, book)
            async with self._connections.one() as connection:
                return CaseRestart(look.number, look.why, await put_notices(connection, told.notices))

    async def _start(self, look: _Look, told: Told, book: Rulebook) -> None:
        """A new run with the state as the register has it. One that lags is ended in the same request."""
        due = next_due(told.case, book)
        start = CaseStart(
            number=look.number,
            rulebook=book.model_dump_json(),
            epoch_shift=look.memory.runs[-1].start.epoch_shift if look.memory.runs else None,
            carried=Carried(
                case=told.case, answers=told.answers[-MOST_ANSWERS:], known=last_known(look.lines)
            ),
        )
        behind = look.why == "behind"
        try:
            await self._histories.client.start_workflow(
                WORKFLOW,
                start,
                id=workflow_id(look.number),
                task_queue=CASES_QUEUE,
                id_conflict_policy=(
                    WorkflowIDConflictPolicy.TERMINATE_EXISTING if behind else WorkflowIDConflictPolicy.FAIL
                ),
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                search_attributes=at_restart(told.case, book.catalogue, None if due is None else due.lawful),
                static_summary=look.number,
            )
        except WorkflowAlreadyStartedError:
            return  # somebody else has started it meanwhile, from the same register

    async def _lines(self, number: CaseNumber) -> list[Line]:
        async with self._connections.one() as connection:
            return await read_lines(connection, number)


def last_known(lines: Sequence[Line]) -> tuple[KnownLine, ...]:
    """The last lines, as many as a start may weigh."""
    known: list[KnownLine] = []
    left = MOST_KNOWN
    for line in reversed(lines):
        left -= len(line.body.encode()) + _FRAME
        if left < 0:
            break
        known.append(
            KnownLine(
                seq=line.seq,
                key=line.key,
                digest=line.digest,
                entered_at=line.entered_at,
                body=line.body,
                hash=line.hash,
            )
        )
    return tuple(reversed(known))


def _ahead(number: CaseNumber, stands: int, remembered: int) -> Finding:
    zh = f"登记簿止于第 {stands} 条，流程引擎已至第 {remembered} 条；请先执行 lianshen register refill"
    en = (
        f"the register ends at line {stands}, the engine stands at {remembered};"
        " type first: lianshen register refill"
    )
    return Finding(number, stands, "engine-ahead", zh, en)


def _no_law(number: CaseNumber, missing: RulebookMissing) -> Finding:
    zh = f"规则集 {missing.digest} 不存在或已被改动"
    return Finding(
        number, 1, "rulebook-missing", zh, f"its rulebook {missing.digest} is missing or was changed"
    )
