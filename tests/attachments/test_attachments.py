import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from desk.attachments.attachments import Attachments
from desk.attachments.limits import AttachmentLimits
from desk.attachments.refusing import OffsetWrong
from tests.attachments import files
from tests.attachments.conftest import Open
from tests.attachments.sending import (
    CASE,
    CLERK,
    DRAWINGS,
    NOW,
    OTHER,
    REPORT,
    STRANGER,
    lying,
    pieces,
    refused,
    send,
)


async def test_a_file_is_kept_under_what_it_is(attachments: Attachments, tmp_path: Path) -> None:
    """Its bytes under their SHA-256, for the owner alone; its row with case, material, name and sender."""
    kept = await send(attachments, name="../../申请“报告”.pdf")

    digest = sha256(files.PDF).hexdigest()
    stored = lying(tmp_path / "files")
    assert [path.name for path in stored] == [digest]
    assert stored[0].read_bytes() == files.PDF
    assert stored[0].stat().st_mode & 0o777 == 0o400
    assert lying(tmp_path / "parts") == []
    assert await attachments.of_case(CASE) == (kept.attachment,)
    assert kept.attachment.name == "../../申请“报告”.pdf"
    assert kept.attachment.reference == f"attachment:{kept.attachment.id}:sha256:{digest}"
    assert b"".join([piece async for piece in attachments.read(kept.attachment)]) == files.PDF
    assert b"".join([piece async for piece in attachments.read(kept.attachment, 10, 20)]) == files.PDF[10:20]


async def test_an_upload_goes_on_where_it_broke_off(attachments: Attachments, open_with: Open) -> None:
    """Also in another process: how far it has come is what the part file holds."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)

    async def broken() -> AsyncIterator[bytes]:
        yield files.PDF[:1000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await attachments.append(upload.id, CLERK, 0, broken())
    restarted = open_with()
    standing = await restarted.standing(upload.id, CLERK)
    await restarted.append(upload.id, CLERK, standing.offset, pieces(files.PDF[standing.offset :]))
    kept = await restarted.finish(upload.id, CLERK, NOW, sha256(files.PDF).hexdigest())

    assert standing.offset == 1000
    assert kept.attachment.sha256 == sha256(files.PDF).hexdigest()


async def test_a_piece_at_the_wrong_place_is_refused_with_the_right_one(attachments: Attachments) -> None:
    """Before and after where the upload stands."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(files.PDF[:500]))

    for offset in (0, 400, 600):
        with pytest.raises(OffsetWrong) as wrong:
            await attachments.append(upload.id, CLERK, offset, pieces(b"x"))
        assert wrong.value.stands == 500


async def test_two_senders_of_one_upload_do_not_mix(attachments: Attachments, open_with: Open) -> None:
    """Whoever comes second is told where the upload stands."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)
    writing, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        writing.set()
        await go_on.wait()
        yield files.PDF

    first = asyncio.ensure_future(attachments.append(upload.id, CLERK, 0, slow()))
    await writing.wait()
    second = await refused(open_with().append(upload.id, CLERK, 0, pieces(b"other")))
    go_on.set()
    await first

    assert second == "OffsetWrong"
    assert (await attachments.finish(upload.id, CLERK, NOW)).attachment.size == len(files.PDF)


async def test_an_endless_upload_stops_at_its_announced_size(open_with: Open, tmp_path: Path) -> None:
    """Two gigabytes of nothing are cut off at the limit, piece by piece, and nothing of them is kept."""
    attachments = open_with(AttachmentLimits(largest_file=4_000_000))
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", 4_000_000, CLERK, NOW)
    taken = 0

    async def sparse() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(2 * 1024):
            taken += 1 << 20
            yield bytes(1 << 20)

    tracemalloc.start()
    fact = await refused(attachments.append(upload.id, CLERK, 0, sparse()))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert fact == "SizeWrong"
    assert taken <= 4_000_000 + (1 << 20)
    assert most < 8_000_000
    assert sum(path.stat().st_size for path in lying(tmp_path)) == 0


@pytest.mark.parametrize("size", [(1 << 31), (1 << 30) + 1, 1 << 62])
async def test_a_file_over_the_limit_is_refused_before_it_is_sent(
    size: int, attachments: Attachments, tmp_path: Path
) -> None:
    """Two gigabytes are over the default of one."""
    assert await refused(attachments.begin(CASE, REPORT, "图.dwg", size, CLERK, NOW)) == "FileTooLarge"
    assert lying(tmp_path) == []


async def test_an_empty_file_is_refused(attachments: Attachments) -> None:
    """Zero bytes are no document."""
    assert await refused(attachments.begin(CASE, REPORT, "空.pdf", 0, CLERK, NOW)) == "FileEmpty"


async def test_a_hostile_file_is_refused_and_gone(attachments: Attachments, tmp_path: Path) -> None:
    """Neither its bytes nor its upload stay."""
    content = files.PDF + files.DRAWINGS
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(content), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(content))

    assert await refused(attachments.finish(upload.id, CLERK, NOW)) == "FileAmbiguous"
    assert lying(tmp_path) == []
    assert await refused(attachments.standing(upload.id, CLERK)) == "UploadUnknown"


async def test_a_file_that_is_not_whole_can_be_gone_on_with(attachments: Attachments) -> None:
    """Finishing too early is refused, and loses nothing."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(files.PDF[:100]))

    assert await refused(attachments.finish(upload.id, CLERK, NOW)) == "SizeWrong"
    assert (await attachments.standing(upload.id, CLERK)).offset == 100


async def test_a_file_that_changed_on_its_way_is_refused(attachments: Attachments) -> None:
    """The sender's own SHA-256 tells."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(files.PDF))

    assert await refused(attachments.finish(upload.id, CLERK, NOW, "0" * 64)) == "DigestWrong"


async def test_finishing_twice_gives_the_same_attachment(attachments: Attachments) -> None:
    """A lost answer is asked for again."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)
    await attachments.append(upload.id, CLERK, 0, pieces(files.PDF))

    first = await attachments.finish(upload.id, CLERK, NOW)
    again = await attachments.finish(upload.id, CLERK, NOW + timedelta(hours=1))

    assert again.attachment == first.attachment
    assert len(await attachments.of_case(CASE)) == 1


async def test_the_same_file_is_kept_once_and_told(attachments: Attachments, tmp_path: Path) -> None:
    """For the same material it is the one that is there; for another it is a second row on the same bytes."""
    first = await send(attachments)
    again = await send(attachments, name="报告（副本）.pdf")
    elsewhere = await send(attachments, material=DRAWINGS)
    other_case = await send(attachments, case=OTHER)

    assert again.known
    assert again.attachment == first.attachment
    assert not elsewhere.known
    assert elsewhere.same_as == (first.attachment,)
    assert other_case.same_as == ()
    assert len(lying(tmp_path / "files")) == 1


async def test_the_same_file_sent_twice_at_once_is_kept_once(attachments: Attachments) -> None:
    """Both senders get the same attachment."""
    kept = await asyncio.gather(*(send(attachments) for _ in range(4)))

    assert len({each.attachment.id for each in kept}) == 1
    assert len(await attachments.of_case(CASE)) == 1


async def test_a_stranger_does_not_get_at_an_upload(attachments: Attachments) -> None:
    """It belongs to whoever began it; to others it is not there."""
    upload = await attachments.begin(CASE, REPORT, "报告.pdf", len(files.PDF), CLERK, NOW)

    assert await refused(attachments.standing(upload.id, STRANGER)) == "UploadUnknown"
    assert await refused(attachments.append(upload.id, STRANGER, 0, pieces(b"x"))) == "UploadUnknown"
    assert await refused(attachments.abandon(upload.id, STRANGER)) == "UploadUnknown"
    assert await refused(attachments.finish("../../etc/passwd", STRANGER, NOW)) == "UploadUnknown"
