"""Refills a register that is older than the engine: case by case, from the histories of the workflows."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.connections import KeptConnections
from activities.notices import put_notices
from activities.numbers import FiledElsewhere, read_number
from activities.register_check import Finding, RegisterDamaged
from activities.register_refill import ProjectTaken, RegisterMoved, read_lines, write_back
from activities.rulebooks import RulebookMissing
from desk.repair.comparing import Comparison, compare
from desk.repair.memory import Histories, Run
from desk.repair.retelling import tell_again
from models.domain.names import CaseNumber
from models.messages.case_workflow import case_of, workflow_id

AT_ONCE: Final = 4
"""Cases that are looked at together: as many as there are connections."""

TRIES: Final = 3


@dataclass(frozen=True)
class CaseRefill:
    """What came of one case: the lines ``first`` to ``last`` are, or would be, written back; or a finding."""

    number: CaseNumber
    first: int = 0
    last: int = 0
    messages: int = 0
    finding: Finding | None = None

    @property
    def lines(self) -> int:
        """How many lines the register had lost."""
        return self.last - self.first + 1 if self.first else 0


async def refill(
    engine: AsyncEngine,
    histories: Histories,
    report: Callable[[CaseRefill], None],
    *,
    case: CaseNumber | None = None,
    check: bool = False,
) -> int:
    """Bring the register to where the engine is; tells how many cases the engine remembers anything of.

    A case is written back whole or not at all, and a second run finds nothing to do. Where the two have
    different entries in one place, nothing is written for that case. With ``check`` nothing is at all.
    """
    known = await histories.known() if case is None else {workflow_id(case): await histories.of_case(case)}
    connections = KeptConnections(engine)
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: CaseNumber) -> bool:
        async with turns:
            done = await _refill_case(connections, histories, number, known[workflow_id(number)], check=check)
        if done is not None:
            report(done)
        return done is not None

    try:
        return sum(await asyncio.gather(*(one(number) for number in _cases(known))))
    finally:
        await connections.close()


def _cases(workflows: Iterable[str]) -> list[CaseNumber]:
    """The cases among workflows, by number; a workflow that somebody started by hand may be none."""
    return sorted(number for number in map(case_of, workflows) if _is_number(number))


def _is_number(number: CaseNumber) -> bool:
    try:
        read_number(number)
    except ValueError:
        return False
    return True


async def _refill_case(
    connections: KeptConnections, histories: Histories, number: CaseNumber, runs: list[Run], *, check: bool
) -> CaseRefill | None:
    """What came of a case; None for one of which the engine remembers no entry."""
    for _ in range(TRIES):
        memory = await histories.memory(number, runs)
        if not memory.last:
            return None
        async with connections.one() as connection:
            compared = compare(number, await read_lines(connection, number), memory)  # after the memory
            if compared.findings:
                return CaseRefill(number, finding=compared.findings[0])
            told = tell_again(number, [*compared.standing, *compared.missing])
            if check:
                return _done(compared, 0)
            if not compared.missing:
                return _done(compared, await put_notices(connection, told.notices))
        try:
            async with connections.one() as connection:
                put = await write_back(
                    connection,
                    standing=compared.standing,
                    missing=compared.missing,
                    laws=memory.laws,
                    notices=told.notices,
                )
        except RegisterMoved:
            continue
        except (ProjectTaken, FiledElsewhere, RulebookMissing, RegisterDamaged) as refused:
            return CaseRefill(number, finding=_why(number, compared, refused))
        return _done(compared, put)
    return CaseRefill(number, finding=_moving(number))


def _done(compared: Comparison, messages: int) -> CaseRefill:
    if not compared.missing:
        return CaseRefill(compared.number, messages=messages)
    first, last = compared.missing[0].seq, compared.missing[-1].seq
    return CaseRefill(compared.number, first, last, messages)


def _why(
    number: CaseNumber,
    compared: Comparison,
    refused: ProjectTaken | FiledElsewhere | RulebookMissing | RegisterDamaged,
) -> Finding:
    """Why a case could not be written back, with what to do."""
    first = compared.missing[0].seq
    match refused:
        case ProjectTaken():
            zh = "同一项目在恢复之后又立了另一未结办件；请先撤回或办结那一件"
            en = "the project has another live case, filed since the restore; end that one first"
            return Finding(number, first, "project-taken", zh, en)
        case FiledElsewhere():
            zh = f"同一申请在恢复之后又立为 {refused}；请先核对这两件"
            en = f"the same filing has opened {refused} since the restore; compare the two"
            return Finding(number, first, "project-taken", zh, en)
        case RulebookMissing():
            zh = f"其规则集 {refused.digest} 登记簿和历史中都没有"
            en = f"its rulebook {refused.digest} stands neither in the register nor in the histories"
            return Finding(number, first, "rulebook-missing", zh, en)
        case RegisterDamaged():
            return refused.findings[0]


def _moving(number: CaseNumber) -> Finding:
    zh, en = "办件正在变动，请再执行一次", "the case is being worked on; run this again"
    return Finding(number, None, "case-moving", zh, en)
