"""The course of a case as a picture: a bar an item over working days, its stops, its limits, and today."""

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import pairwise
from typing import Final

from desk.drawing.lettering import fitting, wide
from desk.picture.axis import Axis
from desk.picture.course import Bar, Course, Pause
from models.domain.calendar import WorkingDays
from models.domain.names import CaseNumber
from models.domain.text import Language

WIDTH: Final = 1300
_LABEL: Final = 286
_HEAD: Final = 62
_ROW: Final = 40
_FOOT: Final = 10
_WIDEST_DAY, _RIGHT = 26.0, 16

_DONE: Final = frozenset({"concluded", "deemed", "not-involved", "reused"})


def draw_gantt(
    course: Course, number: CaseNumber, days: WorkingDays, language: Language, described_by: str
) -> str:
    """The picture for a page: its looks stand in manager.css, its links lead to the items of the board."""
    return "\n".join(_Gantt(course, number, days, language).lines(described_by))


class _Gantt:
    def __init__(self, course: Course, number: CaseNumber, days: WorkingDays, language: Language) -> None:
        self._course = course
        self._number = number
        self._zh = language == "zh"
        self._language = language
        count = days.between(course.first, course.last) + 1
        column = min((WIDTH - _LABEL - _RIGHT) / count, _WIDEST_DAY)
        self._axis = Axis(course.first, course.last, days, _LABEL, column)
        self._bottom = _HEAD + _ROW * len(course.bars)

    def lines(self, described_by: str) -> Iterator[str]:
        height = self._bottom + _FOOT
        said = "事项进度图" if self._zh else "Course of the items"
        yield (
            f'<svg class="gantt" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            f' role="group" aria-label="{said}" aria-describedby="{described_by}">'
        )
        yield (
            '<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
            '<line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
        )
        yield from self._scale()
        yield from self._chain()
        for row, bar in enumerate(self._course.bars):
            yield from self._row(bar, _HEAD + row * _ROW)
        yield from self._today()
        yield "</svg>"

    def _scale(self) -> Iterator[str]:
        """Weeks, months, and the holidays that are closed up."""
        axis = self._axis
        yield '<g aria-hidden="true">'
        free = 0.0
        for day, edge in axis.weeks():
            yield f'<line class="week" x1="{edge:.1f}" y1="{_HEAD}" x2="{edge:.1f}" y2="{self._bottom}"/>'
            if edge >= free:
                yield f'<text class="week-day" x="{edge + 2:.1f}" y="{_HEAD - 4}">{day:%m-%d}</text>'
                free = edge + 36
        free = 0.0
        for month, (day, edge) in enumerate(axis.months()):
            yield f'<line class="month" x1="{edge:.1f}" y1="22" x2="{edge:.1f}" y2="{self._bottom}"/>'
            text = self._month(day, full=month == 0)
            at = self._beside_today(edge + 4, wide(text, 13))
            if edge >= free:
                yield f'<text class="month-name" x="{at:.1f}" y="18">{text}</text>'
                free = at + wide(text, 13) + 6
        free = 0.0
        for closure in self._course.closures:
            edge = axis.after(closure.first)
            name = closure.words.in_(self._language)
            text = _span(closure.first, closure.last)
            yield (
                f"<g><title>{escape(f'{text} {name}')}</title>"
                f'<line class="closed" x1="{edge:.1f}" y1="44" x2="{edge:.1f}" y2="{self._bottom}"/>'
                f'<path class="closed-mark" d="M{edge - 5:.1f} 40h10l-5 7z"/></g>'
            )
            half = wide(text, 11) / 2
            if edge - half >= free:
                yield f'<text class="closed-days" x="{edge:.1f}" y="36" text-anchor="middle">{text}</text>'
                free = edge + half + 4
        yield f'<line class="axis" x1="{axis.left}" y1="{_HEAD}" x2="{axis.right:.1f}" y2="{_HEAD}"/>'
        yield "</g>"

    def _chain(self) -> Iterator[str]:
        """From the end of each bar on the chain down or up to the beginning of the next."""
        rows = {bar.code: row for row, bar in enumerate(self._course.bars)}
        for earlier, later in pairwise(self._course.chain):
            begun = self._course.bars[rows[later]].begun
            if begun is not None:
                at, (upper, lower) = self._axis.after(begun), sorted((rows[earlier], rows[later]))
                yield (
                    f'<line class="chain" x1="{at:.1f}" y1="{_HEAD + upper * _ROW + 20}" x2="{at:.1f}"'
                    f' y2="{_HEAD + lower * _ROW + 20}"/>'
                )

    def _month(self, day: date, *, full: bool) -> str:
        if self._zh:
            return f"{day.year}年{day.month}月" if full or day.month == 1 else f"{day.month}月"
        return f"{day:%B %Y}" if full or day.month == 1 else f"{day:%B}"

    def _today(self) -> Iterator[str]:
        if self._plate is None:
            return
        today, (left, right) = self._course.today, self._plate
        middle = self._middle_of(today)
        yield (
            f'<line class="today" x1="{middle:.1f}" y1="20" x2="{middle:.1f}" y2="{self._bottom}"/>'
            f'<rect class="today-plate" x="{left:.1f}" y="2" width="{right - left:.1f}" height="18" rx="2"/>'
            f'<text class="today-day" x="{(left + right) / 2:.1f}" y="15" text-anchor="middle">'
            f"{self._said_today}</text>"
        )

    def _middle_of(self, day: date) -> float:
        return (self._axis.before(day) + self._axis.after(day)) / 2

    @property
    def _said_today(self) -> str:
        return f"今天 {self._course.today:%m-%d}" if self._zh else f"today {self._course.today:%m-%d}"

    @property
    def _plate(self) -> tuple[float, float] | None:
        """From where to where today's plate goes; None when the case was over before."""
        if self._course.today > self._axis.last:
            return None
        half = wide(self._said_today, 12) / 2 + 5
        at = min(max(self._middle_of(self._course.today), half), WIDTH - half)
        return at - half, at + half

    def _beside_today(self, at: float, width: float) -> float:
        """Where the name of a month begins: behind today's plate if that would cover it."""
        if self._plate is None:
            return at
        left, right = self._plate
        return right + 4 if at < right and left < at + width else at

    def _row(self, bar: Bar, y: int) -> Iterator[str]:
        board = f"/cases/{self._number}"
        way = board if bar.code is None else f"{board}/items/{bar.code}"
        leads = " leads" if bar.leads else ""
        yield f'<g class="row{" whole" if bar.code is None else ""}">'
        yield f'<line class="rule" x1="0" y1="{y + _ROW}" x2="{WIDTH}" y2="{y + _ROW}"/>'
        yield f'<a href="{way}"><title>{escape(self._told(bar))}</title>'
        title = f"{'▶ ' if bar.leads else ''}{bar.title.in_(self._language)}"
        under = f"{bar.department.in_(self._language)} · {bar.state.in_(self._language)}"
        yield f'<text class="name{leads}" x="4" y="{y + 17}">{escape(fitting(title, _LABEL - 16, 13))}</text>'
        yield f'<text class="under" x="4" y="{y + 33}">{escape(fitting(under, _LABEL - 16, 11))}</text>'
        yield "</a>"
        if bar.statutory is not None:
            yield self._upright("statutory", bar.statutory, y + 3, y + _ROW - 4)
        if bar.begun is not None:
            yield from self._running(bar, y, leads)
        if bar.committed is not None:
            yield self._upright("committed", bar.committed, y + 3, y + _ROW - 4)
        yield "</g>"

    def _running(self, bar: Bar, y: int, leads: str) -> Iterator[str]:
        """What has passed, what of it was over the promise, what is promised still, and the stops."""
        assert bar.begun is not None
        axis, top, high = self._axis, y + 9, _ROW - 19
        begins = axis.after(bar.begun)
        ends = axis.after(bar.ended or max(bar.begun, min(self._course.today, axis.last)))
        promised = None if bar.committed is None else axis.after(bar.committed)
        in_time = ends if promised is None or not bar.late else max(begins, min(ends, promised))
        state = _look(bar)
        yield _box(f"bar {state}{leads}", begins, max(in_time, begins + 2), top, high)
        if bar.late and ends > in_time:
            yield _box(f"bar over{leads}", in_time, ends, top, high)
        if bar.ended is None and promised is not None and promised > ends:
            yield _box("bar ahead", ends, promised, top, high)
        for pause in bar.pauses:
            yield from self._pause(pause, ends, top, high)

    def _pause(self, pause: Pause, ends: float, top: int, high: int) -> Iterator[str]:
        axis = self._axis
        begins = axis.after(pause.begun)
        until = ends if pause.resumed is None else axis.after(pause.resumed)
        told = f"{pause.reason.in_(self._language)} {pause.notice}"
        yield f"<g><title>{escape(told)}</title>"
        yield _box("pause", begins, max(until, begins + 2), top, high)
        number = fitting(pause.notice, until - begins - 6, 11)
        if number:
            room, middle = wide(number, 11) + 6, (begins + until) / 2
            yield (
                f'<rect class="notice-plate" x="{middle - room / 2:.1f}" y="{top + 3}" width="{room:.1f}"'
                f' height="{high - 6}"/><text class="notice-number" x="{middle:.1f}" y="{top + high - 6}"'
                f' text-anchor="middle">{escape(number)}</text>'
            )
        yield "</g>"

    def _upright(self, kind: str, day: date, top: int, bottom: int) -> str:
        at = self._axis.after(day)
        said = {
            "committed": ("承诺时限", "committed limit"),
            "statutory": ("法定时限", "statutory limit"),
        }[kind][0 if self._zh else 1]
        return (
            f'<g><title>{said} {day}</title><line class="{kind}" x1="{at:.1f}" y1="{top}" x2="{at:.1f}"'
            f' y2="{bottom}"/></g>'
        )

    def _told(self, bar: Bar) -> str:
        """What the bar says, for whoever points at it or cannot see it."""
        zh = self._zh
        parts = [
            bar.title.in_(self._language),
            bar.department.in_(self._language),
            bar.state.in_(self._language),
        ]
        if bar.begun is not None:
            parts.append(f"{'起' if zh else 'from'} {bar.begun}")
        if bar.ended is not None:
            parts.append(f"{'止' if zh else 'to'} {bar.ended}")
        if bar.committed is not None:
            parts.append(f"{'承诺至' if zh else 'promised by'} {bar.committed}")
        if bar.statutory is not None:
            parts.append(f"{'法定至' if zh else 'by law'} {bar.statutory}")
        if bar.late:
            parts.append("逾期" if zh else "late")
        return ("，" if zh else ", ").join(parts)


def _span(first: date, last: date) -> str:
    if first == last:
        return f"{first:%m-%d}"
    return f"{first:%m-%d}–{last:%d}" if first.month == last.month else f"{first:%m-%d}–{last:%m-%d}"


def _look(bar: Bar) -> str:
    if bar.item_state == "cancelled":
        return "off"
    if bar.ended is not None or bar.item_state in _DONE:
        return "done"
    return "near" if bar.item_state == "negative-filing" else "busy"


def _box(kind: str, left: float, right: float, top: int, high: int) -> str:
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{top}" width="{max(right - left, 0):.1f}" height="{high}"/>'
    )
