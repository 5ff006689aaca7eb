import asyncio
import http.client
import os
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from desk.attachments.blobs import BlobMissing, Blobs, FolderBlobs
from desk.attachments.s3_blobs import S3Blobs

LARGE = os.urandom(12_000_000)
"""More than one part of a multipart upload."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """An S3-compatible service of this test alone; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    """Each store in turn: one contract for both."""
    if request.param == "folder":
        yield FolderBlobs(tmp_path / "store")
        return
    endpoint = request.getfixturevalue("service")
    bucket = f"office-{sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"))
    connection.request("PUT", f"/{bucket}")
    assert connection.getresponse().status == 200
    connection.close()
    yield S3Blobs.at(endpoint=endpoint, bucket=bucket, access_key="key", secret_key="secret")


async def keep(blobs: Blobs, content: bytes, folder: Path) -> str:
    """Keep the content; its digest."""
    digest = sha256(content).hexdigest()
    (folder / "source").write_bytes(content)
    await blobs.keep(digest, folder / "source")
    return digest


async def whole(blobs: Blobs, digest: str, start: int = 0, end: int | None = None) -> bytes:
    """What the store gives."""
    return b"".join([piece async for piece in blobs.read(digest, start, end)])


async def test_a_file_comes_back_as_it_was(blobs: Blobs, tmp_path: Path) -> None:
    """Whole and in parts, small and in several parts."""
    for content in (b"x", LARGE):
        digest = await keep(blobs, content, tmp_path)

        assert await whole(blobs, digest) == content
        assert await blobs.size(digest) == len(content)

    assert await whole(blobs, digest, 5_000_000, 7_000_000) == LARGE[5_000_000:7_000_000]
    assert await whole(blobs, digest, len(LARGE)) == b""
    assert await whole(blobs, digest, 11_999_999, 99_999_999) == LARGE[-1:]


async def test_keeping_twice_is_harmless(blobs: Blobs, tmp_path: Path) -> None:
    """One after the other, and at the same time."""
    digest = await keep(blobs, b"content", tmp_path)

    await asyncio.gather(*(blobs.keep(digest, tmp_path / "source") for _ in range(5)))

    assert await whole(blobs, digest) == b"content"


async def test_what_is_not_there_is_missing(blobs: Blobs) -> None:
    """By name, not by an empty file."""
    assert await blobs.size("0" * 64) is None
    with pytest.raises(BlobMissing):
        await whole(blobs, "0" * 64)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 63 + "/"])
async def test_only_a_digest_is_a_place(blobs: Blobs, digest: str) -> None:
    """Nothing else ever becomes a path or a key."""
    with pytest.raises(ValueError, match=r".*"):
        await blobs.size(digest)
