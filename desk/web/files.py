"""The attachments of a case over HTTP: who may add one, how it comes in, and how it leaves: never inline."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from desk.attachments.blobs import BlobMissing
from desk.attachments.names import disposition
from desk.attachments.refusing import size_words
from desk.attachments.rows import Attachment
from desk.web.callers import Seen
from desk.web.desk import Desk
from desk.web.problems import Problem
from models.domain import words as said
from models.domain.names import ENDED_STATES, CaseState, MaterialCode
from models.domain.refusals import CaseNotOpen, MaterialUnknown
from models.domain.text import Words
from models.domain.visibility import concerns, sees_as_applicant

_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_OPEN: Final[tuple[CaseState, ...]] = (
    "received",
    "correcting",
    "reviewing",
    "consolidating",
    "decided",
    "delivered",
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class FileLine:
    """One file of a material; ``mine`` may be put aside by the caller."""

    id: str
    name: str
    size: str
    kind: str
    by: str
    at: datetime
    scanned: str | None
    sha256: str
    mine: bool
    way: str


@dataclass(frozen=True)
class MaterialLine:
    """A material of the case: handed in, promised, missing or not called for, with its files."""

    code: MaterialCode
    title: Words
    there: bool
    required: bool
    files: tuple[FileLine, ...]


async def materials_of(desk: Desk, seen: Seen) -> list[MaterialLine]:
    """The materials that the case's items need or that have come, in the order of the catalogue."""
    case, catalogue = seen.case, seen.book.catalogue
    needed = {material for item in case.items.values() for material in catalogue.item(item.code).materials}
    files = await desk.attachments.of_case(case.number)
    names = await desk.directory.names(sorted({file.uploaded_by for file in files}))
    lines = [
        MaterialLine(
            code=material.code,
            title=material.title,
            there=material.code in case.materials,
            required=material.required and material.code in needed,
            files=tuple(_line(seen, file, names) for file in files if file.material == material.code),
        )
        for material in catalogue.materials
        if material.code in needed or material.code in case.materials
    ]
    known = {line.code for line in lines}
    others = [material for material in catalogue.materials if material.code not in known]
    return lines + [
        MaterialLine(material.code, material.title, there=False, required=False, files=found)
        for material in others
        if (found := tuple(_line(seen, file, names) for file in files if file.material == material.code))
    ]


def may_add(seen: Seen) -> bool:
    """Whether the caller has a part in the case and it has not ended."""
    sight, case = seen.caller.sight, seen.case
    part = concerns(sight, case) or sees_as_applicant(sight, case)
    return part and case.state not in ENDED_STATES


def require_may_add(seen: Seen, material: str | None = None) -> None:
    """Raises ``NotYoursToAdd``, `CaseNotOpen`, and `MaterialUnknown`."""
    sight, case = seen.caller.sight, seen.case
    if not (concerns(sight, case) or sees_as_applicant(sight, case)):
        raise Problem("NotYoursToAdd")
    if case.state in ENDED_STATES:
        allowed = said.listed([said.CASE_STATES[state] for state in _OPEN])
        raise CaseNotOpen(state=said.CASE_STATES[case.state], allowed=allowed)
    if material is not None and material not in seen.book.catalogue.material_by_code:
        known = said.listed([each.title for each in seen.book.catalogue.materials])
        raise MaterialUnknown(material=material[:100], allowed=known)


async def attachment_of(desk: Desk, seen: Seen, attachment: str) -> Attachment:
    """The attachment of this case. Raises ``NothingHere``."""
    found = await desk.attachments.one(attachment) if attachment.isascii() and attachment.isalnum() else None
    if found is None or found.case != seen.case.number:
        raise Problem("NothingHere")
    return found


async def put_aside(desk: Desk, seen: Seen, attachment: str) -> Attachment:
    """Put an attachment of one's own aside; tells which.

    Raises ``NothingHere``, ``NotYoursToAdd`` and `CaseNotOpen`.
    """
    found = await attachment_of(desk, seen, attachment)
    require_may_add(seen)
    if found.uploaded_by != seen.caller.person.id:
        raise Problem("NotYoursToAdd")
    await desk.attachments.remove(attachment, seen.caller.person.id, desk.now())
    return found


async def download(request: Request, desk: Desk, file: Attachment) -> Response:
    """The file as a download, or the part of it that was asked for. Raises ``BlobMissing``."""
    start, end = _part(request.headers.get("range"), file.size)
    pieces = desk.attachments.read(file, start, end)
    try:
        first = await anext(pieces, b"")
    except BlobMissing:
        mark = secrets.token_hex(4)
        log.exception("desk.blob_missing", mark=mark, attachment=file.id, sha256=file.sha256)
        raise Problem("BlobMissing", mark=mark) from None
    whole = (start, end) == (0, file.size)
    headers = {
        "content-disposition": disposition(file.name),
        "content-length": str(end - start),
        "accept-ranges": "bytes",
        "content-security-policy": "sandbox; default-src 'none'",
        "etag": f'"{file.sha256}"',
    }
    if not whole:
        headers["content-range"] = f"bytes {start}-{end - 1}/{file.size}"
    return StreamingResponse(
        _after(first, pieces),
        status_code=200 if whole else 206,
        media_type="application/octet-stream",
        headers=headers,
    )


async def _after(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece


def _part(asked: str | None, size: int) -> tuple[int, int]:
    """From where up to, not including, where; everything for what is not one range that fits."""
    found = None if asked is None else _RANGE.fullmatch(asked.strip())
    if found is None:
        return 0, size
    start, end = int(found[1]), min(int(found[2] or size) + 1, size)
    return (start, end) if start < end else (0, size)


def _line(seen: Seen, file: Attachment, names: dict[str, str]) -> FileLine:
    return FileLine(
        id=file.id,
        name=file.name,
        size=size_words(file.size),
        kind=file.kind,
        by=names.get(file.uploaded_by, file.uploaded_by),
        at=seen.book.hours.local(file.uploaded_at),
        scanned=file.scanned,
        sha256=file.sha256,
        mine=file.uploaded_by == seen.caller.person.id,
        way=f"/cases/{seen.case.number}/attachments/{file.id}",
    )
