"""Places boxes in columns and leads arrows between them, so that no arrow crosses a box.

Columns are the layers of a graph; an arrow that passes a column has a lane of its own between the boxes
there. Between two columns all arrows of one origin share one upright line, each origin has its own, and their
order is the one with the fewest crossings. The same input gives the same picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Final, NamedTuple

COLUMN: Final = 248
"""Width of a box."""

BETWEEN: Final = 20
"""Least distance between two boxes of a column; of a lane from its neighbours, half of it."""

GAP: Final = 52
"""Distance between two columns without any upright line."""

TRACK: Final = 14
LANE: Final = 2
PORT: Final = 13
_SWEEPS: Final = 12
_MOST_PERMUTED: Final = 6
_NUDGE: Final = 4

Point = tuple[int, int]
Origin = tuple[str, int]
"""A box, or the lane of an arrow from it, in a column."""


class Box(NamedTuple):
    """Where a box stands."""

    x: int
    y: int
    width: int
    height: int


class Arrow(NamedTuple):
    """One arrow from box to box, as the corners of its line."""

    origin: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    """The whole picture, from (0, 0) on. ``columns`` are the left edges."""

    boxes: dict[str, Box]
    arrows: tuple[Arrow, ...]
    columns: tuple[int, ...]
    width: int
    height: int


def lay_out(
    layers: Sequence[Sequence[str]], after: Mapping[str, Sequence[str]], heights: Mapping[str, int]
) -> Layout:
    """Lay out a graph whose codes stand behind everything that they come after."""
    return _Laying(layers, after, heights).layout()


@dataclass
class _Net:
    """Everything that leaves one origin towards the next column."""

    origin: Origin
    leaves: int
    ports: dict[Origin, int] = field(default_factory=dict)
    track: int = 0

    @property
    def span(self) -> tuple[int, int]:
        ends = [self.leaves, *self.ports.values()]
        return min(ends), max(ends)

    @property
    def straight(self) -> bool:
        top, bottom = self.span
        return top == bottom


class _Laying:
    def __init__(
        self, layers: Sequence[Sequence[str]], after: Mapping[str, Sequence[str]], heights: Mapping[str, int]
    ) -> None:
        self._heights = heights
        self._depth = {code: depth for depth, layer in enumerate(layers) for code in layer}
        self._edges = [
            (earlier, code)
            for layer in layers
            for code in layer
            for earlier in after[code]
            if earlier in self._depth
        ]
        self._columns: list[list[Origin]] = [
            [(code, depth) for code in layer] for depth, layer in enumerate(layers)
        ]
        self._links: list[dict[Origin, list[Origin]]] = [{} for _ in layers]
        for earlier, code in self._edges:
            self._lead(earlier, code)

    def layout(self) -> Layout:
        self._order()
        centres = self._centres()
        nets = [self._nets(depth, centres) for depth in range(len(self._columns))]
        lefts, x = [], 0
        for depth in range(len(self._columns)):
            lefts.append(x)
            uprights = sum(not net.straight for net in nets[depth].values())
            x += COLUMN + GAP + TRACK * max(uprights - 1, 0)
        boxes = {
            code: Box(
                lefts[depth], centres[code, depth] - self._heights[code] // 2, COLUMN, self._heights[code]
            )
            for code, depth in self._depth.items()
        }
        arrows = tuple(self._arrow(*edge, nets, lefts, centres) for edge in self._edges)
        lowest = max((y for arrow in arrows for _, y in arrow.points), default=0)
        height = max([lowest, *(box.y + box.height for box in boxes.values())])
        return Layout(boxes, arrows, tuple(lefts), lefts[-1] + COLUMN, height)

    def _lead(self, earlier: str, code: str) -> None:
        """Lead an arrow through the columns; one lane carries all arrows of the same origin."""
        at: Origin = (earlier, self._depth[earlier])
        for depth in range(self._depth[earlier] + 1, self._depth[code] + 1):
            to: Origin = (code if depth == self._depth[code] else earlier, depth)
            if to not in self._columns[depth]:
                self._columns[depth].append(to)
            targets = self._links[depth - 1].setdefault(at, [])
            if to not in targets:
                targets.append(to)
            at = to

    def _is_box(self, node: Origin) -> bool:
        return self._depth[node[0]] == node[1]

    def _height(self, node: Origin) -> int:
        return self._heights[node[0]] if self._is_box(node) else LANE

    # --- the order in each column ------------------------------------------------------------------

    def _order(self) -> None:
        best, fewest = [list(column) for column in self._columns], self._crossings()
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            depths = range(1, len(self._columns)) if forward else range(len(self._columns) - 2, -1, -1)
            for depth in depths:
                self._sort_by_neighbours(depth, forward=forward)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(column) for column in self._columns], crossings
        self._columns = best

    def _sort_by_neighbours(self, depth: int, *, forward: bool) -> None:
        beside = self._columns[depth - 1 if forward else depth + 1]
        places = {node: place for place, node in enumerate(beside)}
        own = {node: float(place) for place, node in enumerate(self._columns[depth])}
        for node in self._columns[depth]:
            near = [places[each] for each in self._neighbours(node, forward=forward)]
            if near:
                own[node] = sum(near) / len(near)
        self._columns[depth].sort(key=own.__getitem__)

    def _neighbours(self, node: Origin, *, forward: bool) -> list[Origin]:
        if not forward:
            return self._links[node[1]].get(node, [])
        return [origin for origin, targets in self._links[node[1] - 1].items() if node in targets]

    def _crossings(self) -> int:
        found = 0
        for depth in range(len(self._columns) - 1):
            here = {node: place for place, node in enumerate(self._columns[depth])}
            there = {node: place for place, node in enumerate(self._columns[depth + 1])}
            lines = [(here[origin], there[to]) for origin, tos in self._links[depth].items() for to in tos]
            found += sum(
                (one[0] - other[0]) * (one[1] - other[1]) < 0
                for one in lines
                for other in lines
                if one < other
            )
        return found

    # --- the heights -------------------------------------------------------------------------------

    def _centres(self) -> dict[Origin, int]:
        centres: dict[Origin, int] = {}
        for depth, column in enumerate(self._columns):
            wished = []
            stacked = 0
            for node in column:
                near = [centres[each] for each in self._neighbours(node, forward=True)] if depth else []
                wished.append(sum(near) / len(near) if near else stacked + self._height(node) / 2)
                stacked += self._height(node) + BETWEEN
            self._place(column, wished, centres)
        for depth in range(len(self._columns) - 2, -1, -1):
            column = self._columns[depth]
            wished = []
            for node in column:
                near = [centres[each] for each in self._neighbours(node, forward=False)]
                wished.append(sum(near) / len(near) if near and depth else float(centres[node]))
            self._place(column, wished, centres)
        top = min(centres[node] - self._height(node) // 2 for node in centres)
        lifted = {node: centre - top for node, centre in centres.items()}
        return self._lanes_apart(lifted)

    def _place(self, column: list[Origin], wished: list[float], centres: dict[Origin, int]) -> None:
        """As near to the wishes as the distances allow: blocks of neighbours share their mean."""
        offsets, offset = [], 0.0
        for place, node in enumerate(column):
            if place:
                lane = not (self._is_box(node) and self._is_box(column[place - 1]))
                between = BETWEEN / 2 if lane else BETWEEN
                offset += (self._height(column[place - 1]) + self._height(node)) / 2 + between
            offsets.append(offset)
        blocks: list[list[float]] = []
        for wish, before in zip(wished, offsets, strict=True):
            blocks.append([wish - before])
            while len(blocks) > 1 and _mean(blocks[-2]) > _mean(blocks[-1]):
                blocks[-2:] = [blocks[-2] + blocks[-1]]
        means = [_mean(block) for block in blocks for _ in block]
        for node, mean, before in zip(column, means, offsets, strict=True):
            centres[node] = round(mean + before)

    def _lanes_apart(self, centres: dict[Origin, int]) -> dict[Origin, int]:
        """A lane at the height of another line would run into it: it gives way by a few points."""
        for depth, column in enumerate(self._columns):
            beside = [
                *self._columns[max(depth - 1, 0)],
                *self._columns[min(depth + 1, len(self._columns) - 1)],
            ]
            for node in column:
                if self._is_box(node):
                    continue
                taken = {centres[each] for each in beside if each[0] != node[0]}
                while centres[node] in taken:
                    centres[node] += 1
        return centres

    # --- the lines between two columns -------------------------------------------------------------

    def _nets(self, depth: int, centres: dict[Origin, int]) -> dict[Origin, _Net]:
        links = self._links[depth]
        nets = {origin: _Net(origin, centres[origin]) for origin in self._columns[depth] if origin in links}
        taken = {net.leaves for net in nets.values()}
        for target in self._columns[depth + 1] if depth + 1 < len(self._columns) else []:
            origins = [origin for origin in nets if target in links[origin]]
            for place, origin in enumerate(origins):
                port = centres[target]
                if self._is_box(target):
                    apart = min(PORT, (self._height(target) - PORT) / max(len(origins) - 1, 1))
                    port += round((place - (len(origins) - 1) / 2) * apart)
                    while port in taken and port != nets[origin].leaves:
                        port += _NUDGE
                taken.add(port)
                nets[origin].ports[target] = port
        _set_tracks([net for net in nets.values() if not net.straight])
        return nets

    def _arrow(
        self,
        earlier: str,
        code: str,
        nets: list[dict[Origin, _Net]],
        lefts: list[int],
        centres: dict[Origin, int],
    ) -> Arrow:
        at: Origin = (earlier, self._depth[earlier])
        points = [(lefts[at[1]] + COLUMN, centres[at])]
        for depth in range(self._depth[earlier], self._depth[code]):
            to: Origin = (code if depth + 1 == self._depth[code] else earlier, depth + 1)
            net = nets[depth][at]
            port = net.ports[to]
            if port != net.leaves:
                x = lefts[depth] + COLUMN + GAP // 2 - 4 + TRACK * net.track
                points += [(x, net.leaves), (x, port)]
            points.append((lefts[depth + 1], port))
            at = to
        return Arrow(earlier, code, tuple(_corners(points)))


def _set_tracks(nets: list[_Net]) -> None:
    """Give each upright line its place, so that lines cross as little as possible."""
    if len(nets) > _MOST_PERMUTED:
        nets.sort(key=lambda net: (net.span[1] > net.leaves, -net.leaves))
        orders = [tuple(nets)]
    else:
        orders = list(permutations(nets))
    best = min(orders, key=_line_crossings)
    for track, net in enumerate(best):
        net.track = track


def _line_crossings(nets: tuple[_Net, ...]) -> int:
    """How often the level lines of one net cross the upright line of another, from left to right."""
    found = 0
    for (place, net), (other_place, other) in product(enumerate(nets), repeat=2):
        if place == other_place:
            continue
        top, bottom = net.span
        levels = [other.leaves] if place < other_place else [*other.ports.values()]
        found += sum(top <= level <= bottom for level in levels)
    return found


def _corners(points: list[Point]) -> list[Point]:
    """Without points in the middle of a straight line."""
    kept = points[:1]
    for place in range(1, len(points) - 1):
        before, here, behind = kept[-1], points[place], points[place + 1]
        if not (before[0] == here[0] == behind[0] or before[1] == here[1] == behind[1]):
            kept.append(here)
    return [*kept, points[-1]]


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)
