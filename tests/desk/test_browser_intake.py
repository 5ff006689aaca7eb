from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.desk.browsers import Window, chromium, served, window
from tests.desk.counter import ORIGIN, Counter, new_filing


@pytest.fixture(scope="module")
async def browser(counter: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(counter.app) as port, chromium(port) as opened:
        yield opened


async def begin(opened: Window) -> None:
    """Sign in as the clerk, open the form and write project and applicant into it."""
    await opened.sign_in("clerk")
    await opened.page.goto(f"{ORIGIN}/intake")
    written = {
        "#project-code": new_filing()["project"]["code"],
        "#project-name": "北部物流园",
        "#applicant-name": "示例公司",
        "#applicant-id": "91450721MA5XXXXXXX",
    }
    for field, value in written.items():
        await opened.page.fill(field, value)


async def forest(opened: Window) -> str:
    """What the page says of the item that hangs on the only question."""
    row = opened.page.locator("#applying-items tr", has_text="使用林地审核")
    return await row.locator("td").inner_text()


async def finish(opened: Window) -> str:
    """Check, file, and read the receipt."""
    await opened.press("核对收件内容")
    await opened.press("确认收件")
    return await opened.page.inner_text("main")


async def test_a_case_is_filed_without_javascript(browser: Browser) -> None:
    """The button shows what applies and keeps everything; then summary and receipt."""
    opened = await window(browser, script=False)
    await begin(opened)
    before = await forest(opened)
    await opened.page.check("#answer-uses_forest")
    await opened.press("显示适用事项")
    after = await forest(opened)
    await opened.page.check("#material-report")
    await opened.page.check("#material-photos")
    receipt = await finish(opened)

    assert "待定" in before
    assert "需要办理" in after
    assert "450721-" in receipt
    assert opened.complaints == []
    await opened.context.close()


async def test_what_applies_is_shown_while_the_form_is_filled_in(browser: Browser) -> None:
    """With JavaScript: no button is pressed, the focus stays, nothing that was ticked is lost."""
    opened = await window(browser)
    await begin(opened)
    await opened.page.check("#answer-uses_forest")
    await opened.page.locator("#applying-items tr.standing-applies", has_text="使用林地审核").wait_for()
    await opened.page.check("#material-photos")
    await opened.page.locator("#applying-count", has_text="还缺材料 1 种").wait_for()
    ticked = await opened.page.is_checked("#material-photos")
    focused = await opened.page.evaluate("document.activeElement.id")
    hidden = await opened.page.get_by_role("button", name="显示适用事项").count()
    receipt = await finish(opened)

    assert (ticked, focused, hidden) == (True, "material-photos", 0)
    assert "450721-" in receipt
    assert opened.complaints == []
    await opened.context.close()


async def test_the_list_of_faults_leads_to_the_field(browser: Browser) -> None:
    """By a link that puts the focus there."""
    opened = await window(browser, script=False)
    await begin(opened)
    await opened.page.fill("#project-code", "2026-1")
    await opened.press("核对收件内容")
    await opened.page.locator("#refusal a").first.click()
    focused = await opened.page.evaluate("document.activeElement.id")

    assert "还不能收件" in await opened.page.inner_text("#refusal")
    assert focused == "project-code"
    await opened.context.close()
