from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.desk.browsers import Window, chromium, served, window
from tests.desk.counter import ORIGIN, Counter


@pytest.fixture(scope="module")
async def browser(counter: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(counter.app) as port, chromium(port) as opened:
        yield opened


@pytest.fixture
async def clerk(browser: Browser) -> AsyncIterator[Window]:
    """The clerk without JavaScript, signed in."""
    opened = await window(browser, script=False)
    await opened.sign_in("clerk")
    yield opened
    await opened.context.close()


async def accept(clerk: Window, number: str) -> None:
    """From the board to the summary of the acceptance."""
    await clerk.page.goto(f"{ORIGIN}/cases/{number}")
    await clerk.follow("受理并抄告")


async def test_a_case_is_accepted_without_javascript(
    counter: Counter, browser: Browser, clerk: Window
) -> None:
    """Inbox, board, summary, receipt; then the department signs in its own browser."""
    number = await counter.case()
    await clerk.page.goto(ORIGIN)
    while number not in (inbox := await clerk.page.inner_text("main")):  # further on, where the desk is full
        await clerk.page.locator('a[href^="/?waiting="]').click(timeout=5000)
        await clerk.page.wait_for_load_state()
    await accept(clerk, number)
    summary = await clerk.heading()
    await clerk.press("确认：受理并抄告")
    receipt = await clerk.page.inner_text("main")
    water = await window(browser, script=False)
    await water.sign_in("water-handler")
    await water.page.goto(f"{ORIGIN}/cases/{number}")
    await water.page.locator("#item-flood").get_by_role("link", name="签收").click()
    await water.press("确认：签收")

    assert number in inbox
    assert summary == "核对：受理并抄告"
    assert f"{number}-2" in receipt
    assert "签收" in await water.page.inner_text(".receipt")
    assert clerk.complaints + water.complaints == []


async def test_a_second_click_gets_the_first_receipt(counter: Counter, clerk: Window) -> None:
    """A double click, and the same summary confirmed again: one receipt, nothing done twice."""
    number = await counter.case()
    await accept(clerk, number)
    sent = {
        name: await clerk.page.locator(f"input[name={name}]").last.input_value()
        for name in ("key", "seq", "confirmed")
    }
    await clerk.page.get_by_role("button", name="确认：受理并抄告").dblclick()
    await clerk.page.wait_for_url("**/receipts/**")
    again = await (await counter.browser("clerk")).post_form(f"/cases/{number}/acts/accept-case", **sent)
    events = (await (await counter.browser("clerk")).get(f"/api/v1/cases/{number}/events")).json()["events"]

    assert clerk.page.url == f"{ORIGIN}{again.headers['location']}"
    assert [each["event"]["kind"] for each in events].count("case-accepted") == 1


async def test_a_stale_page_gets_the_named_refusal_and_the_fresh_board(
    counter: Counter, clerk: Window
) -> None:
    """What happened, what to do next, and the board as it is now."""
    number = await counter.case()
    await accept(clerk, number)
    await (await counter.browser("clerk")).command(number, "accept-case")
    await clerk.press("确认：受理并抄告")
    refusal = await clerk.page.inner_text("#refusal")

    assert "CaseAlreadyAccepted" in refusal
    assert "已为您刷新" in refusal
    assert "并联审批中" in await clerk.page.inner_text(".standing")


async def test_the_desk_speaks_english(counter: Counter, clerk: Window) -> None:
    """By the link on every page, and back."""
    number = await counter.case()
    await clerk.page.goto(f"{ORIGIN}/cases/{number}")
    await clerk.follow("English")
    board = await clerk.page.inner_text("main")
    await clerk.follow("中文")

    assert clerk.page.url.endswith(number)
    assert "What you can do now" in board
    assert "您现在可以办理" in await clerk.page.inner_text("main")


async def test_a_date_leads_to_its_reasons(counter: Counter, clerk: Window) -> None:
    """Day by day, counted or not."""
    number = await counter.case()
    await clerk.page.goto(f"{ORIGIN}/cases/{number}")
    await clerk.page.locator("#limits + table a").first.click()
    told = await clerk.page.inner_text("main")

    assert "受理时限" in told
    assert told.count("✓ 计入") == 5


@pytest.mark.usefixtures("counter")
async def test_everything_is_reached_by_the_keyboard(browser: Browser) -> None:
    """The first stop skips to the content; the focus is always to be seen."""
    opened = await window(browser)
    await opened.sign_in("clerk")
    await opened.page.wait_for_selector("#mine")
    await opened.page.keyboard.press("Tab")
    first = await opened.page.evaluate("document.activeElement.className")
    outline = await opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    await opened.context.close()

    assert (first, outline) == ("skip", "solid")
