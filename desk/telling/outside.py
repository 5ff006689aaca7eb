"""A case as data for its applicant: the form of the office, without what goes between departments."""

from typing import Final

from models.domain.case import Case
from models.domain.names import ItemCode, ItemState
from models.domain.view import CaseView, ItemView

_CUT_SHORT: Final = frozenset({"declined", "withdrawn", "terminated"})


def outside(seen: CaseView, case: Case) -> CaseView:
    """Without persons, records, meetings and who held the clock; without opinions before the delivery."""
    told = case.delivered_at is not None
    return seen.model_copy(
        update={
            "outcome": seen.outcome if told else None,
            "items": {code: _item(case, code, item, told=told) for code, item in seen.items.items()},
            "attribution": (),
            "responsibilities": (),
            "surveys": (),
            "meetings": (),
            "actions": (),
            "next_wake": None,
        }
    )


def _item(case: Case, code: ItemCode, seen: ItemView, *, told: bool) -> ItemView:
    return seen.model_copy(
        update={
            "state": seen.state if told else _state(case, code),
            "opinion": seen.opinion if told else None,
            "result": seen.result if told else None,
            "round": 1,
            "holder": None,
            "notice": None,
            "returned": None,
            "clocks": {name: clock for name, clock in seen.clocks.items() if name != "acknowledgement"},
        }
    )


def _state(case: Case, code: ItemCode) -> ItemState:
    """How an item ended, and that a refusal is being looked at, would tell the opinion."""
    item = case.items[code]
    if item.open:
        return "waiting" if item.state == "waiting" else "handling"
    dropped = item.dropped is not None or (item.state == "cancelled" and case.state in _CUT_SHORT)
    return "cancelled" if dropped else "concluded"
