from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.desk.browsers import chromium, served, window
from tests.desk.counter import ORIGIN, Counter
from tests.desk.test_workload import set_due


@pytest.fixture(scope="module")
async def browser(counter: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(counter.app) as port, chromium(port) as opened:
        yield opened


async def test_a_manager_goes_from_a_figure_to_the_case_without_javascript(
    counter: Counter, browser: Browser
) -> None:
    """The overdue items of a department, the board, the picture, an item; the browser does not complain."""
    number = await counter.case(accepted=True)
    await set_due(counter, number, "flood", -400)
    supervisor = await window(browser, script=False)
    page = supervisor.page
    await supervisor.sign_in("supervisor")
    await supervisor.follow("工作量")
    await supervisor.follow("重新统计")
    await page.locator("tr", has_text="水利局").locator("a.figure.over").click()
    first = page.locator("tbody tr").first
    listed = await first.inner_text()
    await page.goto(f"{ORIGIN}/cases/{number}")
    await supervisor.follow("图景")
    picture = await supervisor.heading()
    await page.locator("svg.procedure a").first.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/cases/*/items/*")

    assert number in listed
    assert "超" in listed
    assert picture == "办件图景"
    assert supervisor.complaints == []


async def test_the_filters_are_kept_in_the_form_and_in_the_address(
    counter: Counter, browser: Browser
) -> None:
    """What was searched stands in the fields again, so that it can be changed."""
    number = await counter.case(accepted=True)
    clerk = await window(browser, script=False)
    await clerk.sign_in("clerk")
    await clerk.follow("办件")
    await clerk.page.fill("#query", number)
    await clerk.page.select_option("#department", "water")
    await clerk.press("查找")

    assert f"query={number}" in clerk.page.url
    assert "department=water" in clerk.page.url
    assert await clerk.page.input_value("#query") == number
    assert await clerk.page.input_value("#department") == "water"
    assert await clerk.page.locator("tbody tr").count() == 1
