import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.attachments.attachments import Attachments, Kept
from desk.attachments.limits import AttachmentLimits
from desk.attachments.refusing import AttachmentRefused
from desk.attachments.scanning import NoScanner, Scanner
from tests.attachments import files
from tests.attachments.conftest import Open
from tests.attachments.sending import (
    CASE,
    CLERK,
    DRAWINGS,
    NOW,
    OTHER,
    REPORT,
    lying,
    pieces,
    refused,
    send,
)


async def test_a_case_takes_so_many_files_and_bytes(open_with: Open) -> None:
    """The one too many is refused, by count and by size; another case is not touched."""
    by_count = open_with(AttachmentLimits(files_of_a_case=1))
    by_size = open_with(AttachmentLimits(bytes_of_a_case=len(files.PDF) + 10))
    await send(by_count)

    assert await refused(send(by_count, material=DRAWINGS)) == "TooManyFiles"
    assert await refused(send(by_size, material=DRAWINGS)) == "CaseFull"
    assert (await send(by_count, case=OTHER)).attachment.case == OTHER


async def test_limits_hold_when_many_arrive_at_once(open_with: Open) -> None:
    """All were announced while there was room; the case is full after the first two all the same."""
    attachments = open_with(AttachmentLimits(files_of_a_case=2))
    sent = [send(attachments, files.png(width), f"{width}.png") for width in range(1, 6)]

    ended = await asyncio.gather(*sent, return_exceptions=True)

    assert sum(isinstance(each, Kept) for each in ended) == 2
    assert len(await attachments.of_case(CASE)) == 2


async def test_a_person_has_so_many_uploads_on_the_way(open_with: Open) -> None:
    """One who begins and never sends fills no disk and no table."""
    attachments = open_with(AttachmentLimits(uploads_of_a_person=2))
    for _ in range(2):
        await attachments.begin(CASE, REPORT, "报告.pdf", 10, CLERK, NOW)

    assert await refused(attachments.begin(CASE, REPORT, "报告.pdf", 10, CLERK, NOW)) == "TooManyUploads"


async def test_old_uploads_are_swept(attachments: Attachments, tmp_path: Path) -> None:
    """After a week; a younger one stays."""
    await attachments.begin(CASE, REPORT, "报告.pdf", 10, CLERK, NOW - timedelta(days=8))
    young = await attachments.begin(CASE, REPORT, "报告.pdf", 10, CLERK, NOW)

    assert await attachments.sweep(NOW) == 1
    assert (await attachments.standing(young.id, CLERK)).offset == 0
    assert await attachments.sweep(datetime.now(UTC) + timedelta(days=8)) == 1
    assert lying(tmp_path / "parts") == []


async def test_an_attachment_that_was_put_aside_can_be_sent_again(attachments: Attachments) -> None:
    """Its bytes stay; a new row stands for the new sending."""
    first = await send(attachments)

    assert await attachments.remove(first.attachment.id, CLERK, NOW)
    assert not await attachments.remove(first.attachment.id, CLERK, NOW)
    assert await attachments.one(first.attachment.id) is None
    assert (await send(attachments)).attachment.id != first.attachment.id


class _Waiting(Scanner):
    """Finds nothing as soon as it is there."""

    here = False

    async def scan(self, file: Path) -> str | None:
        assert file.read_bytes() == files.PDF
        if not self.here:
            raise AttachmentRefused("ScannerAway", "稍后", "later")
        return "scanner"


async def test_a_scanner_that_is_away_costs_no_second_upload(open_with: Open) -> None:
    """The file waits, unkept, until somebody has looked."""
    scanner = _Waiting()
    attachments = open_with(scanner=scanner)
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(files.PDF))

    assert await refused(attachments.finish(upload.id, CLERK, NOW)) == "ScannerAway"
    assert await attachments.of_case(CASE) == ()
    scanner.here = True
    assert (await attachments.finish(upload.id, CLERK, NOW)).attachment.scanned == "scanner"


async def test_without_a_scanner_the_attachment_says_so(attachments: Attachments) -> None:
    """Nobody has looked, and nobody says that somebody has."""
    assert (await send(attachments)).attachment.scanned is None
    assert await NoScanner().scan(Path("any")) is None
