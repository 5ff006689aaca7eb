"""Prints a sheet: PDF/A of which the same sheet makes the same bytes with the same fonts, at every time."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import segno
import typst

from desk.documents.fonts import FontChain
from desk.documents.sheet import Mark, Sheet, document_json, texts

TEMPLATE: Final = Path(__file__).with_name("document.typ")
STANDARD: Final = "a-2a"
"""PDF/A-2a (ISO 19005-2): for the archive, with fonts inside, tagged for readers by ear."""


@dataclass(frozen=True)
class SealPlace:
    """The middle of the office and its date at the foot; the page from 1, points from its upper left."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Printed:
    """A document as it leaves the printer, not sealed yet. Without ``seal`` it is a form for the hand."""

    pdf: bytes
    number: str
    title: str
    seal: SealPlace | None


def print_sheet(sheet: Sheet, mark: Mark, at: datetime, fonts: FontChain) -> Printed:
    """The sheet as PDF/A. ``at`` is when its event was entered: the file's own date, no clock is read.

    Raises `MissingGlyphs` before anything is printed.
    """
    fonts.require(texts(sheet, mark))
    compiler = _compiler(sheet, mark, fonts)
    pdf = compiler.compile(
        format="pdf", pdf_standards=[STANDARD], timestamp=at.astimezone(UTC).replace(microsecond=0)
    )
    assert isinstance(pdf, bytes)
    return Printed(pdf=pdf, number=mark.number, title=sheet.title.zh, seal=_seal_place(compiler))


def picture(sheet: Sheet, mark: Mark, fonts: FontChain, ppi: float = 110) -> tuple[bytes, ...]:
    """The pages as PNG, for a preview on the screen."""
    fonts.require(texts(sheet, mark))
    pages = _compiler(sheet, mark, fonts).compile(format="png", ppi=ppi)
    assert pages is not None
    return (pages,) if isinstance(pages, bytes) else tuple(pages)


def _compiler(sheet: Sheet, mark: Mark, fonts: FontChain) -> typst.Compiler:
    document = document_json(sheet, mark, _code(mark.check_page), fonts.families)
    return typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=fonts.loaded,
        ignore_system_fonts=True,
        sys_inputs={"document": document},
    )


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def _seal_place(compiler: typst.Compiler) -> SealPlace | None:
    found: list[dict[str, float]] = json.loads(compiler.query("<seal>", field="value"))
    if not found:
        return None
    return SealPlace(page=int(found[0]["page"]), x=found[0]["x"], y=found[0]["y"])
