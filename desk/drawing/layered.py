"""Places boxes in columns and leads arrows between them, so that no arrow crosses a box.

Columns are the layers of a graph; an arrow that passes a column has a lane of its own between the boxes
there. Between two columns all arrows of one origin share one upright line, each origin has its own, and their
order is the one with the fewest crossings. The same input gives the same picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from desk.drawing.columns import Columns, Origin
from desk.drawing.heights import Heights
from desk.drawing.nets import Net, nets_behind

COLUMN: Final = 248
"""Width of a box."""

GAP: Final = 52
"""Distance between two columns without any upright line."""

TRACK: Final = 14
"""Distance between two upright lines."""

Point = tuple[int, int]


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
    columns = Columns(layers, after)
    upright = Heights(columns, heights)
    centres = upright.centres()
    nets = [nets_behind(depth, columns, upright, centres) for depth in range(len(columns.places))]
    lefts, x = [], 0
    for between in nets:
        lefts.append(x)
        x += COLUMN + GAP + TRACK * max(sum(not net.straight for net in between.values()) - 1, 0)
    boxes = {
        code: Box(lefts[depth], centres[code, depth] - heights[code] // 2, COLUMN, heights[code])
        for code, depth in columns.depth.items()
    }
    arrows = tuple(_arrow(columns, *edge, nets, lefts, centres) for edge in columns.edges)
    lowest = max((y for arrow in arrows for _, y in arrow.points), default=0)
    height = max([lowest, *(box.y + box.height for box in boxes.values())])
    return Layout(boxes, arrows, tuple(lefts), lefts[-1] + COLUMN, height)


def _arrow(
    columns: Columns,
    earlier: str,
    code: str,
    nets: list[dict[Origin, Net]],
    lefts: list[int],
    centres: dict[Origin, int],
) -> Arrow:
    at: Origin = (earlier, columns.depth[earlier])
    points = [(lefts[at[1]] + COLUMN, centres[at])]
    for depth in range(columns.depth[earlier], columns.depth[code]):
        to: Origin = (code if depth + 1 == columns.depth[code] else earlier, depth + 1)
        net = nets[depth][at]
        port = net.ports[to]
        if port != net.leaves:
            x = lefts[depth] + COLUMN + GAP // 2 - 4 + TRACK * net.track
            points += [(x, net.leaves), (x, port)]
        points.append((lefts[depth + 1], port))
        at = to
    return Arrow(earlier, code, tuple(_corners(points)))


def _corners(points: list[Point]) -> list[Point]:
    """Without points in the middle of a straight line."""
    kept = points[:1]
    for place in range(1, len(points) - 1):
        before, here, behind = kept[-1], points[place], points[place + 1]
        if not (before[0] == here[0] == behind[0] or before[1] == here[1] == behind[1]):
            kept.append(here)
    return [*kept, points[-1]]
