"""Two gigabytes, endless bodies and addresses that lead out, over real HTTP: refused before they are read."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.desk.browsers import served
from tests.desk.counter import ORIGIN, Browser, Counter
from tests.desk.sending import MATERIAL, announce, stored

TWO_GIGABYTES: Final = 2 * 1024**3
ENOUGH: Final = 64 * 1024**2
"""Of two gigabytes: whoever has taken this much was not going to refuse."""
BLOCK: Final = 256 * 1024
SECONDS: Final = 60
HOST: Final = ORIGIN.removeprefix("http://")


@pytest.fixture(scope="module")
async def port(counter: Counter) -> AsyncIterator[int]:
    """The desk on a port."""
    async with served(counter.app) as opened:
        yield opened


async def raw(
    port: int, head: list[str], body: Path | None = None, *, chunked: bool = False
) -> tuple[int, int]:
    """Send a request with a file behind it until somebody answers or hangs up; status, and bytes sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0
    try:
        writer.write(("\r\n".join([*head, f"host: {HOST}"]) + "\r\n\r\n").encode())
        answering = asyncio.create_task(reader.readline())
        with (body or Path(os.devnull)).open("rb") as file:
            while not answering.done() and sent < ENOUGH and (block := file.read(BLOCK)):
                writer.write(b"%x\r\n%s\r\n" % (len(block), block) if chunked else block)
                sent += len(block)
                with contextlib.suppress(ConnectionError):
                    await writer.drain()
        line = await asyncio.wait_for(answering, SECONDS)
    finally:
        writer.close()
    return int(line.split()[1]), sent


@pytest.fixture(scope="module")
def sparse() -> Iterator[Path]:
    """A file of two gigabytes that takes no room."""
    with tempfile.NamedTemporaryFile(suffix=".dwg") as file:
        file.truncate(TWO_GIGABYTES)
        yield Path(file.name)


def asks(browser: Browser, line: str, *more: str) -> list[str]:
    """The head of a request out of this browser."""
    return [f"{line} HTTP/1.1", f"origin: {ORIGIN}", f"cookie: lianshen-session={browser.token}", *more]


async def test_two_gigabytes_are_refused_before_they_are_sent(
    counter: Counter, port: int, sparse: Path
) -> None:
    """By the form, as a piece, in chunks without an end: answered at once, and nothing is written."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    form, way = f"POST /cases/{number}/attachments", await announce(clerk, number, "a.dwg", 1000)
    before = stored(counter)
    long, parts = f"content-length: {TWO_GIGABYTES}", "content-type: multipart/form-data; boundary=b"
    unending = "transfer-encoding: chunked"
    answers = [
        await raw(port, asks(clerk, form, parts, long), sparse),
        await raw(port, asks(clerk, f"PATCH {way}", "upload-offset: 0", long), sparse),
        await raw(port, asks(clerk, form, parts, unending), sparse, chunked=True),
        await raw(port, asks(clerk, f"PATCH {way}", "upload-offset: 0", unending), sparse, chunked=True),
    ]
    told = await clerk.post(
        f"/api/v1/cases/{number}/uploads",
        json={"material": MATERIAL, "name": "a.dwg", "size": TWO_GIGABYTES},
    )

    assert [status for status, _ in answers] == [413, 413, 411, 411]
    assert max(sent for _, sent in answers) < ENOUGH
    assert (told.status_code, told.json()["type"]) == (413, "FileTooLarge")
    assert stored(counter) == before


async def test_nobody_sends_more_than_was_announced(counter: Counter, port: int, sparse: Path) -> None:
    """A piece within the limit of a file, of an upload that is to be small: cut off where that ends."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    way = await announce(clerk, number, "a.dwg", 1000)
    long = f"content-length: {900 * 1024**2}"
    status, sent = await raw(port, asks(clerk, f"PATCH {way}", "upload-offset: 0", long), sparse)
    stands = await clerk.get(way)

    assert status == 422
    assert sent < ENOUGH
    assert stands.json()["offset"] <= 1000


async def test_who_is_not_signed_in_fills_no_disk(counter: Counter, port: int, sparse: Path) -> None:
    """The door is shut before the file is read."""
    number = await counter.case()
    stranger = await counter.stranger()
    head = asks(
        stranger,
        f"POST /cases/{number}/attachments",
        "content-type: multipart/form-data; boundary=b",
        f"content-length: {900 * 1024**2}",
    )
    status, sent = await raw(port, head, sparse)

    assert status in {303, 401, 403}
    assert sent < ENOUGH


@pytest.mark.parametrize(
    "way",
    [
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..\\..\\app.py",
        "/cases/{number}/attachments/..%2f..%2f..%2fetc%2fpasswd",
        "/cases/{number}/attachments/../../../../etc/passwd",
        "/cases/{number}/attachments/%2e%2e",
        "/cases/{number}/attachments/%00",
        "/api/v1/cases/{number}/attachments/..%2f..%2fetc%2fpasswd",
        "/api/v1/cases/{number}/uploads/..%2f..%2fetc%2fpasswd",
        "/cases/..%2f..%2f..%2fetc%2fpasswd/attachments/a",
    ],
)
async def test_no_address_leads_out_of_the_store(counter: Counter, port: int, way: str) -> None:
    """Sent as it is, without a client that tidies it up."""
    clerk, number = await counter.browser("clerk"), await counter.shared_case()
    status, _ = await raw(port, asks(clerk, f"GET {way.format(number=number)}"))

    assert status in {404, 405}
