"""What the supervisor decides about: refusals that departments have filed, and records of broken limits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.telling.history import told_history
from desk.web.callers import Seen
from desk.web.desk import Desk
from models.domain import words as said
from models.domain.case import Case
from models.domain.events import NegativeFiled
from models.domain.names import ItemCode
from models.domain.text import Words


@dataclass(frozen=True)
class FiledRefusal:
    """A refusal that waits for the supervisor, as it was filed; of the whole case without an item."""

    what: Words
    item: ItemCode | None
    department: Words
    by: str | None
    at: datetime
    reason: str
    basis: str
    result: str | None


@dataclass(frozen=True)
class Record:
    """A record of a broken limit that is not disposed of; each reply with its department and moment."""

    number: int
    department: Words
    what: Words
    rule: Words
    opened_at: datetime | None
    replies: tuple[tuple[Words, datetime, str], ...]


async def filed_refusals(desk: Desk, seen: Seen, case: Case) -> dict[str, object]:
    """``filed``: what waits, by item."""
    catalogue = seen.book.catalogue
    waiting: set[ItemCode | None] = {
        item.code for item in case.items.values() if item.state == "negative-filing"
    }
    if case.negative is not None:
        waiting.add(None)
    filed = {}
    for line in await told_history(desk.register, case.number):
        event = line.entry.event
        if isinstance(event, NegativeFiled) and event.item in waiting:
            department = event.by_department or case.lead
            filed[event.item] = FiledRefusal(
                what=_ACCEPTANCE if event.item is None else catalogue.item(event.item).title,
                item=event.item,
                department=said.department(department, case, catalogue),
                by=event.by_name,
                at=line.at,
                reason=event.reason,
                basis=event.basis,
                result=event.result,
            )
    return {"filed": filed}


async def open_records(_desk: Desk, seen: Seen, case: Case) -> dict[str, object]:
    """``records``: the open ones, with what departments have answered."""
    catalogue = seen.book.catalogue
    return {
        "records": [
            Record(
                number=record.record,
                department=said.department(record.department, case, catalogue),
                what=_WHOLE if record.item is None else catalogue.item(record.item).title,
                rule=said.CLOCKS[record.rule],
                opened_at=record.opened_at,
                replies=tuple(
                    (said.department(reply.department, case, catalogue), reply.at, reply.text)
                    for reply in record.replies
                ),
            )
            for record in case.responsibilities
            if record.disposal is None
        ]
    }


_ACCEPTANCE: Final = Words(zh="不予受理", en="refusal of acceptance")
_WHOLE: Final = Words(zh="整个办件", en="the whole case")
