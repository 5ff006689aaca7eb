"""The order of a procedure: cycles, layers, earliest finish and the path that decides its length.

Pure functions on a graph given as "code → codes it comes after". A code that is named but
not a key is no part of the graph and is ignored.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from models.domain.limits import Limit

Node = TypeVar("Node", bound=str)

WEEK, WORKING_WEEK = 7, 5
MAKEUP_MARGIN = 2


def cycles(after: Mapping[Node, Collection[Node]]) -> list[tuple[Node, ...]]:
    """Circular waits, each as A, B, …, A in waiting order; at least one for every knot."""
    found: list[tuple[Node, ...]] = []
    done: set[Node] = set()
    for start in after:
        if start in done:
            continue
        trail = [start]
        waiting = [iter(after[start])]
        while trail:
            earlier = next(waiting[-1], None)
            if earlier is None:
                done.add(trail.pop())
                waiting.pop()
            elif earlier in trail:
                found.append((*trail[trail.index(earlier) :], earlier))
            elif earlier in after and earlier not in done:
                trail.append(earlier)
                waiting.append(iter(after[earlier]))
    return found


def order(after: Mapping[Node, Collection[Node]]) -> tuple[Node, ...]:
    """Every code behind all that it comes after, else as given. Raises `ValueError` on a cycle."""
    if knots := cycles(after):
        raise ValueError("→".join(knots[0]))
    placed: dict[Node, None] = {}
    for start in after:
        stack = [start]
        while stack:
            missing = [node for node in after[stack[-1]] if node in after and node not in placed]
            if missing:
                stack.append(missing[0])
            else:
                placed.setdefault(stack.pop())
    return tuple(placed)


def layers(after: Mapping[Node, Collection[Node]]) -> tuple[tuple[Node, ...], ...]:
    """The codes by the length of the longest chain before them: layer 0 waits for nothing."""
    depth: dict[Node, int] = {}
    for node in order(after):
        depth[node] = 1 + max((depth[earlier] for earlier in after[node] if earlier in depth), default=-1)
    deepest = max(depth.values(), default=-1)
    return tuple(tuple(node for node in after if depth[node] == layer) for layer in range(deepest + 1))


def earliest_finish(after: Mapping[Node, Collection[Node]], days: Mapping[Node, int]) -> dict[Node, int]:
    """For each code the day on which it ends when everything before it takes its whole limit."""
    finish: dict[Node, int] = {}
    for node in order(after):
        start = max((finish[earlier] for earlier in after[node] if earlier in finish), default=0)
        finish[node] = start + days[node]
    return finish


def critical_path(
    after: Mapping[Node, Collection[Node]], days: Mapping[Node, int]
) -> tuple[tuple[Node, ...], int]:
    """The chain that ends last and its length in days; of two equal ones, the first in the file."""
    finish = earliest_finish(after, days)
    if not finish:
        return (), 0
    path = [max(after, key=finish.__getitem__)]
    while before := [earlier for earlier in after[path[-1]] if earlier in finish]:
        path.append(max(before, key=finish.__getitem__))
    return tuple(reversed(path)), finish[path[0]]


def working_days_at_most(limit: Limit) -> int:
    """The most working days that the limit can take up, whatever the calendar.

    Five in each full week, one for each remaining day up to five, and two more: a make-up
    week can have seven working days, and a last day that is none moves to the next one.
    The tests hold this against every published Chinese calendar since 2004.
    """
    if limit.unit == "working-day":
        return limit.days
    weeks, rest = divmod(limit.days, WEEK)
    return min(limit.days, weeks * WORKING_WEEK + min(rest, WORKING_WEEK) + MAKEUP_MARGIN)


def working_days_at_least(limit: Limit) -> int:
    """The working days that the limit holds in weeks without holidays, rounded down."""
    return limit.days if limit.unit == "working-day" else limit.days * WORKING_WEEK // WEEK


def longer(one: Limit, other: Limit) -> bool:
    """Whether one limit is above the other; different units meet at five working days a week."""
    if one.unit == other.unit:
        return one.days > other.days
    return _weekly(one) > _weekly(other)


def _weekly(limit: Limit) -> int:
    return limit.days * (WEEK if limit.unit == "working-day" else WORKING_WEEK)
