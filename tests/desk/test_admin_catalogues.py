import asyncio

import httpx2 as httpx
import pytest

from desk.accounts.sessions import form_token
from runtime.documents import DATA
from tests.desk.counter import Browser, Counter, hidden

SHIPPED = (DATA / "catalogues" / "lingshan-major-project.yaml").read_text(encoding="utf-8")
WAY = "/admin/catalogues"


def text(version: str, first_day: str = "2099-01-01", code: str = "page-procedure", **changes: str) -> bytes:
    """The shipped catalogue as another procedure, which is in force long after these tests."""
    told = SHIPPED.replace("code: lingshan-major-project", f"code: {code}", 1)
    lines = [f'version: "{version}"' if line.startswith("version:") else line for line in told.splitlines()]
    lines = [f"valid_from: {first_day}" if line.startswith("valid_from:") else line for line in lines]
    told = "\n".join(lines) + "\n"
    for old, new in changes.items():
        assert old.replace("__", ": ") in told
        told = told.replace(old.replace("__", ": "), new, 1)
    return told.encode()


async def send(browser: Browser, content: bytes, name: str = "目录.yaml", way: str = WAY) -> httpx.Response:
    """The form with a file."""
    return await browser.post(
        way, data={"form": form_token(browser.token)}, files={"file": (name, content, "text/yaml")}
    )


@pytest.fixture
async def admin(counter: Counter) -> Browser:
    """The administrator's browser."""
    return await counter.browser("administrator")


async def test_a_version_is_looked_at_published_and_compared(admin: Browser) -> None:
    """The first has nothing to compare with; the second says what differs and what it closes."""
    first = await send(admin, text("2099.1"))
    page = await admin.get(first.headers["location"])
    picture = await admin.get(f"{first.headers['location']}/picture.svg")
    done = await admin.post_form(first.headers["location"], seen=hidden(page.text, "seen"))
    receipt = await admin.get(done.headers["location"])
    second = await send(admin, text("2099.2", "2099-07-01", archive_after__10="archive_after: 12"))
    summary = await admin.get(second.headers["location"])
    await admin.post_form(second.headers["location"], seen=hidden(summary.text, "seen"))
    told = {"before": "page-procedure@2099.1", "after": "page-procedure@2099.2"}
    diff = await admin.get(f"{WAY}/diff", params=told)
    listed = await admin.get(WAY)
    version = await admin.get(f"{WAY}/page-procedure/2099.2")

    assert "没有同一目录的其他版本可比" in page.text
    assert (picture.headers["content-type"], picture.text[:5]) == ("image/svg+xml", "<?xml")
    assert "发布目录" in receipt.text
    assert "page-procedure@2099.1" in receipt.text
    assert "版本 2099.1 的有效期至 2099-06-30 止" in summary.text
    assert "10 → 12" in summary.text
    assert "10 → 12" in diff.text
    assert listed.text.count("page-procedure") >= 2
    assert "与哪个版本比较" in version.text


async def test_a_bad_file_is_refused_with_all_faults_at_their_lines(admin: Browser) -> None:
    """Shape, references and syntax; nothing can be published from the page."""
    bad = text("2099.9", lead__dev="lead: nobody-here\nunknown_key: 1\njoin_typo: dev").replace(
        b"join: all-required", b"join: sometimes"
    )
    page = await admin.get((await send(admin, bad)).headers["location"])
    broken = await admin.get((await send(admin, b"catalogue: 1\n  code: [")).headers["location"])
    binary = await send(admin, b"\xff\xfe\x00catalogue")
    rows = page.text.split("<tbody>")[1].split("</tbody>")[0]

    assert rows.count("<tr>") >= 3
    assert "unknown_key" in rows
    assert "nobody-here" in rows
    assert all(cell.split("</td>")[0].strip().isdigit() for cell in rows.split("<tr><td>")[1:])
    assert "确认：发布" not in page.text
    assert "文件不能使用" in broken.text
    assert (binary.status_code, "UTF-8" in binary.text) == (422, True)


async def test_a_version_that_cannot_stand_beside_the_others_is_refused(admin: Browser) -> None:
    """Other content under a version that is published, days that another holds, another jurisdiction."""
    await publish(admin, text("A", code="refused-procedure"))
    changed = await look(admin, text("A", "2098-01-01", code="refused-procedure"))
    taken = await look(admin, text("B", code="refused-procedure"))
    foreign = await look(admin, text("C", code="refused-procedure", code__="code: "), "450999")

    assert "CatalogueAlreadyPublished" in changed.text
    assert "CataloguePeriodTaken" in taken.text
    assert "CatalogueOfAnother" in foreign.text
    assert all("确认：发布" not in page.text for page in (changed, taken, foreign))


async def test_a_summary_that_is_older_than_the_last_publishing_publishes_nothing(admin: Browser) -> None:
    """The page says so and shows what it would do now."""
    await publish(admin, text("1", code="stale-procedure"))
    sent = await send(admin, text("3", "2099-09-01", code="stale-procedure"))
    summary = await admin.get(sent.headers["location"])
    await publish(admin, text("2", "2099-05-01", code="stale-procedure"))
    stale = await admin.post_form(sent.headers["location"], seen=hidden(summary.text, "seen"))
    again = await admin.post_form(sent.headers["location"], seen=hidden(stale.text, "seen"))

    assert (stale.status_code, "PreviewStale" in stale.text) == (409, True)
    assert "版本 2 的有效期至" in stale.text
    assert again.status_code == 303


async def test_a_second_click_publishes_once(counter: Counter, admin: Browser) -> None:
    """One line in the log; the second answer leads to the version."""
    sent = await send(admin, text("1", code="twice-procedure"))
    mark = hidden((await admin.get(sent.headers["location"])).text, "seen")
    answers = await asyncio.gather(
        *(admin.post_form(sent.headers["location"], seen=mark) for _ in range(2)), return_exceptions=False
    )
    log = await admin.get("/admin/log", params={"about": "twice-procedure@1"})

    assert [answer.status_code for answer in answers] == [303, 303]
    assert log.text.count("/admin/log/") == 1
    assert counter.app is not None


async def test_drafts_and_versions_are_the_administrator_s_of_the_jurisdiction(
    counter: Counter, admin: Browser
) -> None:
    """403 for others; another jurisdiction's administrator finds neither file nor version."""
    await publish(admin, text("1", code="own-procedure"))
    sent = await send(admin, text("2", "2099-05-01", code="own-procedure"))
    clerk, abroad = await counter.browser("clerk"), await counter.browser("abroad-administrator")
    ways = (WAY, sent.headers["location"], f"{WAY}/own-procedure/1")

    assert [(await clerk.get(way)).status_code for way in ways] == [403] * 3
    assert (await send(clerk, text("5"))).status_code == 403
    assert [(await abroad.get(way)).status_code for way in ways[1:]] == [404] * 2
    assert "own-procedure" not in (await abroad.get(WAY)).text


async def test_a_form_of_another_session_brings_no_file(counter: Counter, admin: Browser) -> None:
    """Nor one without a file."""
    foreign = await admin.post(
        WAY, data={"form": form_token("another")}, files={"file": ("a.yaml", b"x: 1", "text/yaml")}
    )
    without = await admin.post(
        WAY, data={"form": form_token(admin.token)}, files={"other": ("a.yaml", b"x: 1", "text/yaml")}
    )

    assert (foreign.status_code, without.status_code) == (403, 422)
    assert counter.app is not None


async def publish(admin: Browser, content: bytes) -> None:
    """Send, look, confirm."""
    sent = await send(admin, content)
    page = await admin.get(sent.headers["location"])
    done = await admin.post_form(sent.headers["location"], seen=hidden(page.text, "seen"))
    assert done.status_code == 303, done.text


async def look(admin: Browser, content: bytes, jurisdiction: str | None = None) -> httpx.Response:
    """What the page about a file says."""
    if jurisdiction is not None:
        content = content.replace(b'"450721"', f'"{jurisdiction}"'.encode(), 1)
    return await admin.get((await send(admin, content)).headers["location"])
