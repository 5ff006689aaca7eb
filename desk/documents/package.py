"""The delivery package: every result and receipt of a case in one zip; the same case, the same bytes."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from activities.register_lines import Line
from desk.documents.documents import print_document
from desk.documents.fonts import FontChain
from desk.documents.manifest import MANIFEST, README, FileEntry, Manifest, line_entry
from desk.documents.matter import matter_of
from desk.documents.numbers import DocumentKind, kind_of
from desk.documents.package_names import free_name
from desk.documents.sealing import Sealer
from models.domain.events import CaseReceived
from models.domain.rulebook import Rulebook

DELIVERED: Final[tuple[DocumentKind, ...]] = (
    "acceptance",
    "extension",
    "special-procedure",
    "item-decision",
    "decision",
    "delivery",
)
"""What the applicant takes home; what went between departments stays in the house."""

_README: Final = """本压缩包是办件 {case} 的统一送达材料。
《清单.json》列出每个文件的 SHA-256，以及这些文件所依据的登记簿记录和哈希。
离线核验：lianshen register verify --package 本文件

This is what case {case} delivers. 清单.json lists the SHA-256 of every file, and the register's lines
and hashes that the files rest on. To check it without a network: lianshen register verify --package FILE
"""
_CHUNK: Final = 1024 * 1024
_READABLE: Final = 0o100644 << 16


@dataclass(frozen=True)
class ResultFile:
    """A file of a department that leaves with the documents, such as a stamped drawing."""

    name: str
    title: str
    content: Path


@dataclass(frozen=True)
class Issuing:
    """What an office prints with: its seal, its fonts, and the address of its check page."""

    sealer: Sealer
    fonts: FontChain
    check_page: str


async def write_package(
    target: IO[bytes],
    lines: Sequence[Line],
    laws: Mapping[str, Rulebook],
    issuing: Issuing,
    results: Sequence[ResultFile] = (),
) -> Manifest:
    """Write the package of a case, given all its lines, into a seekable file; tells its manifest.

    Files are stored, not compressed: PDF and drawings are already, and what a compressor makes of the same
    bytes changes with its version. Raises `MissingGlyphs` before anything is written.
    """
    filed = lines[0].event()
    assert isinstance(filed, CaseReceived)
    printed = [each async for each in _documents(lines, laws, issuing)]
    day = lines[-1].entered_at.astimezone(UTC)
    taken: set[str] = {MANIFEST, README}
    entries: list[FileEntry] = []
    with ZipFile(target, "w", ZIP_STORED, allowZip64=True) as package:
        for name, title, number, seq, content in printed:
            own = free_name(name, taken)
            entries.append(_add(package, own, day, io.BytesIO(content), title, number, seq))
        for result in results:
            with result.content.open("rb") as content_file:
                own = free_name(result.name, taken)
                entries.append(_add(package, own, day, content_file, result.title))
        readme = _README.format(case=lines[0].case).encode()
        entries.append(_add(package, README, day, io.BytesIO(readme), "说明"))
        told = {entry.line for entry in entries} | {1}
        manifest = Manifest(
            case=lines[0].case,
            project=filed.project.name,
            applicant=filed.applicant.name,
            files=tuple(entries),
            register_lines=tuple(line_entry(line, told=line.seq in told) for line in lines),
        )
        _add(package, MANIFEST, day, io.BytesIO(manifest.model_dump_json(indent=1).encode()), "清单")
    return manifest


Document = tuple[str, str, str, int, bytes]


async def _documents(
    lines: Sequence[Line], laws: Mapping[str, Rulebook], issuing: Issuing
) -> AsyncIterator[Document]:
    for line in lines:
        kind = kind_of(line.event())
        if kind not in DELIVERED:
            continue
        matter = matter_of(lines, line.seq, laws)
        printed = await asyncio.to_thread(print_document, matter, issuing.check_page, issuing.fonts)
        sealed = await issuing.sealer.seal(printed, matter.entered_at)
        yield f"{line.seq:03} {printed.title}.pdf", printed.title, printed.number, line.seq, sealed


def _add(
    package: ZipFile,
    name: str,
    day: datetime,
    content: IO[bytes],
    title: str,
    number: str | None = None,
    seq: int | None = None,
) -> FileEntry:
    info = ZipInfo(name, date_time=(day.year, day.month, day.day, day.hour, day.minute, day.second // 2 * 2))
    info.external_attr = _READABLE
    info.create_system = 3  # the same on every system
    digest, size = sha256(), 0
    with package.open(info, "w", force_zip64=True) as inside:
        for chunk in _chunks(content):
            inside.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return FileEntry(name=name, sha256=digest.hexdigest(), size=size, title=title, number=number, line=seq)


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk
