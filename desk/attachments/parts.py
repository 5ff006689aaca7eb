"""The part files of uploads on their way: how far each has come is how long it is, whoever asks."""

import asyncio
import fcntl
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from desk.attachments.refusing import AttachmentRefused, OffsetWrong

_ID: Final = re.compile(r"[0-9a-f]{32}")
_CHUNK: Final = 1 << 20


class Parts:
    """A folder of part files, named by the upload's own id and by nothing that a person has typed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, upload: str) -> None:
        """An empty part file."""
        os.close(os.open(self.place(upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def stands(self, upload: str) -> int:
        """How many bytes have come; 0 for a part file that is not there."""
        try:
            return self.place(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def forget(self, upload: str) -> None:
        """Take the part file away. A second time is harmless."""
        self.place(upload).unlink(missing_ok=True)

    def older(self, than: datetime) -> list[str]:
        """The uploads whose part file was last written before that."""
        return [
            file.stem
            for file in sorted(self._folder.iterdir())
            if _ID.fullmatch(file.stem) and file.stat().st_mtime < than.timestamp()
        ]

    def place(self, upload: str) -> Path:
        """Where the part file lies. Raises ``ValueError`` for what is no upload's id."""
        if not _ID.fullmatch(upload):
            raise ValueError(upload)
        return self._folder / f"{upload}.part"

    async def append(self, upload: str, offset: int, size: int, pieces: AsyncIterator[bytes]) -> int:
        """Write the pieces at the offset; how far the upload has come then.

        Raises `OffsetWrong` when the upload stands elsewhere or somebody else is writing, and ``SizeWrong``
        as soon as more comes than was announced: nothing of this call is kept then. When the sender breaks
        off, what has come is kept, to be gone on from.
        """
        with self.alone(upload) as file:
            stands = file.seek(0, 2)
            if stands != offset:
                raise OffsetWrong(stands)
            async for piece in pieces:
                if stands + len(piece) > size:
                    file.truncate(offset)
                    raise AttachmentRefused(
                        "SizeWrong",
                        f"收到的内容超过了声明的 {size} 字节",
                        f"more came than the {size} bytes that were announced",
                    )
                file.write(piece)
                stands += len(piece)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
            return stands

    @contextmanager
    def alone(self, upload: str) -> Iterator[IO[bytes]]:
        """The part file, open, and nobody else's until it is closed. Raises `OffsetWrong` when it is held."""
        try:
            file = self.place(upload).open("r+b")
        except FileNotFoundError:
            raise OffsetWrong(0) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OffsetWrong(self.stands(upload)) from None
            yield file


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 (hex) of the whole file, read chunk by chunk."""
    file.seek(0)
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
