"""Where the bytes of attachments lie: under the SHA-256 of what they are, once, never changed."""

import asyncio
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 20


class BlobMissing(Exception):
    """The store has no file of this digest, or not all of it: the office must restore its backup."""


class Blobs(ABC):
    """A store of files by their SHA-256 (hex)."""

    @abstractmethod
    async def keep(self, digest: str, file: Path) -> None:
        """Keep the file under its digest. A second time is harmless, also at the same time."""

    @abstractmethod
    async def size(self, digest: str) -> int | None:
        """How many bytes the file has; None when it is not here."""

    @abstractmethod
    def read(self, digest: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to, not including, ``end``. Raises `BlobMissing`."""


class FolderBlobs(Blobs):
    """A folder of the office's own: two levels of folders by the first digits, files for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def keep(self, digest: str, file: Path) -> None:
        """Copied beside its place, flushed to disk and put there in one step."""
        await asyncio.to_thread(self._keep, digest, file)

    async def size(self, digest: str) -> int | None:
        """As the file system tells."""
        try:
            return (await asyncio.to_thread(self._place(digest).stat)).st_size
        except FileNotFoundError:
            return None

    async def read(self, digest: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Chunk by chunk, each in a thread."""
        try:
            file = await asyncio.to_thread(self._place(digest).open, "rb")
        except FileNotFoundError:
            raise BlobMissing(digest) from None
        try:
            await asyncio.to_thread(file.seek, start)
            left = None if end is None else end - start
            while left is None or left > 0:
                chunk = await asyncio.to_thread(file.read, CHUNK if left is None else min(CHUNK, left))
                if not chunk:
                    return
                left = None if left is None else left - len(chunk)
                yield chunk
        finally:
            await asyncio.to_thread(file.close)

    def _keep(self, digest: str, file: Path) -> None:
        place = self._place(digest)
        if place.exists():
            return
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = place.with_name(f"{digest}.{os.getpid()}.{id(file)}.new")
        try:
            with file.open("rb") as source, fresh.open("xb") as copy:
                shutil.copyfileobj(source, copy, CHUNK)
                copy.flush()
                os.fsync(copy.fileno())
            fresh.chmod(0o400)
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)

    def _place(self, digest: str) -> Path:
        _require_digest(digest)
        return self._folder / digest[:2] / digest[2:4] / digest


def _require_digest(digest: str) -> None:
    """A digest is the only thing that ever becomes part of a path here."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):  # noqa: PLR2004 - SHA-256 in hex
        raise ValueError(digest)


def object_key(digest: str) -> str:
    """The key of a file in an object store."""
    _require_digest(digest)
    return f"{digest[:2]}/{digest}"
