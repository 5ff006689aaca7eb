"""The procedure of one case as a graph: its own items, coloured by state, each a link to its page."""

from collections.abc import Iterator, Mapping
from html import escape

from desk.cli.procedure_picture import Procedure
from desk.drawing.lettering import wrapped
from desk.drawing.procedure_graph import ROOM, SMALL, TEXT, Graph
from desk.picture.course import Bar, Course
from models.domain.case import Case
from models.domain.catalogue import Catalogue, Department, Item
from models.domain.names import ItemCode
from models.domain.procedure import earliest_finish, layers, working_days_at_most
from models.domain.rulebook import Rulebook
from models.domain.text import Language

_MARGIN, _TOP = 14, 34

_SHAPES: Mapping[str, str] = {"done": "✓", "busy": "▸", "new": "●", "open": "○", "off": "✕", "near": "▲"}


def draw_procedure(
    case: Case, course: Course, looks: Mapping[ItemCode, str], book: Rulebook, language: Language
) -> str:
    """The graph for a page; ``looks`` are the marks of the items' states, as the board has them."""
    graph = _Graph(case, course, looks, book, language)
    return "\n".join(graph.lines())


def procedure_of(case: Case, course: Course, book: Rulebook) -> Procedure:
    """The order of the items that this case has, with its own prerequisites, departments and chain."""
    law = book.catalogue
    items = tuple(
        law.item(code).model_copy(update={"after": item.after, "department": item.department})
        for code, item in case.items.items()
    )
    heirs = tuple(
        Department.model_construct(code=code, name=name)
        for code, name in case.successors.items()
        if code not in law.department_by_code
    )
    fields = {name: getattr(law, name) for name in Catalogue.model_fields}
    own = Catalogue.model_construct(**{**fields, "items": items, "departments": (*law.departments, *heirs)})
    after = {item.code: item.after for item in items}
    days = {item.code: working_days_at_most(item.committed) for item in items}
    finish = earliest_finish(after, days)
    return Procedure(own, layers(after), finish, course.chain, max(finish.values(), default=0))


class _Graph(Graph):
    def __init__(
        self, case: Case, course: Course, looks: Mapping[ItemCode, str], book: Rulebook, language: Language
    ) -> None:
        self._bars: dict[ItemCode | None, Bar] = {bar.code: bar for bar in course.bars}
        self._looks = looks
        self._board = f"/cases/{case.number}"
        super().__init__(procedure_of(case, course, book), language)

    def lines(self) -> Iterator[str]:
        """The picture."""
        width = self.layout.width + 2 * _MARGIN
        height = self.layout.height + _TOP + _MARGIN
        said = "事项先后图" if self.zh else "Order of the items"
        yield (
            f'<svg class="procedure" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' role="group" aria-label="{said}">'
        )
        yield from self.bands(_MARGIN, 0, height)
        yield from self.graph(_MARGIN, _TOP)
        yield "</svg>"

    def texts(self, item: Item) -> Iterator[tuple[int, str]]:
        yield from super().texts(item)
        bar = self._bars[item.code]
        for line in wrapped(bar.department.in_(self.language), ROOM, TEXT):
            yield TEXT, line
        state = f"{_SHAPES[self._looks[item.code]]} {bar.state.in_(self.language)}"
        for line in wrapped(state, ROOM, TEXT):
            yield TEXT, line
        yield SMALL, self._when(bar)

    def hint(self, item: Item) -> str:
        bar = self._bars[item.code]
        parts = [words.in_(self.language) for words in (bar.title, bar.department, bar.state)]
        return ("，" if self.zh else ", ").join([*parts, self._when(bar)])

    def look(self, item: Item) -> str:
        late = " late" if self._bars[item.code].late else ""
        return f"{super().look(item)} {self._looks[item.code]}{late}"

    def framed(self, code: ItemCode, drawn: Iterator[str]) -> Iterator[str]:
        yield f'<a href="{escape(self._board)}/items/{code}">'
        yield from drawn
        yield "</a>"

    def _when(self, bar: Bar) -> str:
        late = ("，逾期" if self.zh else ", late") if bar.late else ""
        if bar.ended is not None:
            return f"{bar.ended} 止{late}" if self.zh else f"ended {bar.ended}{late}"
        if bar.committed is not None:
            return f"承诺至 {bar.committed}{late}" if self.zh else f"promised by {bar.committed}{late}"
        if bar.begun is not None:
            return "停止计时" if self.zh else "clock stopped"
        return "尚未起算" if self.zh else "not begun"
