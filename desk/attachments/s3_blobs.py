"""The same store in an S3-compatible service. Needs the extra part: pip install 'lianshen[s3]'."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

import obstore
from obstore.store import S3Store

from desk.attachments.blobs import BlobMissing, Blobs, object_key


class S3Blobs(Blobs):
    """A bucket whose keys are digests. Large files go up in parts, and are there whole or not at all."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def at(
        cls, *, endpoint: str, bucket: str, access_key: str, secret_key: str, region: str = "us-east-1"
    ) -> Self:
        """A service by its address. Plain HTTP is allowed only when the address says http."""
        return cls(
            S3Store(
                bucket,
                endpoint=endpoint,
                access_key_id=access_key,
                secret_access_key=secret_key,
                region=region,
                virtual_hosted_style_request=False,
                client_options={"allow_http": endpoint.startswith("http://")},
            )
        )

    async def keep(self, digest: str, file: Path) -> None:
        """Sent unless it is there already."""
        if await self.size(digest) == (await asyncio.to_thread(file.stat)).st_size:
            return
        await obstore.put_async(self._store, object_key(digest), file)

    async def size(self, digest: str) -> int | None:
        """As the service tells."""
        try:
            return int((await obstore.head_async(self._store, object_key(digest)))["size"])
        except FileNotFoundError:
            return None

    async def read(self, digest: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """As the service sends it."""
        size = await self.size(digest)
        if size is None:
            raise BlobMissing(digest)
        last = size if end is None else min(end, size)
        if start >= last:
            return
        found = await obstore.get_async(self._store, object_key(digest), options={"range": (start, last)})
        async for chunk in found.stream():
            yield bytes(chunk)
