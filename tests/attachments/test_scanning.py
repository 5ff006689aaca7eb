import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desk.attachments.refusing import AttachmentRefused
from desk.attachments.scanning import ClamdScanner

SIGNATURE = b"made-up-signature-of-this-test"


@asynccontextmanager
async def daemon(address: Path, answer: Callable[[bytes], bytes]) -> AsyncIterator[list[bytes]]:
    """Speaks clamd's INSTREAM as its manual describes it."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
        seen.append(content)
        writer.write(answer(content))
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(serve, str(address)):
        yield seen


def verdict(content: bytes) -> bytes:
    """As clamd says it."""
    return b"stream: Test.Made-Up FOUND\0" if SIGNATURE in content else b"stream: OK\0"


async def test_a_clean_file_passes_whole(tmp_path: Path) -> None:
    """Every byte was shown to the daemon, in pieces."""
    file = tmp_path / "file"
    file.write_bytes(b"x" * 400_000)

    async with daemon(tmp_path / "s", verdict) as seen:
        assert await ClamdScanner(str(tmp_path / "s")).scan(file) == "clamd"

    assert seen == [file.read_bytes()]


async def test_an_infected_file_is_refused_by_name(tmp_path: Path) -> None:
    """The name of what was found is told."""
    file = tmp_path / "file"
    file.write_bytes(b"x" * 200_000 + SIGNATURE)

    async with daemon(tmp_path / "s", verdict):
        with pytest.raises(AttachmentRefused, match=r"Test\.Made-Up") as refused:
            await ClamdScanner(str(tmp_path / "s")).scan(file)

    assert refused.value.fact == "FileInfected"


@pytest.mark.parametrize("said", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"nonsense\0"])
async def test_a_daemon_without_a_verdict_lets_nothing_through(said: bytes, tmp_path: Path) -> None:
    """An error, an answer cut off, nonsense: the file waits."""
    (tmp_path / "file").write_bytes(b"x")

    async with daemon(tmp_path / "s", lambda _: said):
        with pytest.raises(AttachmentRefused) as refused:
            await ClamdScanner(str(tmp_path / "s")).scan(tmp_path / "file")

    assert refused.value.fact == "ScannerAway"


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1"])
async def test_a_daemon_that_is_away_lets_nothing_through(address: str, tmp_path: Path) -> None:
    """Over a socket file and over TCP."""
    (tmp_path / "file").write_bytes(b"x")

    with pytest.raises(AttachmentRefused) as refused:
        await ClamdScanner(address).scan(tmp_path / "file")

    assert refused.value.fact == "ScannerAway"
