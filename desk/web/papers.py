"""The documents of a case as the caller may have them: listed, printed, and all in the delivery package."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final

import anyio.to_thread
from fastapi.responses import Response, StreamingResponse

from desk.attachments.names import disposition
from desk.documents.matter import NoSuchLine
from desk.documents.numbers import TITLES, DocumentKind, NotADocument
from desk.documents.press import kinds_for_applicant
from desk.web.callers import Seen
from desk.web.desk import Desk
from desk.web.problems import Problem
from models.domain.text import Words
from models.domain.visibility import sees_as_applicant, sees_inside

_CHUNK: Final = 1 << 20
_SPOOLED: Final = 8 << 20


@dataclass(frozen=True)
class Paper:
    """One document in a list."""

    line: int
    kind: DocumentKind
    title: Words
    item: Words | None
    number: str
    entered_at: datetime
    way: str


async def papers_of(desk: Desk, seen: Seen) -> list[Paper]:
    """The documents that the caller may print."""
    case, catalogue = seen.case, seen.book.catalogue
    return [
        Paper(
            line=each.line,
            kind=each.kind,
            title=TITLES[each.kind],
            item=None if each.item is None else catalogue.item(each.item).title,
            number=each.number,
            entered_at=seen.book.hours.local(each.entered_at),
            way=f"/cases/{case.number}/documents/{each.line}",
        )
        for each in await desk.press.listed(case, seen.book, _kinds(seen))
    ]


async def document(desk: Desk, seen: Seen, line: int) -> Response:
    """One document as PDF. Raises ``NothingHere``, also for one that is not for the caller."""
    try:
        issued = await desk.press.issue(seen.case.number, line, _kinds(seen))
    except (NoSuchLine, NotADocument):
        raise Problem("NothingHere") from None
    name = f"{issued.title.zh} {issued.number}.pdf"
    return Response(
        issued.pdf, media_type="application/pdf", headers={"content-disposition": disposition(name)}
    )


def may_take_package(seen: Seen) -> bool:
    """Whether the delivery package is for the caller: the lead's people and the applicant."""
    led = seen.case.lead in seen.caller.sight.departments
    return led or sees_as_applicant(seen.caller.sight, seen.case)


async def package(desk: Desk, seen: Seen) -> Response:
    """All results and receipts in one file. Raises ``NotYoursToTake`` and ``NotDelivered``."""
    if not may_take_package(seen):
        raise Problem("NotYoursToTake")
    if seen.case.delivered_at is None:
        raise Problem("NotDelivered")
    target = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115  # closed when it has been sent
    try:
        await desk.press.write_package(seen.case.number, target)
        size = target.tell()
    except BaseException:
        target.close()
        raise
    name = f"统一送达 {seen.case.number}.zip"
    headers = {"content-disposition": disposition(name), "content-length": str(size)}
    return StreamingResponse(_sent(target), media_type="application/zip", headers=headers)


async def _sent(target: IO[bytes]) -> AsyncIterator[bytes]:
    with closing(target):
        target.seek(0)
        while chunk := await anyio.to_thread.run_sync(target.read, _CHUNK):
            yield chunk


def _kinds(seen: Seen) -> frozenset[DocumentKind]:
    if sees_inside(seen.caller.sight, seen.case):
        return frozenset(TITLES)
    return kinds_for_applicant(seen.case)
