"""A case, or one of its items, brought to a named state by the commands that lead there."""

from collections.abc import Callable
from typing import Any, NamedTuple

from models.domain.names import CaseState, ItemState
from models.domain.rulebook import Rulebook
from tests.domain.sample import FILING, Counter

LEVELS = {
    "forest-land": ("forestry", ("handler", "reviewer", "approver")),
    "flood": ("water", ("handler", "approver")),
    "fire-consult": ("fire", ("handler",)),
    "approval": ("dev-reform", ("handler", "approver")),
}
"""Department and levels of each item of the sample."""

REFUSAL = {"opinion": "disagree", "reason": "占用生态红线", "basis": "森林法 第三十七条"}


class Standing(NamedTuple):
    """A case and a moment at which it still stands like that."""

    counter: Counter
    at: str


def hand(item: str, level: str) -> str:
    """The person who holds a level of an item."""
    return f"{LEVELS[item][0]}-{level}"


def conclude(counter: Counter, item: str, at: str, **opinion: Any) -> None:
    """Acknowledge an item and take it through all its levels at one moment."""
    _, levels = LEVELS[item]
    counter.act(at, hand(item, "handler"), "acknowledge-notice", item=item)
    counter.act(at, hand(item, "handler"), "propose-opinion", item=item, **(opinion or {"opinion": "agree"}))
    for level in levels[1:-1]:
        counter.act(at, hand(item, level), "endorse-opinion", item=item)
    if len(levels) > 1:
        counter.act(at, hand(item, levels[-1]), "conclude-item", item=item)


def agreed(counter: Counter, at: str) -> Counter:
    """Every item of the case concluded with agreement, each after its prerequisites."""
    for item in LEVELS:
        if item in counter.case.items:
            conclude(counter, item, at)
    return counter


def decided(counter: Counter, at: str) -> Counter:
    """Granted."""
    counter.act(at, "clerk", "consolidate-case", outcome="granted")
    return counter


def delivered(counter: Counter, at: str) -> Counter:
    """Handed over."""
    counter.act(at, "clerk", "deliver-case", method="窗口", recipient="applicant", receipt="送〔2026〕1号")
    return counter


def received(book: Rulebook | None = None, **filing: Any) -> Counter:
    """Filed on Monday, 15 June 2026, at nine."""
    counter = Counter(book)
    counter.act("2026-06-15 09:00", "clerk", "file-case", **{**FILING, **filing})
    return counter


def correcting() -> Counter:
    """Asked for the photos at ten."""
    counter = received()
    counter.act(
        "2026-06-15 10:00", "clerk", "request-corrections", gaps=[{"material": "photos", "reason": "模糊"}]
    )
    return counter


def accepted(book: Rulebook | None = None, **filing: Any) -> Counter:
    """Accepted at eleven of the same day."""
    counter = received(book, **filing)
    counter.act("2026-06-15 11:00", "clerk", "accept-case")
    return counter


def declined() -> Counter:
    """Declined, and the supervisor let it stand."""
    counter = received()
    counter.act(
        "2026-06-15 10:00", "clerk", "decline-case", reason="不属于本机关职权", basis="行政许可法 第三十二条"
    )
    counter.act("2026-06-15 11:00", "supervisor", "confirm-negative")
    return counter


def withdrawn(counter: Counter) -> Counter:
    """Taken back at noon."""
    counter.act("2026-06-15 12:00", "clerk", "withdraw-case", reason="项目调整")
    return counter


MONDAY, TUESDAY, LATER = "2026-06-15 14:00", "2026-06-16 10:00", "2026-08-20 10:00"

_WAYS: dict[CaseState, tuple[str, Callable[[], Counter]]] = {
    "unfiled": (MONDAY, Counter),
    "received": (MONDAY, received),
    "correcting": (MONDAY, correcting),
    "reviewing": (MONDAY, accepted),
    "consolidating": (TUESDAY, lambda: agreed(accepted(), TUESDAY)),
    "decided": (TUESDAY, lambda: decided(agreed(accepted(), TUESDAY), TUESDAY)),
    "delivered": (TUESDAY, lambda: delivered(decided(agreed(accepted(), TUESDAY), TUESDAY), TUESDAY)),
    "archived": (LATER, lambda: delivered(decided(agreed(accepted(), TUESDAY), TUESDAY), TUESDAY)),
    "declined": (MONDAY, declined),
    "withdrawn": (MONDAY, lambda: withdrawn(accepted())),
    "terminated": (LATER, correcting),
}


def in_state(state: CaseState) -> Standing:
    """A case in this state."""
    at, way = _WAYS[state]
    counter = way().until(at)
    assert counter.case.state == state
    return Standing(counter, at)


def item_in_state(state: ItemState) -> tuple[Standing, str]:
    """An accepted case with an item in this state, and the item: the forest land wherever it can be."""
    counter, at, item = accepted(), MONDAY, "forest-land"
    way: list[tuple[str, str, dict[str, Any]]] = [
        ("handler", "acknowledge-notice", {}),
        ("handler", "take-item", {}),
        ("handler", "propose-opinion", REFUSAL if state == "negative-filing" else {"opinion": "agree"}),
        ("reviewer", "endorse-opinion", {}),
        ("approver", "conclude-item", {}),
    ]
    steps = {
        "notified": 0, "acknowledged": 1, "handling": 2, "reviewing": 3, "approving": 4,
        "negative-filing": 5, "concluded": 5,
    }  # fmt: skip
    if state == "not-involved":
        conclude(counter, item, at, opinion="not-involved")
    elif state == "waiting":
        item = "approval"
    elif state == "cancelled":
        conclude(counter, "flood", at, **REFUSAL)
        counter.act(at, "supervisor", "confirm-negative", item="flood")
        item = "approval"
    else:
        for level, do, fields in way[: steps[state]]:
            counter.act(at, hand(item, level), do, item=item, **fields)
    assert counter.item(item).state == state
    return Standing(counter, at), item
