"""Files that mean harm, by the form and over the API: refused by name, nothing kept or laid elsewhere."""

from pathlib import Path
from typing import Final

import pytest

from desk.accounts.sessions import form_token
from tests.attachments import files
from tests.desk.counter import Counter
from tests.desk.sending import MATERIAL, announce, piece, send_form, stored

ATTACKS: Final = [
    ("炸弹.zip", files.zipped({"a.pdf": bytes(10_000_000)}), "ArchiveUnsafe"),
    (
        "炸弹.docx",
        files.office("wordprocessingml.document.main+xml", big=bytes(200_000_000)),
        "ArchiveUnsafe",
    ),
    ("套.zip", files.zipped({"a.zip": files.zipped({"b.zip": files.DRAWINGS})}), "ArchiveUnsafe"),
    ("滑.zip", files.zipped({"../../../etc/cron.d/a.pdf": files.PDF}), "ArchiveUnsafe"),
    ("链.zip", files.with_symlink(), "ArchiveUnsafe"),
    ("谎.zip", files.lying_about_size(), "FileDamaged"),
    ("夹带.pdf", files.PDF + files.DRAWINGS, "FileAmbiguous"),
    ("夹带.png", files.png() + b"<script>alert(1)</script>", "FileAmbiguous"),
    ("夹带.jpg", files.jpeg() + files.DRAWINGS, "FileAmbiguous"),
    ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "TypeNotAllowed"),
    ("a.pdf.exe", files.PDF, "NameMisleads"),
]


async def refused_everywhere(counter: Counter, name: str, content: bytes) -> tuple[int, str, str]:
    """Sent by the form and over the API: the status and the page, and the name of the API's refusal."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    before = stored(counter)
    page = await send_form(clerk, number, name, content)
    way = await announce(clerk, number, name, len(content))
    await piece(clerk, way, 0, content)
    answer = await clerk.post(f"{way}/finish")
    listed = await clerk.get(f"/api/v1/cases/{number}/attachments")
    assert listed.json()["attachments"] == []
    assert stored(counter) == before
    return page.status_code, page.text, answer.json()["type"]


@pytest.mark.parametrize(("name", "content", "fact"), ATTACKS, ids=[each[0] for each in ATTACKS])
async def test_a_file_that_means_harm_is_refused_and_gone(
    counter: Counter, name: str, content: bytes, fact: str
) -> None:
    """Bombs, slips, links, polyglots, other people's programs: the page and the API name the same fact."""
    status, page, told = await refused_everywhere(counter, name, content)

    assert (status, told) == (422, fact)
    assert fact in page


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/a.pdf",
        "..\\..\\windows\\a.pdf",
        "/etc/passwd.pdf",
        "C:a.pdf:stream.pdf",
        "CON.pdf",
        "~root.pdf",
        "-rf *.pdf",
        "a\u202efdp.exe.pdf",
        "\u0000.pdf",
        "'; DROP TABLE attachments; --.pdf",
        "<img src=x onerror=alert(1)>.pdf",
        "{{ 7*7 }}%s%n.pdf",
        "图" * 5000 + ".pdf",
        "𠮷\U0001f4a9.pdf",
    ],
)
async def test_a_hostile_name_is_only_a_name(counter: Counter, name: str) -> None:
    """It lies under its digest whatever it is called, is escaped on the page and harmless in the header."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    before = set(stored(counter))
    way = await announce(clerk, number, name, len(files.PDF))
    await piece(clerk, way, 0, files.PDF)
    done = await clerk.post(f"{way}/finish")
    told, laid = done.json(), set(stored(counter)) - before
    board = await clerk.get(f"/cases/{number}")
    file = await clerk.get(f"/cases/{number}/attachments/{told['id']}")

    assert done.status_code == 201, done.text
    assert len(told["name"]) <= 255
    assert {Path(each).name for each in laid} <= {told["sha256"]}
    assert "<img src=x" not in board.text
    assert file.content == files.PDF
    assert file.headers["content-disposition"].startswith("attachment; ")
    assert "/" not in file.headers["content-disposition"].partition("filename*")[0]


async def test_a_name_breaks_out_of_no_form(counter: Counter) -> None:
    """A file's name with a quote, a line break and a header of its own, in the bytes of a form."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    head, end = b"--b\r\ncontent-disposition: form-data; ", b"\r\n--b--\r\n"
    token = form_token(clerk.token).encode()
    body = b"".join(
        (
            head + b'name="form"\r\n\r\n' + token + b"\r\n",
            head + b'name="material"\r\n\r\n' + MATERIAL.encode() + b"\r\n",
            head + b'name="file"; filename="..\\"; filename=/etc/x\r\nx-evil: 1; .pdf"\r\n\r\n',
            files.PDF,
            end,
        )
    )
    answer = await clerk.post(
        f"/cases/{number}/attachments",
        content=body,
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    listed = (await clerk.get(f"/api/v1/cases/{number}/attachments")).json()["attachments"]

    assert answer.status_code < 500
    assert all("/" not in each["name"] and "\n" not in each["name"] for each in listed)
