"""The attachments of cases: uploads that can be gone on with, and what becomes of them when they are whole.

Who may see a case is asked by the caller; here an upload belongs to whoever began it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from desk.attachments import rows
from desk.attachments.blobs import Blobs
from desk.attachments.limits import AttachmentLimits
from desk.attachments.names import kept_name
from desk.attachments.parts import Parts, digest_of
from desk.attachments.recognising import recognise
from desk.attachments.refusing import AttachmentRefused, size_words, too_large
from desk.attachments.rows import Attachment, Upload
from desk.attachments.scanning import Scanner
from models.domain.names import CaseNumber, MaterialCode, PersonId

SWEEP_SECONDS: Final = 3600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Kept:
    """An attachment that is kept now. ``known``: the material had this very file already.

    ``same_as`` are other attachments of the case with the same bytes.
    """

    attachment: Attachment
    known: bool
    same_as: tuple[Attachment, ...]


class Attachments:
    """The tables `attachments` and `uploads`, the part files, and the store behind them."""

    def __init__(
        self, engine: AsyncEngine, blobs: Blobs, parts: Parts, scanner: Scanner, limits: AttachmentLimits
    ) -> None:
        self._engine = engine
        self._blobs = blobs
        self._parts = parts
        self._scanner = scanner
        self.limits = limits

    async def begin(
        self, case: CaseNumber, material: MaterialCode, name: str, size: int, person: PersonId, now: datetime
    ) -> Upload:
        """Announce a file of so many bytes. What could not be kept at its end is refused here already."""
        if size < 1:
            raise AttachmentRefused("FileEmpty", "文件是空的", "the file is empty")
        if size > self.limits.largest_file:
            raise too_large(self.limits.largest_file)
        made = Upload(secrets.token_hex(16), case, material, kept_name(name), size, person, offset=0)
        async with self._engine.begin() as connection:
            open_uploads = (await connection.execute(rows.UPLOADS_OF, {"person": person})).scalar_one()
            if open_uploads >= self.limits.uploads_of_a_person:
                raise AttachmentRefused(
                    "TooManyUploads",
                    f"同时上传的文件过多（{open_uploads} 个），请等待完成后再传",
                    f"{open_uploads} uploads are on their way; wait for them first",
                )
            await self._require_room(connection, case, size)
            await connection.execute(rows.BEGIN, vars(made) | {"now": now})
            await asyncio.to_thread(self._parts.begin, made.id)
        return made

    async def standing(self, upload: str, person: PersonId) -> Upload:
        """How far an upload has come."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(rows.UPLOAD, {"id": upload, "person": person})).mappings().first()
        if row is None:
            raise AttachmentRefused(
                "UploadUnknown",
                "没有这个上传任务，可能已经完成、取消或过期",
                "there is no such upload; it may have ended, or been given up",
            )
        return Upload.of(row, await asyncio.to_thread(self._parts.stands, upload))

    async def append(
        self, upload: str, person: PersonId, offset: int, pieces: AsyncIterator[bytes]
    ) -> Upload:
        """Take the next bytes of an upload; where it stands then. Memory holds one piece at a time."""
        found = await self.standing(upload, person)
        await self._parts.append(upload, offset, found.size, pieces)
        return await self.standing(upload, person)

    async def finish(self, upload: str, person: PersonId, now: datetime, sha256: str | None = None) -> Kept:
        """Look at the whole file and keep it. Asking again gets the same attachment.

        A file that is refused for what it is is gone; one that is not whole yet can be gone on with.
        """
        before = await self.one(upload)
        if before is not None and before.uploaded_by == person:
            return Kept(before, known=False, same_as=())
        found = await self.standing(upload, person)
        if found.offset != found.size:
            raise AttachmentRefused(
                "SizeWrong",
                f"文件尚未传完：{found.offset} / {found.size} 字节",
                f"the file is not whole yet: {found.offset} of {found.size} bytes",
            )
        try:
            made = await self._examine(found, sha256, now)
        except AttachmentRefused as refused:
            if refused.fact != "ScannerAway":
                await self.abandon(upload, person)
            raise
        return await self._enter(made)

    async def abandon(self, upload: str, person: PersonId) -> None:
        """Give an upload up."""
        await self.standing(upload, person)
        async with self._engine.begin() as connection:
            await connection.execute(rows.FORGET, {"id": upload})
        await asyncio.to_thread(self._parts.forget, upload)

    async def sweep(self, now: datetime) -> int:
        """Forget uploads that were begun too long ago, and part files that no upload owns; how many."""
        async with self._engine.begin() as connection:
            late = {"before": now - self.limits.upload_kept}
            gone = {row[0] for row in await connection.execute(rows.LATE, late)}
            owned = {row[0] for row in await connection.execute(rows.EVERY)}
            lying = await asyncio.to_thread(self._parts.older, late["before"])
        gone |= {upload for upload in lying if upload not in owned}
        for upload in sorted(gone):
            await asyncio.to_thread(self._parts.forget, upload)
        return len(gone)

    async def sweep_for_ever(self, now: Callable[[], datetime]) -> None:
        """Sweep every hour; whatever fails, the next hour tries."""
        while True:
            try:
                await self.sweep(now())
            except (SQLAlchemyError, OSError) as away:
                log.warning("attachments.not_swept", reason=str(away)[:200])
            await asyncio.sleep(SWEEP_SECONDS)

    async def one(self, attachment: str) -> Attachment | None:
        """An attachment by its id; None when it is not there or was put aside."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(rows.ONE, {"id": attachment})).mappings().first()
        return None if row is None else Attachment.of(row)

    async def of_case(self, case: CaseNumber) -> tuple[Attachment, ...]:
        """The attachments of a case, in the order in which they came."""
        async with self._engine.connect() as connection:
            found = (await connection.execute(rows.OF_CASE, {"case": case})).mappings().all()
        return tuple(Attachment.of(row) for row in found)

    async def remove(self, attachment: str, person: PersonId, now: datetime) -> bool:
        """Put an attachment aside; its row and its bytes stay for whoever must prove what was there."""
        async with self._engine.begin() as connection:
            put = await connection.execute(rows.REMOVE, {"id": attachment, "person": person, "now": now})
        return put.rowcount == 1

    def read(self, attachment: Attachment, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes, from ``start`` up to, not including, ``end``. Raises `BlobMissing`."""
        return self._blobs.read(attachment.sha256, start, end)

    async def _examine(self, upload: Upload, sha256: str | None, now: datetime) -> Attachment:
        with self._parts.alone(upload.id) as file:
            digest = await asyncio.to_thread(digest_of, file)
            if sha256 is not None and sha256.lower() != digest:
                raise AttachmentRefused(
                    "DigestWrong",
                    "传输中文件内容有变化，请重新上传",
                    "the file has changed on its way; send it again",
                )
            file.seek(0)
            kind = await asyncio.to_thread(recognise, file, upload.name, self.limits)
            place = self._parts.place(upload.id)
            scanned = await self._scanner.scan(place)
            await self._blobs.keep(digest, place)
        return Attachment(
            id=upload.id,
            case=upload.case,
            material=upload.material,
            name=upload.name,
            kind=kind.name,
            size=upload.size,
            sha256=digest,
            scanned=scanned,
            uploaded_by=upload.person,
            uploaded_at=now,
        )

    async def _enter(self, made: Attachment) -> Kept:
        async with self._engine.begin() as connection:
            await connection.execute(rows.ALONE, {"case": made.case})
            there = await connection.execute(rows.OF_CASE, {"case": made.case})
            same = [
                other
                for other in map(Attachment.of, there.mappings().all())
                if other.sha256 == made.sha256 and other.id != made.id
            ]
            known = next((other for other in same if other.material == made.material), None)
            if known is None:
                await self._require_room(connection, made.case, made.size)
                await connection.execute(rows.KEEP, vars(made))
            await connection.execute(rows.FORGET, {"id": made.id})
        await asyncio.to_thread(self._parts.forget, made.id)
        kept = known or made
        return Kept(kept, known is not None, tuple(other for other in same if other is not kept))

    async def _require_room(self, connection: AsyncConnection, case: CaseNumber, size: int) -> None:
        total = (await connection.execute(rows.TOTAL, {"case": case})).mappings().one()
        if total["files"] >= self.limits.files_of_a_case:
            most = self.limits.files_of_a_case
            raise AttachmentRefused(
                "TooManyFiles", f"每个办件最多 {most} 个附件", f"a case has at most {most} attachments"
            )
        if total["bytes"] + size > self.limits.bytes_of_a_case:
            most_bytes = size_words(self.limits.bytes_of_a_case)
            raise AttachmentRefused(
                "CaseFull",
                f"本办件附件总量超过上限 {most_bytes}",
                f"the attachments of the case are more than {most_bytes}",
            )
