"""Whether a file is infected: an interface, nobody who looks, and ClamAV's daemon over its socket."""

import asyncio
import struct
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Final

from desk.attachments.refusing import AttachmentRefused

_CHUNK: Final = 1 << 17
_PATIENCE: Final = 120.0
"""Seconds that one answer of the scanner may take."""


class Scanner(ABC):
    """Looks at a file before it is kept."""

    @abstractmethod
    async def scan(self, file: Path) -> str | None:
        """The name of the scanner that found nothing; None when nobody has looked.

        Raises `AttachmentRefused`: ``FileInfected``, or ``ScannerAway`` when the scanner does not answer.
        """


class NoScanner(Scanner):
    """Nobody looks, and the attachment says so: an office must name its scanner."""

    async def scan(self, file: Path) -> str | None:  # noqa: ARG002 - nobody looks
        """None: not scanned."""
        return None


class ClamdScanner(Scanner):
    """ClamAV's daemon: INSTREAM over a Unix socket (`/path`) or TCP (`host:port`)."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def scan(self, file: Path) -> str | None:
        """The daemon's verdict. A daemon that is away refuses the file for now: it is not let through."""
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._ask(file)
        except (OSError, TimeoutError, EOFError) as away:
            raise _away() from away
        if answer.endswith(" FOUND"):
            found = answer.removeprefix("stream: ").removesuffix(" FOUND")
            raise AttachmentRefused(
                "FileInfected",
                f"文件带有病毒（{found}），未保存",
                f"the file is infected ({found}); it was not kept",
            )
        if not answer.endswith(" OK"):
            raise _away()
        return "clamd"

    async def _ask(self, file: Path) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with await asyncio.to_thread(file.open, "rb") as opened:
                while chunk := await asyncio.to_thread(opened.read, _CHUNK):
                    writer.write(struct.pack(">I", len(chunk)) + chunk)
                    await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0").decode("utf-8", "replace").strip()
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host, int(port))


def _away() -> AttachmentRefused:
    return AttachmentRefused(
        "ScannerAway",
        "病毒扫描服务暂时没有应答，文件未保存，请稍后重试",
        "the virus scanner does not answer at the moment; the file was not kept, try again later",
    )
