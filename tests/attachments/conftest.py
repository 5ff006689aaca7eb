"""Attachments over a real PostgreSQL and a real folder."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.attachments.attachments import Attachments
from desk.attachments.blobs import Blobs, FolderBlobs
from desk.attachments.limits import AttachmentLimits
from desk.attachments.parts import Parts
from desk.attachments.scanning import NoScanner, Scanner
from runtime.database import open_engine

Open = Callable[..., Attachments]


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on this test's own database."""
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def open_with(engine: AsyncEngine, tmp_path: Path) -> Open:
    """Opens the same office's attachments, as another process would, with other limits or another scanner."""

    def open_office(
        limits: AttachmentLimits | None = None, scanner: Scanner | None = None, blobs: Blobs | None = None
    ) -> Attachments:
        return Attachments(
            engine,
            blobs or FolderBlobs(tmp_path / "files"),
            Parts(tmp_path / "parts"),
            scanner or NoScanner(),
            limits or AttachmentLimits(),
        )

    return open_office


@pytest.fixture
def attachments(open_with: Open) -> Attachments:
    """The office's attachments."""
    return open_with()
