"""How the desk gives a command on behalf of its caller, with the truth when nobody can say how it ended."""

import re
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from desk.outcomes import EngineLost, InHand, NoSuchCase, Refused, RegisterLost, refused
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.problems import Problem
from models.domain.case import Case
from models.domain.catalogue import Catalogue
from models.domain.commands import Command, FileCase, Order
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import DuplicateCase, Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.messages.case_workflow import Answer
from workflows.pen import RESERVED

AWAY_SECONDS: Final = 10
_KEY: Final = re.compile(r"[!-~]{1,100}")

log = structlog.get_logger(__name__)


def read_key(given: str | None) -> CommandKey:
    """The key of a command. Raises ``KeyMissing``."""
    if given is None or not _KEY.fullmatch(given) or given.startswith(RESERVED):
        raise Problem("KeyMissing")
    return CommandKey(given)


async def perform(
    desk: Desk,
    caller: Caller,
    number: CaseNumber,
    command: Command,
    key: CommandKey,
    happened: datetime | None = None,
) -> Answer:
    """Give a case a command. Raises ``Problem``, and ``InHand`` when it is being carried out."""
    await require_reachable(desk)
    order = Order(key=key, by=caller.person, command=command, happened=happened)
    try:
        return await desk.cases.perform(number, order)
    except Refused as no:
        raise problem_of(no) from None
    except NoSuchCase:
        raise Problem("NothingHere") from None
    except (EngineLost, RegisterLost) as lost:
        raise _lost(lost) from None
    except InHand:
        await _keep(desk, number, order)
        raise


async def file(
    desk: Desk, caller: Caller, command: FileCase, catalogue: Catalogue, key: CommandKey
) -> Answer:
    """File a case. Raises ``Problem``, and ``InHand`` when it is being carried out.

    What the rules refuse draws no number; a repeated filing goes by the law of the first.
    """
    await require_reachable(desk)
    order = Order(key=key, by=caller.person, command=command)
    jurisdiction = catalogue.jurisdiction.code
    try:
        if await desk.reads.filed_under(jurisdiction, key) is None:
            book = await _tried(desk, order, command, catalogue)
        else:
            book = await desk.laws.rulebook(catalogue)
        return await desk.cases.file(order, book, desk.now())
    except Refusal as no:
        raise problem_of(refused(no)) from None
    except Refused as no:
        raise problem_of(no) from None
    except (EngineLost, RegisterLost) as lost:
        raise _lost(lost) from None
    except InHand as waiting:
        await _keep(desk, waiting.args[0], order, book.digest)
        raise


async def try_filing(desk: Desk, caller: Caller, command: FileCase, catalogue: Catalogue) -> None:
    """Ask the rules without filing anything. Raises ``Problem``."""
    order = Order(key=CommandKey("-"), by=caller.person, command=command)
    try:
        await _tried(desk, order, command, catalogue)
    except Refusal as no:
        raise problem_of(refused(no)) from None
    except Refused as no:
        raise problem_of(no) from None


async def _tried(desk: Desk, order: Order, command: FileCase, catalogue: Catalogue) -> Rulebook:
    """The law of the case to be filed, once the rules have nothing against it. Raises what they refuse."""
    book = await desk.laws.admitted(catalogue, desk.now())
    decide(Case(number=CaseNumber("-")), order, desk.local_now, book)
    jurisdiction = catalogue.jurisdiction.code
    live = await desk.reads.live_case(jurisdiction, command.project.code, catalogue.code)
    if live is not None:
        raise DuplicateCase(project=command.project.code, number=live)
    return book


async def require_reachable(desk: Desk) -> None:
    """Refuse with ``ServerAway`` while Temporal does not answer: then nothing has been taken."""
    if not await desk.reachable():
        raise Problem("ServerAway", retry_after=AWAY_SECONDS)


def problem_of(no: Refused) -> Problem:
    """A refusal of the rules, with its status."""
    return Problem(no.name, zh=no.zh, en=no.en)


def in_hand(waiting: InHand) -> Problem:
    """The command is being recorded."""
    number, _ = waiting.args
    return Problem("InHand", number=str(number), retry_after=2)


async def _keep(desk: Desk, number: CaseNumber, order: Order, rulebook: str | None = None) -> None:
    """Keep it, so that it is given again. Raises ``OutcomeUnknown`` when that is not possible either."""
    try:
        await desk.orders.keep(number, order, rulebook)
    except (SQLAlchemyError, OSError) as away:
        log.warning("desk.in_hand_not_kept", case=number, key=order.key, reason=str(away)[:200])
        raise Problem("OutcomeUnknown", retry_after=AWAY_SECONDS) from None


def _lost(lost: EngineLost | RegisterLost) -> Problem:
    """Nothing was taken: only a repair by the administrator moves this case."""
    number, _ = lost.args
    repair = "restart-cases" if isinstance(lost, EngineLost) else "refill"
    typed = f"lianshen register {repair} --case {number}"
    return Problem(type(lost).__name__, number=str(number), typed=typed)
