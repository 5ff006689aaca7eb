"""The lines between two columns: one net for all that leaves an origin, each with its own upright line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Final

from desk.drawing.columns import Columns, Origin
from desk.drawing.heights import Heights

_PORT: Final = 13
_MOST_PERMUTED: Final = 6
_NUDGE: Final = 4


@dataclass
class Net:
    """Everything that leaves one origin towards the next column."""

    origin: Origin
    leaves: int
    ports: dict[Origin, int] = field(default_factory=dict)
    track: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """Its highest and its lowest point."""
        ends = [self.leaves, *self.ports.values()]
        return min(ends), max(ends)

    @property
    def straight(self) -> bool:
        """Whether it is one level line, which needs no upright one."""
        top, bottom = self.span
        return top == bottom


def nets_behind(
    depth: int, columns: Columns, heights: Heights, centres: Mapping[Origin, int]
) -> dict[Origin, Net]:
    """The nets from a column to the next one, each with its ports and the track of its upright line."""
    links, places = columns.links[depth], columns.places
    nets = {origin: Net(origin, centres[origin]) for origin in places[depth] if origin in links}
    taken = {net.leaves for net in nets.values()}
    for target in places[depth + 1] if depth + 1 < len(places) else []:
        origins = [origin for origin in nets if target in links[origin]]
        for place, origin in enumerate(origins):
            port = centres[target]
            if columns.is_box(target):
                apart = min(_PORT, (heights.of(target) - _PORT) / max(len(origins) - 1, 1))
                port += round((place - (len(origins) - 1) / 2) * apart)
                while port in taken and port != nets[origin].leaves:
                    port += _NUDGE
            taken.add(port)
            nets[origin].ports[target] = port
    _set_tracks([net for net in nets.values() if not net.straight])
    return nets


def _set_tracks(nets: list[Net]) -> None:
    """Give each upright line its place, so that lines cross as little as possible."""
    if len(nets) > _MOST_PERMUTED:
        nets.sort(key=lambda net: (net.span[1] > net.leaves, -net.leaves))
        orders = [tuple(nets)]
    else:
        orders = list(permutations(nets))
    best = min(orders, key=_line_crossings)
    for track, net in enumerate(best):
        net.track = track


def _line_crossings(nets: tuple[Net, ...]) -> int:
    """How often the level lines of one net cross the upright line of another, from left to right."""
    found = 0
    for (place, net), (other_place, other) in product(enumerate(nets), repeat=2):
        if place == other_place:
            continue
        top, bottom = net.span
        levels = [other.leaves] if place < other_place else [*other.ports.values()]
        found += sum(top <= level <= bottom for level in levels)
    return found
