"""How the desk gives a command on behalf of its caller, with the truth when nobody can say how it ended."""

import re
from typing import Final

from desk.outcomes import InHand, NoSuchCase, Refused
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.problems import Problem
from models.domain.commands import Command, Order
from models.domain.moment import Moment
from models.domain.names import CaseNumber, CommandKey
from models.domain.rulebook import Rulebook
from models.messages.case_workflow import Answer
from workflows.pen import RESERVED

AWAY_SECONDS: Final = 10
_KEY: Final = re.compile(r"[!-~]{1,100}")


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
    happened: Moment | None = None,
) -> Answer:
    """Give a case a command. Raises ``Problem``, and ``InHand`` when it may still be carried out."""
    await require_reachable(desk)
    order = Order(key=key, by=caller.person, command=command, happened=happened)
    try:
        return await desk.cases.perform(number, order)
    except Refused as refused:
        raise problem_of(refused) from None
    except NoSuchCase:
        raise Problem("NothingHere") from None


async def file(desk: Desk, caller: Caller, command: Command, book: Rulebook, key: CommandKey) -> Answer:
    """File a case. Raises ``Problem``, and ``InHand`` when it may still be carried out."""
    await require_reachable(desk)
    order = Order(key=key, by=caller.person, command=command)
    try:
        return await desk.cases.file(order, book, desk.now())
    except Refused as refused:
        raise problem_of(refused) from None


async def require_reachable(desk: Desk) -> None:
    """Refuse with ``ServerAway`` while Temporal does not answer: then nothing has been taken."""
    if not await desk.reachable():
        raise Problem("ServerAway", retry_after=AWAY_SECONDS)


def problem_of(refused: Refused) -> Problem:
    """A refusal of the rules, with its status."""
    return Problem(refused.name, zh=refused.zh, en=refused.en)


def in_hand(waiting: InHand) -> Problem:
    """The command is being recorded."""
    number, _ = waiting.args
    return Problem("InHand", number=str(number), retry_after=2)
