import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text

from desk.messages.mail import Mail, MailServer
from tests.desk.browsers import Window, chromium, served, window
from tests.desk.counter import ORIGIN, Counter

BAR = "#live .live-words"
SOON = 10_000


@pytest.fixture(scope="module")
async def browser(counter: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(counter.app) as port, chromium(port) as opened:
        yield opened


@pytest.fixture
async def clerk(browser: Browser) -> AsyncIterator[Window]:
    """The clerk, signed in; at the end the browser has complained of nothing."""
    opened = await window(browser)
    await opened.sign_in("clerk")
    await opened.page.wait_for_selector("#mine")
    yield opened
    await opened.context.close()
    assert opened.complaints == []


async def shot(page: Page, name: str) -> None:
    """Keep what is seen, where a person wants to look at it."""
    if folder := os.environ.get("LOOKS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_list_announces_what_is_new_and_shows_it_on_a_click(counter: Counter, clerk: Window) -> None:
    """Nothing moves before; the place on the page stays; a second round counts from there."""
    page = clerk.page
    await page.goto(f"{ORIGIN}/cases?query=新到")
    await page.evaluate("window.sameWindow = true")
    before = await page.inner_text("main")
    await counter.case()
    number = await counter.case(project={"code": "2026-450721-48-03-000001", "name": "新到的项目"})
    await expect(page.locator(BAR)).to_have_text("有 2 项更新。", timeout=SOON)
    unmoved = await page.inner_text("main")
    await shot(page, "updates")
    await page.click("#live a")
    await expect(page.locator("main")).to_contain_text(number, timeout=SOON)
    told = await page.inner_text(BAR)
    await counter.case()
    await expect(page.locator(BAR)).to_have_text("有 1 项更新。", timeout=SOON)

    assert unmoved == before
    assert told.startswith("已更新到")
    assert await page.evaluate("window.sameWindow") is True


async def test_the_page_of_a_case_says_that_it_is_old(counter: Counter, clerk: Window) -> None:
    """With the time of what it shows; the click shows the new state."""
    number = await counter.case()
    page = clerk.page
    await page.goto(f"{ORIGIN}/cases/{number}")
    shown = await page.get_attribute("main", "data-shown")
    await counter.case()
    await (await counter.browser("clerk")).command(number, "accept-case")
    await expect(page.locator(BAR)).to_have_text(f"本页是 {shown} 的状态，之后已有变化。", timeout=SOON)
    before = await page.inner_text(".standing")
    await shot(page, "old-case")
    await page.click("#live a")
    await expect(page.locator(".standing")).to_contain_text("并联审批中", timeout=SOON)

    assert "并联审批中" not in before
    assert number in await page.inner_text("main")


async def test_a_page_says_when_nobody_would_tell(counter: Counter, clerk: Window) -> None:
    """The stream is cut and cannot come back; when it is back, the page is quiet again."""
    page = clerk.page
    await page.clock.install()
    await page.goto(f"{ORIGIN}/cases")
    await page.route("**/events*", lambda route: route.abort())
    counter.app.state.desk.streams.close()
    await page.clock.run_for(12_000)
    await expect(page.locator(BAR)).to_contain_text("连接已中断", timeout=SOON)
    await shot(page, "lost")
    counter.app.state.desk.streams._closing = False
    await page.unroute("**/events*")
    await page.clock.run_for(60_000)
    await expect(page.locator(BAR)).not_to_contain_text("连接已中断", timeout=SOON)
    clerk.complaints = [each for each in clerk.complaints if "ERR_FAILED" not in each]


async def test_a_hidden_window_does_not_listen_and_asks_when_it_is_back(
    counter: Counter, clerk: Window
) -> None:
    """So that seven windows of one browser do not use up its connections."""
    page, streams = clerk.page, counter.app.state.desk.streams
    await page.goto(f"{ORIGIN}/cases")
    await until(lambda: len(streams) == 1)
    hide = "v => { Object.defineProperty(document, 'hidden', {value: v, configurable: true}); document.dispatchEvent(new Event('visibilitychange')); }"  # noqa: E501
    await page.evaluate(hide, True)
    await until(lambda: len(streams) == 0)
    await counter.case()
    await page.evaluate(hide, False)

    await expect(page.locator(BAR)).to_have_text("有 1 项更新。", timeout=SOON)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens on the server."""
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("counter")
async def test_the_page_says_that_one_is_signed_out(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out in another window of the same browser: the way back in stands in the bar."""
    monkeypatch.setattr("desk.live.streams.WATCH", 0.2)
    opened = await window(browser)
    await opened.sign_in("clerk")
    await opened.page.goto(f"{ORIGIN}/cases")
    other = await opened.context.new_page()
    await other.goto(f"{ORIGIN}/cases")
    await other.get_by_role("button", name="退出").click()
    await expect(opened.page.locator(BAR)).to_contain_text("登录已失效", timeout=SOON)
    await opened.page.click("#live a")
    await opened.page.wait_for_url("**/login*")
    await opened.context.close()


async def test_the_keyboard_goes_through_lists(counter: Counter, clerk: Window) -> None:
    """/ searches, j and k go up and down, Enter opens, ? explains; while one types they are letters."""
    await counter.case()
    await counter.case()
    page = clerk.page
    await page.goto(f"{ORIGIN}/cases")
    focused = "document.activeElement.getAttribute('href') || document.activeElement.id"
    await page.keyboard.press("j")
    first = await page.evaluate(focused)
    await page.keyboard.press("j")
    second = await page.evaluate(focused)
    await shot(page, "keyboard")
    await page.keyboard.press("k")
    back = await page.evaluate(focused)
    await page.keyboard.press("/")
    search = await page.evaluate(focused)
    await page.keyboard.type("jk/?")
    typed = await page.input_value("#query")
    await page.locator("#query").blur()
    await page.keyboard.press("?")
    await page.wait_for_selector("dialog[open]")
    await shot(page, "keys")
    faults = (await Axe().run(page)).response["violations"]
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{first}")

    assert first != second
    assert back == first
    assert (search, typed) == ("query", "jk/?")
    assert faults == []


async def test_shortcuts_can_be_switched_off(clerk: Window) -> None:
    """By a form; then the keys do nothing."""
    page = clerk.page
    await page.goto(f"{ORIGIN}/help/keys")
    await shot(page, "keys-page")
    await page.check("#keys-off")
    await page.get_by_role("button", name="保存").click()
    await page.wait_for_url("**/help/keys")
    off = await page.is_checked("#keys-off")
    await page.goto(f"{ORIGIN}/cases")
    await page.keyboard.press("/")

    assert off
    assert await page.evaluate("document.activeElement.tagName") == "BODY"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_messages_and_their_settings_are_fit_for_everybody(
    counter: Counter, browser: Browser, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No violation that axe knows, with new messages, an address to be confirmed, and failures."""
    sending = counter.app.state.desk.sending
    monkeypatch.setattr(sending, "mail", Mail(MailServer("127.0.0.1", 9, "desk@office.test")))
    monkeypatch.setattr(sending, "chat", object())
    await counter.case(accepted=True)
    await asyncio.sleep(2)
    who = "service-centre-administrator"
    await counter.app.state.desk.addresses.keep(
        who, mail="a@office.test", mail_wanted=True, chat=None, chat_wanted=False
    )
    async with counter.engine.begin() as connection:
        await connection.execute(
            text(
                """
                WITH told AS (
                    INSERT INTO notices (key, jurisdiction, "case", seq, kind, "to", at, delivered_at)
                    SELECT number || ':9:' || :part, jurisdiction, number, 9, 'escalated', 'administrator',
                           now(), now()
                    FROM cases ORDER BY number DESC LIMIT 2 RETURNING key
                )
                INSERT INTO message_deliveries
                    (id, notice, channel, recipient, state, attempts, next_try, ended_at, reason)
                SELECT md5(key || state), key, 'mail', :who, state, 3, now(), now(), 'SMTP 550'
                FROM told, unnest(ARRAY['dead', 'unknown']) AS state
                """
            ),
            {"part": language, "who": who},
        )
    opened = await window(browser)
    await opened.sign_in(who)
    await opened.page.goto(f"{ORIGIN}/language/{language}?back=/messages/failed")
    found = {}
    for way in ("/messages/failed", "/messages", "/messages/settings", "/help/keys"):
        await opened.page.goto(f"{ORIGIN}{way}")
        await shot(opened.page, f"{language}{way.replace('/', '-')}")
        found[way] = [each["id"] for each in (await Axe().run(opened.page)).response["violations"]]
    complaints = opened.complaints
    await opened.context.close()

    assert found == {way: [] for way in found}
    assert complaints == []
