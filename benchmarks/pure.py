"""Whole cases a second on one core by the rules alone, from orders that were read before."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from benchmarks.procedure import COMMANDS, Script, rulebook, script
from models.domain.case import Case
from models.domain.fold import fold
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.domain.rules.passing import passing
from models.domain.rules.stage import Stage

SECONDS: Final = 4.0
"""How long each way is measured; more cases than this would only smooth the noise."""

Play = Callable[[Rulebook, Script, datetime], str]
"""Plays one case and tells the state it ends in."""


def by_rules(book: Rulebook, orders: Script, at: datetime) -> str:
    """Decide, let time pass, fold: what the workflow and the rehearsal both do."""
    case = Case(number=CaseNumber("450721-2026-000001"))
    for order in orders.in_turns():
        for _, events in passing(case, at, book):
            case = fold(case, events)
        case = fold(case, decide(case, order, at, book))
    return case.state


def by_stage(book: Rulebook, orders: Script, at: datetime) -> str:
    """The same through the engine of `lianshen rehearse`."""
    stage = Stage({"measured": book})
    for order in orders.in_turns():
        stage.act("measured", order, at)
    return stage.cases["measured"].state


def seconds_a_case(play: Play) -> list[float]:
    """Processor seconds of each of some hundred cases: what else runs on the machine is left out.

    Raises when a case does not end as it must.
    """
    book = rulebook()
    at = datetime.now(UTC)
    scripts = [script(number) for number in range(1, 21)]
    for orders in scripts:
        if len(list(orders.in_turns())) != COMMANDS or play(book, orders, at) != "delivered":
            raise RuntimeError("the measured case does not end in its delivery with 44 commands")
    spent: list[float] = []
    begun = time.process_time()
    while (so_far := time.process_time()) - begun < SECONDS:
        play(book, scripts[len(spent) % len(scripts)], at)
        spent.append(time.process_time() - so_far)
    return spent
