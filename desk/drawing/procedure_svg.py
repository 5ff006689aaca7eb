"""A catalogue's procedure as an SVG picture: what waits for what, limits and the critical path.

Made to be read on paper, too: what matters is told by thickness and signs, colour only helps. The same
catalogue gives the same bytes.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from desk.cli.procedure_picture import Procedure
from desk.drawing.layered import Box
from desk.drawing.lettering import wide, wrapped
from desk.drawing.procedure_graph import LINE, PADDING, ROOM, SMALL, TEXT, TITLE, Graph
from models.domain import words
from models.domain.catalogue import Item
from models.domain.catalogue_words import CHOICES
from models.domain.condition_words import say_condition
from models.domain.limits import Limit
from models.domain.names import ItemCode
from models.domain.text import Language

MARGIN: Final = 32
_HEAD: Final = 152
_FOOT: Final = 48
_LEAST_WIDTH: Final = 900

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


class _Drawing(Graph):
    def lines(self) -> Iterator[str]:
        width = max(self.layout.width + 2 * MARGIN, _LEAST_WIDTH)
        height = _HEAD + self.layout.height + _FOOT + 2 * MARGIN
        title = self.procedure.catalogue.title.in_(self.language)
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
            f' height="{height}" role="img" aria-labelledby="title desc" xml:lang="{self.language}">'
        )
        yield f'<title id="title">{escape(title)}</title>'
        yield f'<desc id="desc">{escape(self._described())}</desc>'
        yield f"<style>{_STYLE}</style>"
        yield f'<rect class="paper" width="{width}" height="{height}"/>'
        yield from self._heading(title)
        yield from self.bands(MARGIN, 124, _HEAD - 124 + self.layout.height + 12)
        yield from self.graph(MARGIN, _HEAD)
        yield from self._legend(_HEAD + self.layout.height + _FOOT, width)
        yield "</svg>"

    # --- around the picture ------------------------------------------------------------------------

    def _heading(self, title: str) -> Iterator[str]:
        catalogue, zh = self.procedure.catalogue, self.zh
        lead = catalogue.department(catalogue.lead).name.in_(self.language)
        whose = [
            f"{catalogue.code} {catalogue.version}",
            catalogue.jurisdiction.name.in_(self.language),
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
        when = self.procedure.finishing(self.language)
        days, dates = self.procedure.days, self.procedure.dates
        if dates is None:
            if self.zh:
                return f"▶ 关键路径 {days} 个工作日：各项承诺用足时，最早于受理后{when}全部办结"
            return f"▶ Critical path {days} working days: with each promise used in full, all ends on {when}"
        if self.zh:
            return (
                f"▶ {dates.accepted} 受理：各项承诺用足时，最早于 {when} 全部办结（关键路径 {days} 个工作日）"
            )
        return (
            f"▶ Accepted on {dates.accepted}: with each promise used in full, all ends on {when}"
            f" (critical path {days} working days)"
        )

    def _legend(self, y: int, width: int) -> Iterator[str]:
        x = MARGIN
        for sign, room, said in self._signs():
            if x + room + wide(said, TEXT) > width - MARGIN:
                x, y = MARGIN, y + 20
            yield sign.format(x=x, y=y - 11, base=y)
            yield f'<text class="x" x="{x + room}" y="{y}">{escape(said)}</text>'
            x += room + wide(said, TEXT) + 28

    def _signs(self) -> Iterator[tuple[str, int, str]]:
        """Each sign, the room it takes, and what it means."""
        zh = self.zh
        box = '<rect class="box c" x="{x}" y="{y}" width="24" height="13"/>'
        yield box, 32, "关键路径" if zh else "critical path"
        pill = '<rect class="visit" x="{x}" y="{y}" width="24" height="13" rx="6"/>'
        yield pill, 32, "需现场踏勘（联合勘查）" if zh else "site visit (joint survey)"
        star = '<text class="t" x="{x}" y="{base}">*</text>'
        yield star, 14, "样例数据，未见于公布的文件" if zh else "a plausible sample, not a published figure"
        until = '<text class="x" x="{x}" y="{base}">≤</text>'
        days = ("（受理后工作日）" if zh else ", in working days") if self.procedure.dates is None else ""
        yield until, 16, f"{'各项承诺用足时的办结日' if zh else 'ends by, each promise used in full'}{days}"

    def _described(self) -> str:
        titles = [
            self.procedure.catalogue.item(code).title.in_(self.language) for code in self.procedure.critical
        ]
        return f"{self._finishing()}: {' → '.join(titles)}"

    # --- boxes and arrows --------------------------------------------------------------------------

    def texts(self, item: Item) -> Iterator[tuple[int, str]]:
        """The lines of a box with their size: title, department, limits, levels."""
        zh = self.zh
        sample = "*" if item.source == "sample" else ""
        room = ROOM
        for line in wrapped(item.title.in_(self.language) + sample, room, TITLE):
            yield TITLE, line
        department = self.procedure.catalogue.department(item.department).name.in_(self.language)
        kind = CHOICES["kind"][item.kind].in_(self.language)
        for line in wrapped(department, room - wide(kind, SMALL) - 24, TEXT):
            yield TEXT, line
        yield TEXT, f"{'承诺' if zh else 'committed'} {self._limit(item.committed)}"
        extension = item.statutory.extension
        yield TEXT, f"{'法定' if zh else 'statutory'} {self._limit(item.statutory, extension)}"
        yield SMALL, "→".join(words.LEVELS[level].in_(self.language) for level in item.levels)

    def signs(self, item: Item, box: Box, last: int) -> Iterator[str]:
        right = box.x + box.width - PADDING
        first_text = box.y + PADDING + sum(LINE[size] for size, _ in self.content[item.code] if size == TITLE)
        kind = CHOICES["kind"][item.kind].in_(self.language)
        room = wide(kind, SMALL) + 10
        yield (
            f'<rect class="kind" x="{right - room}" y="{first_text + 2}" width="{room}" height="15" rx="3"/>'
            f'<text class="s" x="{right - room // 2}" y="{first_text + 13}" text-anchor="middle">'
            f"{kind}</text>"
        )
        until = self._until(item.code)
        yield f'<text class="s" x="{right}" y="{last - 5}" text-anchor="end">{until}</text>'
        if item.visit:
            said = "踏勘" if self.zh else "site visit"
            room = wide(said, SMALL) + 14
            top = last - LINE[SMALL] - 2 * LINE[TEXT] + 4  # beside the promise
            yield (
                f'<rect class="visit" x="{right - room}" y="{top - 1}" width="{room}" height="16" rx="8"/>'
                f'<text class="v" x="{right - room // 2}" y="{top + 11}" text-anchor="middle">{said}</text>'
            )

    def hint(self, item: Item) -> str:
        """What a pointer over the box shows: basis, materials and when the item applies."""
        parts = [f"{item.code}: {item.basis}"]
        if item.when is not None:
            parts.append(
                say_condition(item.when, self.procedure.catalogue.question_by_code).in_(self.language)
            )
        parts += [self.procedure.catalogue.material(code).title.in_(self.language) for code in item.materials]
        return "\n".join(parts)

    def _until(self, code: ItemCode) -> str:
        dates = self.procedure.dates
        if dates is not None:
            return f"≤ {dates.finish[code]}"
        finish = self.procedure.finish[code]
        return f"≤ 第 {finish} 日" if self.zh else f"≤ day {finish}"

    def _limit(self, limit: Limit, extension: int = 0) -> str:
        calendar = limit.unit == "calendar-day"
        unit = ("自然日" if calendar else "日") if self.zh else (" calendar days" if calendar else " days")
        longer = f"+{extension}" if extension else ""
        return f"{limit.days}{longer}{unit}{'*' if limit.source == 'sample' else ''}"
