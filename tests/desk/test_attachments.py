import asyncio
from pathlib import Path
from typing import get_args

import pytest

from desk.attachments.refusing import Fact
from desk.web.problems import OF_FILES
from tests.attachments.files import PDF
from tests.desk.browsers import served
from tests.desk.counter import ORIGIN, Counter
from tests.desk.sending import MATERIAL, announce, keep, piece, send_form


def pdf_with(comment: bytes) -> bytes:
    """The small PDF with a comment behind its first line."""
    first, rest = PDF.split(b"\n", 1)
    return first + b"\n%" + comment + b"\n" + rest


BIG = pdf_with(b"x" * 3 * 1024 * 1024)
"""More than a form without files may bring."""


def test_every_reason_to_refuse_a_file_has_a_status() -> None:
    """None becomes a conflict by accident."""
    assert set(OF_FILES) == set(get_args(Fact))


async def test_a_file_comes_by_the_form_and_leaves_as_a_download(counter: Counter) -> None:
    """Without JavaScript; with its Chinese name, as bytes that no browser opens inside our pages."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    sent = await send_form(clerk, number, "总平面图 <b>.pdf", BIG)
    board = (await clerk.get(f"/cases/{number}")).text
    listed = (await clerk.get(f"/api/v1/cases/{number}/attachments")).json()["attachments"]
    way = f"/cases/{number}/attachments/{listed[0]['id']}"
    file = await clerk.get(way)

    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{number}#materials")
    assert f'href="{way}"' in board
    assert "总平面图 &lt;b&gt;.pdf" in board
    assert file.content == BIG
    assert file.headers["content-disposition"].startswith("attachment; ")
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["x-content-type-options"] == "nosniff"


async def test_an_upload_goes_on_where_it_stopped(counter: Counter) -> None:
    """The server says how far it is; a piece for another place is refused and told where to go on."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    way = await announce(clerk, number, "大图.pdf", len(BIG))
    await piece(clerk, way, 0, BIG[:2_000_000])
    stands = (await clerk.get(way)).json()["offset"]
    wrong = await piece(clerk, way, 5, BIG[5:])
    early = await clerk.post(f"{way}/finish")
    await piece(clerk, way, stands, BIG[stands:])
    done = await clerk.post(f"{way}/finish")
    again = await clerk.post(f"{way}/finish")

    assert stands == 2_000_000
    assert (wrong.status_code, wrong.json()["type"]) == (409, "OffsetWrong")
    assert wrong.headers["upload-offset"] == "2000000"
    assert (early.status_code, early.json()["type"]) == (422, "SizeWrong")
    assert (done.status_code, done.json()["size"]) == (201, len(BIG))
    assert again.json() == done.json()


async def test_a_line_that_breaks_loses_nothing_of_what_has_come(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    """The caller goes away in the middle of a piece: what has come is kept, and no error is reported."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    way = await announce(clerk, number, "大图.pdf", len(BIG))
    host = ORIGIN.removeprefix("http://")
    head = (
        f"PATCH {way} HTTP/1.1\r\nhost: {host}\r\norigin: {ORIGIN}\r\nupload-offset: 0\r\n"
        f"cookie: lianshen-session={clerk.token}\r\ncontent-length: {len(BIG)}\r\n\r\n"
    )
    async with served(counter.app) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + BIG[:500_000])
        await writer.drain()
        await asyncio.sleep(0.5)
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.5)
    stands = (await clerk.get(way)).json()["offset"]

    assert 0 < stands <= 500_000
    assert "desk.unexpected" not in capsys.readouterr().out
    assert (await piece(clerk, way, stands, BIG[stands:])).json()["offset"] == len(BIG)


async def test_a_part_of_a_file_can_be_fetched(counter: Counter) -> None:
    """For downloads that go on; what is no range gets everything."""
    number = await counter.case()
    kept = await keep(counter, number)
    clerk, way = await counter.browser("clerk"), f"/api/v1/cases/{number}/attachments/{kept.attachment.id}"
    part = await clerk.get(way, headers={"range": "bytes=3-9"})
    last = await clerk.get(way, headers={"range": f"bytes={len(PDF) - 2}-"})
    odd = await clerk.get(way, headers={"range": "bytes=9-3,1-2"})

    assert (part.status_code, part.content) == (206, PDF[3:10])
    assert part.headers["content-range"] == f"bytes 3-9/{len(PDF)}"
    assert (last.status_code, last.content) == (206, PDF[-2:])
    assert (odd.status_code, odd.content) == (200, PDF)


@pytest.mark.parametrize(
    ("name", "content", "fact"),
    [
        ("页面.html", b"<html><script>alert(1)</script></html>", "TypeNotAllowed"),
        ("图.pdf", b"<html><script>alert(1)</script></html>", "TypeNotAllowed"),
        ("图.png", PDF, "NameMisleads"),
        ("空.pdf", b"", "FileEmpty"),
    ],
)
async def test_a_refused_file_is_named_above_the_board(
    counter: Counter, name: str, content: bytes, fact: str
) -> None:
    """The page says why, and nothing is kept."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    answer = await send_form(clerk, number, name, content)
    listed = (await clerk.get(f"/api/v1/cases/{number}/attachments")).json()["attachments"]

    assert answer.status_code == 422
    assert fact in answer.text
    assert listed == []


async def test_a_file_comes_from_whoever_has_a_part_in_the_case(counter: Counter) -> None:
    """Applicant and departments; whoever only oversees looks, and a stranger to the case finds nothing."""
    number = await counter.case()
    codes = {
        account: (await send_form(await counter.browser(account), number, f"{account}.pdf", PDF)).status_code
        for account in ("applicant", "water-handler", "supervisor", "other-applicant", "abroad-clerk")
    }
    foreign = await send_form(await counter.browser("clerk"), number, "a.pdf", PDF, material="nothing")

    assert codes == {
        "applicant": 303,
        "water-handler": 303,
        "supervisor": 403,
        "other-applicant": 404,
        "abroad-clerk": 404,
    }
    assert foreign.status_code == 422
    assert "MaterialUnknown" in foreign.text


async def test_an_upload_is_its_senders_alone(counter: Counter) -> None:
    """Nobody else goes on with it, and it cannot be moved to another case."""
    clerk, number, other = await counter.browser("clerk"), await counter.case(), await counter.case()
    way = await announce(clerk, number, "a.pdf", len(PDF))
    water = await piece(await counter.browser("water-handler"), way, 0, PDF)
    moved = await piece(clerk, way.replace(number, other), 0, PDF)
    odd = await clerk.get(f"/api/v1/cases/{number}/uploads/..%2f..%2fetc")

    assert [answer.status_code for answer in (water, moved, odd)] == [404, 404, 404]
    assert (await clerk.get(way)).json()["offset"] == 0


async def test_a_form_of_files_must_be_of_this_session(counter: Counter) -> None:
    """As every other form."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    files = {"file": ("a.pdf", PDF, "application/pdf")}
    without = await clerk.post(f"/cases/{number}/attachments", data={"material": MATERIAL}, files=files)
    plain = await clerk.post_form(f"/cases/{number}/attachments", material=MATERIAL)

    assert (without.status_code, plain.status_code) == (403, 415)


async def test_one_puts_aside_ones_own_files_alone(counter: Counter) -> None:
    """The row stays, the lists do not show it."""
    number = await counter.case()
    kept = await keep(counter, number)
    way = f"/cases/{number}/attachments/{kept.attachment.id}"
    clerk, water = await counter.browser("clerk"), await counter.browser("water-handler")
    others = await water.post_form(f"{way}/aside")
    own = await clerk.post_form(f"{way}/aside")

    assert (others.status_code, own.status_code) == (403, 303)
    assert (await clerk.get(way)).status_code == 404
    assert (await clerk.get(f"/api/v1/cases/{number}/attachments")).json()["attachments"] == []


async def test_a_file_that_has_gone_from_the_store_is_said_so(counter: Counter) -> None:
    """With a number for the administrator, before anything is sent."""
    number = await counter.case()
    kept = await keep(counter, number, content=pdf_with(b"lost"))
    store: Path = counter.app.state.desk.attachments._blobs._folder
    next(store.rglob(kept.attachment.sha256)).unlink()
    answer = await (await counter.browser("clerk")).get(
        f"/api/v1/cases/{number}/attachments/{kept.attachment.id}"
    )

    assert (answer.status_code, answer.json()["type"]) == (503, "BlobMissing")


async def test_only_the_ways_of_files_take_much(counter: Counter) -> None:
    """And those not more than the office takes; a length that is none is refused."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    elsewhere = await clerk.post(f"/api/v1/cases/{number}/uploads", content=BIG)
    lengths = [str(2**40), "9" * 40, "0" * 20 + "99999999", "-1"]
    answers = [
        await clerk.post(f"/cases/{number}/attachments", headers={"content-length": length}, content=b"x")
        for length in lengths
    ]

    assert elsewhere.status_code == 413
    assert [answer.status_code for answer in answers] == [413] * 4
