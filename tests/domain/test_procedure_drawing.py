import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from desk.cli.catalogue import app
from desk.cli.procedure_picture import Procedure, as_data, draw
from desk.drawing.layered import Layout, lay_out
from desk.drawing.procedure_svg import draw_svg
from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue
from models.domain.clock import Clock, due_day
from models.domain.names import ItemCode
from models.domain.procedure import layers
from models.domain.procedure_dates import finish_dates, last_chain
from models.domain.text import Language
from runtime.documents import DATA, load_calendars, load_catalogue
from tests.domain.sample import CATALOGUE, calendar

FILES = sorted((DATA / "catalogues").glob("*.yaml"))
SHIPPED = [load_catalogue(file) for file in FILES]
ROOT = Path(__file__).parents[2]

GRAPHS = st.integers(1, 9).flatmap(
    lambda count: st.tuples(
        *(st.lists(st.integers(0, max(number - 1, 0)), max_size=3, unique=True) for number in range(count))
    )
)
Graph = dict[str, tuple[str, ...]]


def graph(lists: tuple[list[int], ...]) -> Graph:
    """Items that come after earlier ones of the list, the first after none."""
    return {
        f"n{number}": tuple(f"n{earlier}" for earlier in after if earlier < number)
        for number, after in enumerate(lists)
    }


def laid(after: Graph) -> Layout:
    """The layout of a graph, with boxes of several heights."""
    return lay_out(
        layers(after), after, {code: 80 + 17 * (len(code + str(after[code])) % 4) for code in after}
    )


def segments(layout: Layout) -> Iterator[tuple[str, int, int, int, int]]:
    """Every straight piece of every arrow: origin, x from and to, y from and to."""
    for arrow in layout.arrows:
        for (x1, y1), (x2, y2) in pairwise(arrow.points):
            assert x1 == x2 or y1 == y2
            yield arrow.origin, min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)


@settings(max_examples=150, deadline=None)
@given(lists=GRAPHS)
@example(([], [0], [0, 1], [0, 1, 2], [0, 3], [1, 4], [0, 5]))
@example(([], [], [], [0, 1, 2], [0, 1, 2], [0, 1, 2], [3, 4, 5]))
def test_no_arrow_crosses_a_box_and_no_two_run_into_one(lists: tuple[list[int], ...]) -> None:
    """Level pieces lie between columns or in lanes; arrows of different origins never lie on each other."""
    after = graph(lists)
    layout = laid(after)
    pieces = list(segments(layout))

    for _, left, right, top, bottom in pieces:
        for box in layout.boxes.values():
            inside_x = left < box.x + box.width and box.x < right
            inside_y = top < box.y + box.height and box.y < bottom
            on_line_x = left == right and box.x < left < box.x + box.width
            on_line_y = top == bottom and box.y < top < box.y + box.height
            assert not (inside_x and (inside_y or on_line_y)), (box, left, right, top, bottom)
            assert not (on_line_x and inside_y), (box, left, right, top, bottom)
    for one, left, right, top, bottom in pieces:
        for other, left2, right2, top2, bottom2 in pieces:
            if one == other:
                continue
            same_level = top == bottom == top2 == bottom2 and left < right2 and left2 < right
            same_upright = left == right == left2 == right2 and top < bottom2 and top2 < bottom
            assert not same_level, (one, other)
            assert not same_upright, (one, other)


@settings(max_examples=100, deadline=None)
@given(lists=GRAPHS)
def test_boxes_stand_in_the_column_of_their_layer_and_apart(lists: tuple[list[int], ...]) -> None:
    """Every arrow leaves the right side of its origin and ends on the left side of its target."""
    after = graph(lists)
    layout = laid(after)

    for depth, layer in enumerate(layers(after)):
        boxes = sorted((layout.boxes[code] for code in layer), key=lambda box: box.y)
        assert {box.x for box in boxes} == {layout.columns[depth]}
        assert all(upper.y + upper.height < lower.y for upper, lower in pairwise(boxes))
    assert {(arrow.origin, arrow.target) for arrow in layout.arrows} == {
        (earlier, code) for code, earlier_ones in after.items() for earlier in earlier_ones
    }
    for arrow in layout.arrows:
        origin, target = layout.boxes[arrow.origin], layout.boxes[arrow.target]
        assert arrow.points[0][0] == origin.x + origin.width
        assert arrow.points[-1][0] == target.x
        assert target.y < arrow.points[-1][1] < target.y + target.height
        assert min(y for _, y in arrow.points) >= 0
    assert min(box.y for box in layout.boxes.values()) >= 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("catalogue", SHIPPED, ids=lambda catalogue: str(catalogue.code))
def test_the_picture_is_a_document_that_says_everything(catalogue: Catalogue, language: Language) -> None:
    """Valid XML with every item, its department and limits, visits, the critical path and the sample mark."""
    procedure = Procedure.of(catalogue)
    root = ET.fromstring(draw_svg(procedure, language))  # noqa: S314 - our own output
    space = {"s": "http://www.w3.org/2000/svg"}
    boxes = {group.get("id"): group for group in root.iterfind(".//s:g[@id]", space)}

    assert set(boxes) == set(catalogue.item_by_code)
    for item in catalogue.items:
        group = boxes[item.code]
        said = [text.text or "" for text in group.iterfind("s:text", space)]
        whole = "".join(said).replace(" ", "")
        department = catalogue.department(item.department).name.in_(language)
        assert item.title.in_(language).replace(" ", "") in whole
        assert department.replace(" ", "") in whole.replace("licence", "").replace("opinion", "")
        assert any(str(item.committed.days) in line for line in said)
        assert any(str(item.statutory.days) in line for line in said)
        assert (group.find("s:rect[@class='visit']", space) is not None) is item.visit
        critical = group.find("s:rect[@class='box c']", space) is not None
        assert critical is (item.code in procedure.critical)
        assert ("*" in said[0] + said[1]) is (item.source == "sample")
    arrows = root.findall(".//s:polyline[@class='a c']", space)
    assert len(arrows) == len(procedure.critical) - 1


def test_the_picture_is_the_same_in_every_process() -> None:
    """Whatever seed Python gives its hashes."""
    program = (
        "from pathlib import Path; from hashlib import sha256\n"
        "from desk.cli.procedure_picture import Procedure\n"
        "from desk.drawing.procedure_svg import draw_svg\n"
        "from runtime.documents import load_catalogue\n"
        f"catalogue = load_catalogue(Path({str(FILES[0])!r}))\n"
        "print(sha256(draw_svg(Procedure.of(catalogue), 'zh').encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(told) == 1


def test_the_finish_is_counted_as_the_clocks_count() -> None:
    """Over a holiday, through a chain, and with a limit in calendar days that moves to a working day."""
    items = [dict(item) for item in CATALOGUE["items"]]
    items[2]["committed"] = {"days": 4, "unit": "calendar-day"}
    catalogue = Catalogue.model_validate({**CATALOGUE, "items": items})
    finish = finish_dates(catalogue, date(2026, 6, 16), calendar().days)

    flood = due_day(Clock(started=date(2026, 6, 16), limit=8), calendar().days)
    assert flood is not None
    assert finish[ItemCode("flood")] == flood == date(2026, 6, 29)
    assert finish[ItemCode("approval")] == due_day(Clock(started=flood, limit=10), calendar().days)
    assert finish[ItemCode("fire-consult")] == date(2026, 6, 22)  # 20 June is a holiday, 21 June, too
    assert last_chain(catalogue, finish) == ("flood", "approval")


def test_the_finish_stands_in_text_data_and_picture() -> None:
    """With the day of acceptance as dates; without it as days; beyond the tables it is provisional."""
    shipped = Calendar(tables=load_calendars())
    plain, dated = Procedure.of(SHIPPED[0]), Procedure.of(SHIPPED[0], date(2026, 6, 15), shipped)
    late = Procedure.of(SHIPPED[0], date(2026, 12, 15), shipped)

    assert "各项承诺用足时最早全部办结: 第 25 个工作日" in "\n".join(draw(plain, "zh"))
    assert "2026-06-15 受理，各项承诺用足时最早全部办结: 2026-07-21" in "\n".join(draw(dated, "zh"))
    assert as_data(dated)["finish"] == "2026-07-21"
    assert "最早于 2026-07-21 全部办结" in draw_svg(dated, "zh")
    assert "provisional" in draw_svg(late, "en")


def test_the_command_draws_into_a_file(tmp_path: Path) -> None:
    """A folder that is not there, and a day that is none, are bad input."""

    def run(*arguments: str) -> int:
        done = CliRunner().invoke(app, ["show", str(FILES[0]), *arguments], env={"LIANSHEN_LANG": None})
        assert "Traceback" not in done.output
        return done.exit_code

    drawn = tmp_path / "out.svg"
    assert run("--svg", str(drawn), "--from", "2026-06-15") == 0
    assert drawn.read_text(encoding="utf-8").startswith("<?xml")
    assert run("--svg", str(tmp_path / "nowhere" / "out.svg")) == 2
    assert run("--from", "2026-02-30") == 2
