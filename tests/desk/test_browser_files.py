from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, Route

from tests.desk.browsers import Window, chromium, served, window
from tests.desk.counter import ORIGIN, Counter
from tests.desk.sending import MATERIAL
from tests.desk.test_attachments import BIG


@pytest.fixture(scope="module")
async def browser(counter: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(counter.app) as port, chromium(port) as opened:
        yield opened


async def choose(opened: Window, number: str, content: bytes) -> None:
    """Open the board as the clerk, choose a file and a material, and press the button."""
    await opened.sign_in("clerk")
    await opened.page.goto(f"{ORIGIN}/cases/{number}")
    await opened.page.select_option("#add-material", MATERIAL)
    file: FilePayload = {"name": "总平面图.pdf", "mimeType": "application/pdf", "buffer": content}
    await opened.page.set_input_files("#add-file", [file])
    await opened.press("上传附件")


async def names(counter: Counter, number: str) -> list[tuple[str, int]]:
    """The files of the case."""
    answer = await (await counter.browser("clerk")).get(f"/api/v1/cases/{number}/attachments")
    return [(each["name"], each["size"]) for each in answer.json()["attachments"]]


async def test_a_file_is_sent_without_javascript(counter: Counter, browser: Browser) -> None:
    """By the form, whole; the board shows it, and it comes down as a download."""
    opened, number = await window(browser, script=False), await counter.case()
    await choose(opened, number, BIG)
    link = opened.page.get_by_role("link", name="总平面图.pdf")
    await link.wait_for()
    async with opened.page.expect_download() as coming:
        await link.click()
    download = await coming.value

    assert await names(counter, number) == [("总平面图.pdf", len(BIG))]
    assert download.suggested_filename == "总平面图.pdf"
    assert opened.complaints == []
    await opened.context.close()


async def test_a_broken_connection_is_gone_on_from(counter: Counter, browser: Browser) -> None:
    """With JavaScript: a piece is lost on its way, the page says so, and the file arrives whole."""
    opened, number = await window(browser), await counter.case()
    sent: list[str] = []

    async def lose_the_second(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
        lose = route.request.method == "PATCH" and len(sent) == 2
        await (route.abort() if lose else route.continue_())

    await opened.page.route("**/uploads/*", lose_the_second)
    big = BIG.replace(b"\n%", b"\n%" + b"y" * 4 * 1024 * 1024, 1)
    await choose(opened, number, big)
    await opened.page.get_by_text("连接中断").wait_for()
    await opened.page.get_by_role("link", name="总平面图.pdf").wait_for()

    assert await names(counter, number) == [("总平面图.pdf", len(big))]
    assert sent == ["0", str(4 * 1024 * 1024), str(4 * 1024 * 1024)]
    await opened.context.close()


async def test_a_refusal_is_told_beside_the_form(counter: Counter, browser: Browser) -> None:
    """With JavaScript; nothing is kept, and the button can be pressed again."""
    opened, number = await window(browser), await counter.case()
    await choose(opened, number, b"<html></html>")
    await opened.page.locator(".progress:not(:empty)").wait_for()
    await opened.page.locator("form.add button:enabled").wait_for()
    told = await opened.page.inner_text(".progress")

    assert "总平面图" not in told
    assert len(told) > 5
    assert await names(counter, number) == []
    await opened.context.close()
