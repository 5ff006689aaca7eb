"""How high the boxes and lanes of each column stand: near to what they are joined to, and apart."""

from collections.abc import Mapping
from typing import Final

from desk.drawing.columns import Columns, Origin

BETWEEN: Final = 20
"""Least distance between two boxes of a column; of a lane from its neighbours, half of it."""

_LANE: Final = 2


class Heights:
    """The heights of a graph's boxes, and where they put everything."""

    def __init__(self, columns: Columns, boxes: Mapping[str, int]) -> None:
        self._columns = columns
        self._boxes = boxes

    def of(self, node: Origin) -> int:
        """The height of a box or a lane."""
        return self._boxes[node[0]] if self._columns.is_box(node) else _LANE

    def centres(self) -> dict[Origin, int]:
        """Boxes as near to the middle of what they are joined to as their distances allow; the top is 0."""
        centres: dict[Origin, int] = {}
        for depth, column in enumerate(self._columns.places):
            wished = []
            stacked = 0
            for node in column:
                near = (
                    [centres[each] for each in self._columns.neighbours(node, forward=True)] if depth else []
                )
                wished.append(sum(near) / len(near) if near else stacked + self.of(node) / 2)
                stacked += self.of(node) + BETWEEN
            self._place(column, wished, centres)
        for depth in range(len(self._columns.places) - 2, -1, -1):
            column = self._columns.places[depth]
            wished = []
            for node in column:
                near = [centres[each] for each in self._columns.neighbours(node, forward=False)]
                wished.append(sum(near) / len(near) if near and depth else float(centres[node]))
            self._place(column, wished, centres)
        top = min(centres[node] - self.of(node) // 2 for node in centres)
        lifted = {node: centre - top for node, centre in centres.items()}
        return self._lanes_apart(lifted)

    def _place(self, column: list[Origin], wished: list[float], centres: dict[Origin, int]) -> None:
        """As near to the wishes as the distances allow: blocks of neighbours share their mean."""
        offsets, offset = [], 0.0
        for place, node in enumerate(column):
            if place:
                lane = not (self._columns.is_box(node) and self._columns.is_box(column[place - 1]))
                between = BETWEEN / 2 if lane else BETWEEN
                offset += (self.of(column[place - 1]) + self.of(node)) / 2 + between
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
        for depth, column in enumerate(self._columns.places):
            beside = [
                *self._columns.places[max(depth - 1, 0)],
                *self._columns.places[min(depth + 1, len(self._columns.places) - 1)],
            ]
            for node in column:
                if self._columns.is_box(node):
                    continue
                taken = {centres[each] for each in beside if each[0] != node[0]}
                while centres[node] in taken:
                    centres[node] += 1
        return centres


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)
