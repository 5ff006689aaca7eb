"""Files as browsers and programs send them to the desk under test."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2 as httpx

from desk.accounts.sessions import form_token
from desk.attachments.attachments import Kept
from models.domain.names import CaseNumber, MaterialCode, PersonId
from tests.attachments.files import PDF
from tests.desk.counter import Browser, Counter
from tests.domain.sample import rulebook

MATERIAL = str(next(iter(rulebook().catalogue.material_by_code)))


async def keep(counter: Counter, number: str, account: str = "clerk", content: bytes = PDF) -> Kept:
    """Put a file straight into the store, without the web."""
    desk = counter.app.state.desk
    person, at = PersonId(account), desk.now()

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    upload = await desk.attachments.begin(
        CaseNumber(number), MaterialCode(MATERIAL), "报告.pdf", len(content), person, at
    )
    await desk.attachments.append(upload.id, person, 0, pieces())
    kept = await desk.attachments.finish(upload.id, person, at)
    assert isinstance(kept, Kept)
    return kept


async def send_form(
    browser: Browser, number: str, name: str, content: bytes, material: str = MATERIAL
) -> httpx.Response:
    """The form of the board with one file."""
    return await browser.post(
        f"/cases/{number}/attachments",
        data={"form": form_token(browser.token), "material": material},
        files={"file": (name, content, "application/pdf")},
    )


async def announce(browser: Browser, number: str, name: str, size: int) -> str:
    """Begin an upload over the API; where it goes on."""
    answer = await browser.post(
        f"/api/v1/cases/{number}/uploads", json={"material": MATERIAL, "name": name, "size": size}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def piece(browser: Browser, way: str, offset: int, content: bytes) -> httpx.Response:
    """The next bytes of an upload."""
    return await browser.patch(way, content=content, headers={"upload-offset": str(offset)})


def stored(counter: Counter) -> list[str]:
    """Every file of the office's store, whether finished or on its way."""
    store: Path = counter.app.state.desk.attachments._blobs._folder.parent
    return sorted(str(each.relative_to(store)) for each in store.rglob("*") if each.is_file())
