"""A procedure as a graph in layers: boxes with words and arrows between them, for every picture of one."""

from collections.abc import Iterator
from html import escape
from typing import Final

from desk.cli.procedure_picture import Procedure
from desk.drawing.layered import Arrow, Box, Layout, lay_out
from desk.drawing.lettering import wrapped
from models.domain.catalogue import Item
from models.domain.names import ItemCode
from models.domain.text import Language

TITLE, TEXT, SMALL = 14, 12, 11
LINE: Final[dict[int, int]] = {TITLE: 19, TEXT: 18, SMALL: 16}
PADDING: Final = 12
ROOM: Final = 248 - 2 * PADDING
"""What a box has for its words."""

_CLASSES: Final = {TITLE: "t", TEXT: "x", SMALL: "s"}


class Graph:
    """The boxes and arrows of a procedure. What stands in a box, and how it looks, its heirs say."""

    def __init__(self, procedure: Procedure, language: Language) -> None:
        self.procedure = procedure
        self.language = language
        self.zh = language == "zh"
        self.content = {item.code: list(self.texts(item)) for item in procedure.catalogue.items}
        heights: dict[str, int] = {
            code: 2 * PADDING + sum(LINE[size] for size, _ in lines) for code, lines in self.content.items()
        }
        after: dict[str, tuple[str, ...]] = {item.code: item.after for item in procedure.catalogue.items}
        self.layout: Layout = lay_out(procedure.layers, after, heights)
        self._critical = set(zip(procedure.critical, procedure.critical[1:], strict=False))

    def texts(self, item: Item) -> Iterator[tuple[int, str]]:
        """The lines of a box with their size, from the top."""
        yield from ((TITLE, line) for line in wrapped(item.title.in_(self.language), ROOM, TITLE))

    def hint(self, item: Item) -> str:
        """What a pointer over the box shows, and what is read out."""
        raise NotImplementedError

    def look(self, item: Item) -> str:
        """The classes of the box."""
        return "box c" if item.code in self.procedure.critical else "box"

    def signs(self, item: Item, box: Box, last: int) -> Iterator[str]:  # noqa: ARG002  # the heirs' to use
        """What stands in a box besides its lines; ``last`` is the foot of the last line."""
        return iter(())

    def framed(self, code: ItemCode, drawn: Iterator[str]) -> Iterator[str]:
        """The box as a part of the picture."""
        yield f'<g id="{code}">'
        yield from drawn
        yield "</g>"

    def graph(self, x: int, y: int) -> Iterator[str]:
        """Everything, with its upper left corner at a point."""
        yield f'<g transform="translate({x} {y})">'
        # The critical arrows lie above the others, the boxes above all arrows.
        for arrow in sorted(self.layout.arrows, key=self._is_critical):
            yield from self._arrow(arrow)
        for item in self.procedure.catalogue.items:
            yield from self.framed(item.code, self._box(item, self.layout.boxes[item.code]))
        yield "</g>"

    def bands(self, x: int, top: int, height: int) -> Iterator[str]:
        """The steps, each a band behind its boxes."""
        for number, left in enumerate(self.layout.columns, start=1):
            wide_ = self.layout.boxes[self.procedure.layers[0][0]].width
            said = f"第 {number} 步" if self.zh else f"Step {number}"
            yield f'<rect class="band" x="{x + left - 10}" y="{top}" width="{wide_ + 20}" height="{height}"/>'
            yield f'<text class="step" x="{x + left}" y="{top + 18}">{said}</text>'

    def _box(self, item: Item, box: Box) -> Iterator[str]:
        yield f"<title>{escape(self.hint(item))}</title>"
        place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
        yield f'<rect class="{self.look(item)}" {place} rx="6"/>'
        y = box.y + PADDING
        for size, line in self.content[item.code]:
            y += LINE[size]
            yield f'<text class="{_CLASSES[size]}" x="{box.x + PADDING}" y="{y - 5}">{escape(line)}</text>'
        yield from self.signs(item, box, y)

    def _arrow(self, arrow: Arrow) -> Iterator[str]:
        critical = " c" if self._is_critical(arrow) else ""
        *way, (x, y) = arrow.points
        line = " ".join(f"{px},{py}" for px, py in [*way, (x - 8, y)])
        yield f'<polyline class="a{critical}" points="{line}"/>'
        half = 6 if critical else 4
        yield f'<path class="head{critical}" d="M{x - 10} {y - half}L{x} {y}L{x - 10} {y + half}Z"/>'

    def _is_critical(self, arrow: Arrow) -> bool:
        return (arrow.origin, arrow.target) in self._critical
