"""The office's press: which documents a case has, each of them printed and sealed, or all in one package."""

import asyncio
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Final

from desk.documents.documents import print_document, sheet_of
from desk.documents.fonts import FontChain, font_chain
from desk.documents.matter import Matter, NoSuchLine
from desk.documents.numbers import HASH_LENGTH, DocumentKind, NotADocument, kind_of, mark_of, number_of
from desk.documents.package import Issuing, write_package
from desk.documents.sample_certificate import sample_certificate
from desk.documents.sealing import NoSealer, SampleSealer, Sealer
from desk.documents.sources import DocumentSources
from models.domain.case import Case
from models.domain.names import CaseNumber, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words

TO_THE_APPLICANT: Final[frozenset[DocumentKind]] = frozenset(
    {"acceptance", "corrections", "declination", "extension", "special-procedure"}
)
"""What the applicant is handed at once; notices to departments stay in the house."""
WITH_THE_DELIVERY: Final[frozenset[DocumentKind]] = frozenset({"item-decision", "decision", "delivery"})
"""What the applicant is handed with the one delivery, and not before."""


@dataclass(frozen=True)
class Listed:
    """A document that can be printed: line ``line`` of the register."""

    line: int
    kind: DocumentKind
    number: str
    item: ItemCode | None
    entered_at: datetime


@dataclass(frozen=True)
class Issued:
    """A printed document, sealed where this office has a seal."""

    pdf: bytes
    title: Words
    number: str


@dataclass(frozen=True)
class Checked:
    """What the public check page says of a document: only what stands on the paper."""

    title: Words
    number: str
    issuer: str
    day: str
    case: CaseNumber
    line: int
    hash: str
    entered_on: date


class Press:
    """Prints what the register says. ``home`` holds the office's own fonts and its sample seal.

    ``sample`` says whether this office practises: its documents bear the sample seal, those of all others
    none, to be stamped by hand.
    """

    def __init__(
        self,
        sources: DocumentSources,
        home: Path,
        check_page: str,
        *,
        sample: bool,
        now: Callable[[], datetime],
    ) -> None:
        self._sources = sources
        self._home = home
        self._check_page = check_page
        self._sample = sample
        self._now = now
        self._sealer: tuple[FontChain, Sealer] | None = None
        self._alone = asyncio.Lock()

    async def listed(self, case: Case, book: Rulebook, kinds: Collection[DocumentKind]) -> list[Listed]:
        """The documents of the case that are of these kinds, in their order."""
        found = []
        for line in await self._sources.printable(case.number):
            event = line.event()
            kind = kind_of(event)
            if kind is not None and kind in kinds:
                item = None if line.item is None else ItemCode(line.item)
                number = number_of(case.number, line.seq, kind, book.catalogue.jurisdiction.name.zh)
                found.append(Listed(line.seq, kind, number, item, line.entered_at))
        return found

    async def issue(self, case: CaseNumber, line: int, kinds: Collection[DocumentKind]) -> Issued:
        """The document of a line, of one of these kinds.

        Raises `NoSuchLine`, `NotADocument`, `NoChineseFont`, `FontUnusable` and `MissingGlyphs`.
        """
        matter = await self._sources.matter(case, line)
        if kind_of(matter.event) not in kinds:
            raise NotADocument(matter.event.kind)
        issuing = await self._issuing()
        printed = await asyncio.to_thread(print_document, matter, self._check_page, issuing.fonts)
        sealed = await issuing.sealer.seal(printed, matter.entered_at)
        return Issued(sealed, sheet_of(matter).title, printed.number)

    async def write_package(self, case: CaseNumber, target: IO[bytes]) -> None:
        """Write the delivery package of a delivered case. Raises as `issue`."""
        lines = await self._sources.lines(case)
        await write_package(target, lines, await self._sources.laws(lines), await self._issuing())

    async def check(self, case: str, line: int, mark: str) -> Checked | None:
        """What stands on the paper whose code leads here; None unless case, line and hash belong together."""
        try:
            matter = await self._sources.matter(CaseNumber(case), line)
        except (ValueError, NoSuchLine):
            return None
        known = matter.hash[:HASH_LENGTH]
        if not secrets.compare_digest(known.encode(), mark.encode("utf-8", "replace")):
            return None
        return None if kind_of(matter.event) is None else _checked(matter)

    async def _issuing(self) -> Issuing:
        fonts = await asyncio.to_thread(font_chain, self._home / "fonts")
        async with self._alone:
            if self._sealer is None or self._sealer[0] is not fonts:
                self._sealer = fonts, await asyncio.to_thread(self._make_sealer, fonts)
        return Issuing(self._sealer[1], fonts, self._check_page)

    def _make_sealer(self, fonts: FontChain) -> Sealer:
        return (
            SampleSealer(sample_certificate(self._home, self._now()), fonts) if self._sample else NoSealer()
        )


def kinds_for_applicant(case: Case) -> frozenset[DocumentKind]:
    """What the applicant of this case may print: what was handed over, and no result before the delivery."""
    return TO_THE_APPLICANT if case.delivered_at is None else TO_THE_APPLICANT | WITH_THE_DELIVERY


def _checked(matter: Matter) -> Checked:
    sheet, mark = sheet_of(matter), mark_of(matter, "")
    return Checked(
        title=sheet.title,
        number=mark.number,
        issuer=sheet.issuer,
        day=sheet.day,
        case=matter.case.number,
        line=matter.line,
        hash=matter.hash[:HASH_LENGTH],
        entered_on=matter.book.hours.local(matter.entered_at).date(),
    )
