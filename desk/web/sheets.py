"""Tables for a spreadsheet program: what a page shows, as csv and xlsx; nothing in them is ever a formula."""

import csv
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeVar

import xlsxwriter
from fastapi import Response
from starlette.concurrency import run_in_threadpool

from desk.attachments.names import disposition
from desk.lists import MOST, Page
from desk.web.problems import Problem
from models.domain.text import Language, Words

Kind = Literal["csv", "xlsx"]
Cell = str | int | date | datetime | Words | None

MOST_ROWS: Final = 20_000
"""What one file holds; whoever needs more narrows the list down and takes it in parts."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a spreadsheet program begins to calculate, or to obey; the wide ones in East Asian editions."""
_MEDIA: Final[dict[Kind, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDEST: Final = 48

Line = TypeVar("Line")


@dataclass(frozen=True)
class Sheet:
    """A table: its columns by their titles on the page, and its rows."""

    title: Words
    columns: Sequence[Words]
    rows: Sequence[Sequence[Cell]]


async def every_line(page_after: Callable[[str | None, int], Awaitable[Page[Line]]]) -> list[Line]:
    """All lines of a list, page by page. Raises ``TooManyRows``."""
    found: list[Line] = []
    cursor: str | None = None
    while True:
        page = await page_after(cursor, MOST)
        found += page.lines
        if len(found) > MOST_ROWS:
            raise Problem("TooManyRows", most=str(MOST_ROWS))
        if page.cursor is None:
            return found
        cursor = page.cursor


async def download(sheet: Sheet, kind: Kind, language: Language, now: datetime) -> Response:
    """The sheet as a file that is never opened inside the browser."""
    write = write_csv if kind == "csv" else write_xlsx
    content = await run_in_threadpool(write, sheet, language)
    name = f"{sheet.title.in_(language)} {now:%Y-%m-%d %H%M}.{kind}"
    return Response(content, media_type=_MEDIA[kind], headers={"content-disposition": disposition(name)})


def write_csv(sheet: Sheet, language: Language) -> bytes:
    """With a byte order mark, by which Excel knows UTF-8, and CR LF (RFC 4180)."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow([_harmless(title.in_(language)) for title in sheet.columns])
    for row in sheet.rows:
        lines.writerow([_text(cell, language) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(sheet: Sheet, language: Language) -> bytes:
    """Headings stay in sight and on every printed page; days are days, texts are texts."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    page = book.add_worksheet()
    head = book.add_format({"bold": True, "bg_color": "#EEF1F5", "bottom": 1, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
    plain = book.add_format({"valign": "top", "text_wrap": True})
    widths = [_wide(title.in_(language)) for title in sheet.columns]
    for column, title in enumerate(sheet.columns):
        page.write_string(0, column, _harmless(title.in_(language)), head)
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            match cell:
                case None:
                    page.write_blank(line, column, None, plain)
                case int():
                    page.write_number(line, column, cell, plain)
                case datetime():
                    page.write_datetime(line, column, cell.replace(tzinfo=None), moment)
                    widths[column] = max(widths[column], 17)
                case date():
                    page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    widths[column] = max(widths[column], 11)
                case _:
                    text = _text(cell, language)
                    page.write_string(line, column, text, plain)
                    widths[column] = max(widths[column], _wide(text))
    for column, wide in enumerate(widths):
        page.set_column(column, column, min(wide, _WIDEST) + 2)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _text(cell: Cell, language: Language) -> str:
    match cell:
        case None:
            return ""
        case Words():
            return _harmless(cell.in_(language))
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case _:
            return _harmless(cell)


def _harmless(text: str) -> str:
    """A text that begins like a formula gets an apostrophe before it, which says that it is a text."""
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) else text


def _wide(text: str) -> int:
    return max((sum(2 if each > "\u2e7f" else 1 for each in line) for line in text.split("\n")), default=0)
