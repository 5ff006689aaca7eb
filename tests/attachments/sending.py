"""Sends files as a browser would, and tells for what they are refused."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.attachments.attachments import Attachments, Kept
from desk.attachments.refusing import AttachmentRefused, Fact
from models.domain.names import CaseNumber, MaterialCode, PersonId
from tests.attachments import files

CASE, OTHER = CaseNumber("450721-2026-000001"), CaseNumber("450721-2026-000002")
REPORT, DRAWINGS = MaterialCode("project-report"), MaterialCode("planning-drawings")
CLERK, STRANGER = PersonId("clerk"), PersonId("stranger")
NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)


async def pieces(content: bytes, size: int = 700) -> AsyncIterator[bytes]:
    """The content as it comes over a wire."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def send(
    attachments: Attachments,
    content: bytes = files.PDF,
    name: str = "报告.pdf",
    case: CaseNumber = CASE,
    material: MaterialCode = REPORT,
) -> Kept:
    """Announce, send and finish in one go."""
    upload = await attachments.begin(case, material, name, len(content), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(content))
    return await attachments.finish(upload.id, CLERK, NOW)


async def refused(doing: Awaitable[object]) -> Fact:
    """The fact for which something is refused."""
    with pytest.raises(AttachmentRefused) as told:
        await doing
    return told.value.fact


def lying(folder: Path) -> list[Path]:
    """Every file in a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]
