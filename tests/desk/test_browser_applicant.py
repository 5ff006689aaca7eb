"""The applicant at a phone and at a desk: corrections with a file, and progress by query code."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload

from desk.progress.codes import grouped
from models.domain.names import CaseNumber
from tests.attachments.files import PDF
from tests.desk.browsers import Window, chromium, served, window
from tests.desk.counter import ORIGIN, Counter

FILE: FilePayload = {"name": "东侧现状照片.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture(scope="module")
async def browser(counter: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(counter.app) as port, chromium(port) as opened:
        yield opened


async def asked(counter: Counter) -> str:
    """A case of which the photographs are asked for."""
    number = await counter.case(materials=["report"])
    clerk = await counter.browser("clerk")
    gaps = [{"material": "photos", "reason": "缺少东侧现状照片"}]
    assert (await clerk.command(number, "request-corrections", gaps=gaps)).status_code == 200
    return number


async def fits(opened: Window, shown: str) -> bool:
    """Whether nothing sticks out to the right of the page that shows this."""
    await opened.page.locator(shown).first.wait_for()
    wide: bool = await opened.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return wide


@pytest.mark.parametrize("script", [True, False])
async def test_corrections_are_handed_in_from_a_phone(
    counter: Counter, browser: Browser, script: bool
) -> None:
    """From the first page to the receipt, with JavaScript and without; every page fits a phone's width."""
    number = await asked(counter)
    opened = await window(browser, script=script, phone=True)
    await opened.sign_in("applicant")
    supplement = f'a[href="/cases/{number}/supplement"]'
    fitting = [await fits(opened, supplement)]
    await opened.page.locator(supplement).click()
    fitting.append(await fits(opened, "#file-photos"))
    await opened.page.set_input_files("#file-photos", [FILE])
    await opened.page.locator("#of-photos form.add button").click()
    await opened.page.get_by_role("link", name="东侧现状照片.pdf").wait_for()
    await opened.press("核对并提交")
    fitting.append(await fits(opened, "dl.told"))
    await opened.press("确认")
    receipt = await opened.page.inner_text(".receipt")
    await opened.page.goto(f"{ORIGIN}/cases/{number}")
    fitting.append(await fits(opened, "text=已收到，正在审查材料"))

    assert f"{number}-3" in receipt
    assert fitting == [True] * 4
    assert opened.complaints == []
    await opened.context.close()


async def test_progress_is_looked_up_with_the_keyboard_alone(counter: Counter, browser: Browser) -> None:
    """From the door by its link, at a phone's width; the reasons of the day open by Enter."""
    number = await asked(counter)
    desk = counter.app.state.desk
    code = grouped(await desk.query_codes.of(CaseNumber(number), desk.now()))
    opened = await window(browser, script=False, phone=True)
    await opened.page.goto(f"{ORIGIN}/login")
    await opened.follow("只查办理进度？用查询码，不用登录")
    await opened.page.focus("#number")
    await opened.page.keyboard.type(number)
    await opened.page.keyboard.press("Tab")
    await opened.page.keyboard.type(code.lower())
    await opened.page.keyboard.press("Enter")
    await opened.page.locator("#asked").wait_for()
    await opened.page.focus("summary")
    await opened.page.keyboard.press("Enter")

    assert "缺少东侧现状照片" in await opened.page.inner_text("main")
    assert await opened.page.locator("details table").first.is_visible()
    assert await fits(opened, "#asked")
    assert opened.complaints == []
    await opened.context.close()
