"""What the product writes for each command of a case, as bare rows of the same size."""

from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from activities.contracts import Append
from activities.projection_tables import changes
from activities.projections import Projected, Row
from activities.register_lines import write_lines
from benchmarks.procedure import rulebook, script
from models.domain.case import Case
from models.domain.chain import GENESIS
from models.domain.commands import Order
from models.domain.fold import fold
from models.domain.names import CaseNumber
from models.domain.rules.decide import decide
from workflows.pen import digest


class Written(NamedTuple):
    """The rows of one command: lines to be added, and named rows to be put in their place."""

    lines: list[str]
    names: list[str]
    rows: list[str]


def step_of(order: Order) -> int:
    """Which step of the measured case an order is, in every case the same."""
    return int(order.key[-2:])


@cache
def written_by_step() -> dict[int, Written]:
    """For each command of the measured case the rows that the product's append writes."""
    case, book, at = Case(number=CaseNumber("450721-2026-000001")), rulebook(), datetime.now(UTC)
    before: Projected | None = None
    steps: dict[int, Written] = {}
    for order in script(1).in_turns():
        events = tuple(decide(case, order, at, book))
        asked = Append(
            case=case.number,
            expected=case.seq + 1,
            key=order.key,
            digest=digest(order),
            events=events,
        )
        lines = write_lines(asked, GENESIS if before is None else before.head, at)
        case = fold(case, events)
        after = Projected(case, lines[-1].hash, book, before)
        changed = changes(before, after)
        kept = {
            "case": changed.case,
            **{f"item {row['item']}": row for row in changed.items},
            **{f"clock {row['item']} {row['clock']}": row for row in changed.clocks},
        }
        steps[step_of(order)] = Written(
            [_text(line.row) for line in lines], list(kept), [_text(row) for row in kept.values()]
        )
        before = after
    return steps


def _text(row: Row) -> str:
    """The cells of a row one after another, as bytes on a page."""
    return "|".join("" if cell is None else str(cell) for cell in row.values())
