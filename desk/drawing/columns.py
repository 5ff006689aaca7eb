"""What stands in each column of a layered graph, and in which order from above: the one with few crossings.

A column holds the boxes of a layer, and a lane for every box whose arrows pass it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

_SWEEPS: Final = 12

Origin = tuple[str, int]
"""A box, or the lane of an arrow from it, in a column."""


class Columns:
    """``places`` are the columns from left to right, ``links`` what leads from each into the next."""

    def __init__(self, layers: Sequence[Sequence[str]], after: Mapping[str, Sequence[str]]) -> None:
        self.depth = {code: depth for depth, layer in enumerate(layers) for code in layer}
        self.edges = [
            (earlier, code)
            for layer in layers
            for code in layer
            for earlier in after[code]
            if earlier in self.depth
        ]
        self.places: list[list[Origin]] = [
            [(code, depth) for code in layer] for depth, layer in enumerate(layers)
        ]
        self.links: list[dict[Origin, list[Origin]]] = [{} for _ in layers]
        for earlier, code in self.edges:
            self._lead(earlier, code)
        self._order()

    def is_box(self, node: Origin) -> bool:
        """Whether it is a box; otherwise it is a lane."""
        return self.depth[node[0]] == node[1]

    def neighbours(self, node: Origin, *, forward: bool) -> list[Origin]:
        """What a node is joined to in the column before it (``forward``) or behind it."""
        if not forward:
            return self.links[node[1]].get(node, [])
        return [origin for origin, targets in self.links[node[1] - 1].items() if node in targets]

    def _lead(self, earlier: str, code: str) -> None:
        """Lead an arrow through the columns; one lane carries all arrows of the same origin."""
        at: Origin = (earlier, self.depth[earlier])
        for depth in range(self.depth[earlier] + 1, self.depth[code] + 1):
            to: Origin = (code if depth == self.depth[code] else earlier, depth)
            if to not in self.places[depth]:
                self.places[depth].append(to)
            targets = self.links[depth - 1].setdefault(at, [])
            if to not in targets:
                targets.append(to)
            at = to

    def _order(self) -> None:
        """Keep the order with the fewest crossings of some sweeps there and back."""
        best, fewest = [list(column) for column in self.places], self._crossings()
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            depths = range(1, len(self.places)) if forward else range(len(self.places) - 2, -1, -1)
            for depth in depths:
                self._sort_by_neighbours(depth, forward=forward)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(column) for column in self.places], crossings
        self.places = best

    def _sort_by_neighbours(self, depth: int, *, forward: bool) -> None:
        beside = self.places[depth - 1 if forward else depth + 1]
        places = {node: place for place, node in enumerate(beside)}
        own = {node: float(place) for place, node in enumerate(self.places[depth])}
        for node in self.places[depth]:
            near = [places[each] for each in self.neighbours(node, forward=forward)]
            if near:
                own[node] = sum(near) / len(near)
        self.places[depth].sort(key=own.__getitem__)

    def _crossings(self) -> int:
        found = 0
        for depth in range(len(self.places) - 1):
            here = {node: place for place, node in enumerate(self.places[depth])}
            there = {node: place for place, node in enumerate(self.places[depth + 1])}
            lines = [(here[origin], there[to]) for origin, tos in self.links[depth].items() for to in tos]
            found += sum(
                (one[0] - other[0]) * (one[1] - other[1]) < 0
                for one in lines
                for other in lines
                if one < other
            )
        return found
