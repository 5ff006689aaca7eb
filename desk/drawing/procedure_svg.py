"""A catalogue's procedure as an SVG picture: what waits for what, limits and the critical path.

Made to be read on paper, too: what matters is told by thickness and signs, colour only helps. The same
catalogue gives the same bytes.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from rich.cells import cell_len

from desk.cli.procedure_picture import Procedure
from desk.drawing.layered import Arrow, Box, Layout, lay_out
from models.domain import words
from models.domain.catalogue import Catalogue, Item
from models.domain.catalogue_words import CHOICES
from models.domain.condition_words import say_condition
from models.domain.limits import Limit
from models.domain.names import ItemCode
from models.domain.text import Language

MARGIN: Final = 32
_HEAD: Final = 152
_FOOT: Final = 48
_PADDING: Final = 12
_LEAST_WIDTH: Final = 900

_TITLE, _TEXT, _SMALL = 14, 12, 11
_LINE: Final[dict[int, int]] = {_TITLE: 19, _TEXT: 18, _SMALL: 16}

_STYLE: Final = """
text{font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
text{fill:#1a1f26}
.paper{fill:#fff}
.band{fill:#f4f6f8}
.h{font-size:22px;font-weight:700}
.l{font-size:13px}
.step{font-size:13px;font-weight:700;fill:#46515e}
.t{font-size:14px;font-weight:700}
.x{font-size:12px}
.s{font-size:11px;fill:#46515e}
.box{fill:#fff;stroke:#5b6875;stroke-width:1.2}
.box.c{stroke:#a3190f;stroke-width:3}
.kind{fill:#e3e9ef}
.visit{fill:none;stroke:#0b5c4a;stroke-width:1.2}
.v{font-size:11px;fill:#0b5c4a}
.a{fill:none;stroke:#5b6875;stroke-width:1.3}
.a.c{stroke:#a3190f;stroke-width:3}
.head{fill:#5b6875}
.head.c{fill:#a3190f}
.cp{fill:#a3190f;font-weight:700}
"""


def draw_svg(procedure: Procedure, language: Language) -> str:
    """The picture, as a document of its own."""
    return "\n".join(_Drawing(procedure, language).lines()) + "\n"


class _Drawing:
    def __init__(self, procedure: Procedure, language: Language) -> None:
        self._procedure = procedure
        self._catalogue: Catalogue = procedure.catalogue
        self._language = language
        self._zh = language == "zh"
        self._content = {item.code: list(self._texts(item)) for item in self._catalogue.items}
        heights: dict[str, int] = {
            code: 2 * _PADDING + sum(_LINE[size] for size, _ in lines)
            for code, lines in self._content.items()
        }
        after: dict[str, tuple[str, ...]] = {item.code: item.after for item in self._catalogue.items}
        self._layout: Layout = lay_out(procedure.layers, after, heights)
        self._critical = set(zip(procedure.critical, procedure.critical[1:], strict=False))

    def lines(self) -> Iterator[str]:
        width = max(self._layout.width + 2 * MARGIN, _LEAST_WIDTH)
        height = _HEAD + self._layout.height + _FOOT + 2 * MARGIN
        title = self._catalogue.title.in_(self._language)
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
            f' height="{height}" role="img" aria-labelledby="title desc" xml:lang="{self._language}">'
        )
        yield f'<title id="title">{escape(title)}</title>'
        yield f'<desc id="desc">{escape(self._described())}</desc>'
        yield f"<style>{_STYLE}</style>"
        yield f'<rect class="paper" width="{width}" height="{height}"/>'
        yield from self._heading(title)
        yield from self._bands()
        yield f'<g transform="translate({MARGIN} {_HEAD})">'
        # The critical arrows lie above the others, the boxes above all arrows.
        for arrow in sorted(self._layout.arrows, key=self._is_critical):
            yield from self._arrow(arrow)
        for item in self._catalogue.items:
            yield from self._box(item, self._layout.boxes[item.code])
        yield "</g>"
        yield from self._legend(_HEAD + self._layout.height + _FOOT, width)
        yield "</svg>"

    # --- around the picture ------------------------------------------------------------------------

    def _heading(self, title: str) -> Iterator[str]:
        catalogue, zh = self._catalogue, self._zh
        lead = catalogue.department(catalogue.lead).name.in_(self._language)
        whose = [
            f"{catalogue.code} {catalogue.version}",
            catalogue.jurisdiction.name.in_(self._language),
            f"{'牵头：' if zh else 'lead: '}{lead}",
            *([catalogue.designation] if catalogue.designation else []),
        ]
        limits = catalogue.limits
        law = f"{'法定' if zh else 'statutory'} {self._limit(limits.statutory, limits.extension)}"
        promise = f"{'承诺' if zh else 'committed'} {self._limit(limits.committed)}"
        yield f'<text class="h" x="{MARGIN}" y="44">{escape(title)}</text>'
        yield f'<text class="l" x="{MARGIN}" y="68">{escape("  ·  ".join(whose))}</text>'
        case = f"{'办件：' if zh else 'Case: '}{promise}  ·  {law}"
        yield f'<text class="l" x="{MARGIN}" y="90">{escape(case)}</text>'
        yield f'<text class="l cp" x="{MARGIN}" y="112">{escape(self._finishing())}</text>'

    def _finishing(self) -> str:
        when = self._procedure.finishing(self._language)
        days, dates = self._procedure.days, self._procedure.dates
        if dates is None:
            if self._zh:
                return f"▶ 关键路径 {days} 个工作日：各项承诺用足时，最早于受理后{when}全部办结"
            return f"▶ Critical path {days} working days: with each promise used in full, all ends on {when}"
        if self._zh:
            return (
                f"▶ {dates.accepted} 受理：各项承诺用足时，最早于 {when} 全部办结（关键路径 {days} 个工作日）"
            )
        return (
            f"▶ Accepted on {dates.accepted}: with each promise used in full, all ends on {when}"
            f" (critical path {days} working days)"
        )

    def _bands(self) -> Iterator[str]:
        height = _HEAD - 124 + self._layout.height + 12
        for number, left in enumerate(self._layout.columns, start=1):
            x = MARGIN + left
            width = self._layout.boxes[self._procedure.layers[0][0]].width
            said = f"第 {number} 步" if self._zh else f"Step {number}"
            yield f'<rect class="band" x="{x - 10}" y="124" width="{width + 20}" height="{height}"/>'
            yield f'<text class="step" x="{x}" y="142">{said}</text>'

    def _legend(self, y: int, width: int) -> Iterator[str]:
        x = MARGIN
        for sign, room, said in self._signs():
            if x + room + _wide(said, _TEXT) > width - MARGIN:
                x, y = MARGIN, y + 20
            yield sign.format(x=x, y=y - 11, base=y)
            yield f'<text class="x" x="{x + room}" y="{y}">{escape(said)}</text>'
            x += room + _wide(said, _TEXT) + 28

    def _signs(self) -> Iterator[tuple[str, int, str]]:
        """Each sign, the room it takes, and what it means."""
        zh = self._zh
        box = '<rect class="box c" x="{x}" y="{y}" width="24" height="13"/>'
        yield box, 32, "关键路径" if zh else "critical path"
        pill = '<rect class="visit" x="{x}" y="{y}" width="24" height="13" rx="6"/>'
        yield pill, 32, "需现场踏勘（联合勘查）" if zh else "site visit (joint survey)"
        star = '<text class="t" x="{x}" y="{base}">*</text>'
        yield star, 14, "样例数据，未见于公布的文件" if zh else "a plausible sample, not a published figure"
        until = '<text class="x" x="{x}" y="{base}">≤</text>'
        days = ("（受理后工作日）" if zh else ", in working days") if self._procedure.dates is None else ""
        yield until, 16, f"{'各项承诺用足时的办结日' if zh else 'ends by, each promise used in full'}{days}"

    def _described(self) -> str:
        titles = [self._catalogue.item(code).title.in_(self._language) for code in self._procedure.critical]
        return f"{self._finishing()}: {' → '.join(titles)}"

    # --- boxes and arrows --------------------------------------------------------------------------

    def _texts(self, item: Item) -> Iterator[tuple[int, str]]:
        """The lines of a box with their size: title, department, limits, levels."""
        zh = self._zh
        sample = "*" if item.source == "sample" else ""
        room = 248 - 2 * _PADDING
        for line in _wrapped(item.title.in_(self._language) + sample, room, _TITLE):
            yield _TITLE, line
        department = self._catalogue.department(item.department).name.in_(self._language)
        kind = CHOICES["kind"][item.kind].in_(self._language)
        for line in _wrapped(department, room - _wide(kind, _SMALL) - 24, _TEXT):
            yield _TEXT, line
        yield _TEXT, f"{'承诺' if zh else 'committed'} {self._limit(item.committed)}"
        extension = item.statutory.extension
        yield _TEXT, f"{'法定' if zh else 'statutory'} {self._limit(item.statutory, extension)}"
        yield _SMALL, "→".join(words.LEVELS[level].in_(self._language) for level in item.levels)

    def _box(self, item: Item, box: Box) -> Iterator[str]:
        critical = " c" if item.code in self._procedure.critical else ""
        yield f'<g id="{item.code}">'
        yield f"<title>{escape(self._hint(item))}</title>"
        place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
        yield f'<rect class="box{critical}" {place} rx="6"/>'
        y = box.y + _PADDING
        lines = self._content[item.code]
        for size, line in lines:
            y += _LINE[size]
            name = {_TITLE: "t", _TEXT: "x", _SMALL: "s"}[size]
            yield f'<text class="{name}" x="{box.x + _PADDING}" y="{y - 5}">{escape(line)}</text>'
        right = box.x + box.width - _PADDING
        first_text = box.y + _PADDING + sum(_LINE[size] for size, _ in lines if size == _TITLE)
        kind = CHOICES["kind"][item.kind].in_(self._language)
        wide = _wide(kind, _SMALL) + 10
        yield (
            f'<rect class="kind" x="{right - wide}" y="{first_text + 2}" width="{wide}" height="15" rx="3"/>'
            f'<text class="s" x="{right - wide // 2}" y="{first_text + 13}" text-anchor="middle">'
            f"{kind}</text>"
        )
        until = self._until(item.code)
        yield f'<text class="s" x="{right}" y="{y - 5}" text-anchor="end">{until}</text>'
        if item.visit:
            said = "踏勘" if self._zh else "site visit"
            wide = _wide(said, _SMALL) + 14
            top = y - _LINE[_SMALL] - 2 * _LINE[_TEXT] + 4  # beside the promise
            yield (
                f'<rect class="visit" x="{right - wide}" y="{top - 1}" width="{wide}" height="16" rx="8"/>'
                f'<text class="v" x="{right - wide // 2}" y="{top + 11}" text-anchor="middle">{said}</text>'
            )
        yield "</g>"

    def _arrow(self, arrow: Arrow) -> Iterator[str]:
        critical = " c" if self._is_critical(arrow) else ""
        *way, (x, y) = arrow.points
        line = " ".join(f"{px},{py}" for px, py in [*way, (x - 8, y)])
        yield f'<polyline class="a{critical}" points="{line}"/>'
        half = 6 if critical else 4
        yield f'<path class="head{critical}" d="M{x - 10} {y - half}L{x} {y}L{x - 10} {y + half}Z"/>'

    def _is_critical(self, arrow: Arrow) -> bool:
        return (arrow.origin, arrow.target) in self._critical

    def _hint(self, item: Item) -> str:
        """What a pointer over the box shows: basis, materials and when the item applies."""
        parts = [f"{item.code}: {item.basis}"]
        if item.when is not None:
            parts.append(say_condition(item.when, self._catalogue.question_by_code).in_(self._language))
        parts += [self._catalogue.material(code).title.in_(self._language) for code in item.materials]
        return "\n".join(parts)

    def _until(self, code: ItemCode) -> str:
        dates = self._procedure.dates
        if dates is not None:
            return f"≤ {dates.finish[code]}"
        finish = self._procedure.finish[code]
        return f"≤ 第 {finish} 日" if self._zh else f"≤ day {finish}"

    def _limit(self, limit: Limit, extension: int = 0) -> str:
        calendar = limit.unit == "calendar-day"
        unit = ("自然日" if calendar else "日") if self._zh else (" calendar days" if calendar else " days")
        longer = f"+{extension}" if extension else ""
        return f"{limit.days}{longer}{unit}{'*' if limit.source == 'sample' else ''}"


def _wide(text: str, size: int) -> int:
    """About how wide: a Chinese character is as wide as it is high, a Latin one half and a bit."""
    full = sum(cell_len(character) > 1 for character in text)
    return round(size * (full + 0.54 * (len(text) - full)))


def _wrapped(text: str, room: int, size: int) -> Iterator[str]:
    """The text in lines that fit; Latin words are kept whole, where they fit at all."""
    line = ""
    for word in _words(text):
        if line and _wide((line + word).rstrip(), size) > room:
            yield line.rstrip()
            line = word.lstrip()
        else:
            line += word
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Pieces between which a line may end: single Chinese characters, words with the space behind them."""
    word = ""
    for character in text:
        if cell_len(character) > 1:
            if word:
                yield word
            word = ""
            yield character
        else:
            word += character
            if character == " ":
                yield word
                word = ""
    if word:
        yield word
