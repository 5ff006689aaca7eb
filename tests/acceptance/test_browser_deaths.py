"""A server of a real office dies between a click and its answer: the browser is told the truth, once."""

import asyncio
import contextlib
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.async_api import Browser, Page, Route, expect
from playwright.async_api import Error as BrowserError

from tests.acceptance.conftest import ROOT, Terminal
from tests.acceptance.test_office import SMALL_CASE, _number
from tests.desk.browsers import chromium, window

PATIENCE = 90_000
"""How long a part may take to come back, in milliseconds."""
CONFIRM = "确认：受理并抄告"


class Desk:
    """The office and the address of its desk."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        found = re.search(r"办事网页：(http://\S+)", terminal.start_office())
        assert found is not None
        self.url = found[1]
        self.password = (terminal.home / "sample-password").read_text().strip()
        self.killed = False
        self._cases = 0

    def case(self, folder: Path) -> str:
        """A new case that waits to be accepted."""
        self._cases += 1
        told = yaml.safe_load(Path(SMALL_CASE).read_text())
        told["catalogue"] = str(ROOT / "data" / "catalogues" / "lingshan-major-project.yaml")
        told["project"]["code"] = f"2026-450721-48-01-0008{self._cases:02d}"
        file = folder / f"case-{self._cases}.yaml"
        file.write_text(yaml.dump(told, allow_unicode=True))
        return _number(self.terminal.type("case", "open", str(file)))

    @contextlib.contextmanager
    def standing_still(self, part: str) -> Iterator[None]:
        """A part of the office that is there and does nothing meanwhile."""
        pids: dict[str, int] = json.loads((self.terminal.home / "office.json").read_text())["pids"]
        found = next(pid for name, pid in pids.items() if part in name.lower())
        os.kill(found, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(found, signal.SIGCONT)

    async def answers(self) -> None:
        """Wait until the desk listens."""
        host, port = self.url.removeprefix("http://").split(":")
        while True:
            try:
                _, writer = await asyncio.open_connection(host, int(port))
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return

    def acceptances(self, number: str) -> int:
        """How often the case was accepted, by the register."""
        return self.terminal.type("case", "history", number).count("受理并抄告相关部门")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One office for this file, whose register must be whole in the end."""
    folder = tmp_path_factory.mktemp("deaths")
    terminal = Terminal(folder / "office", folder / "office.log")
    try:
        yield Desk(terminal)
        terminal.type("register", "verify")
        terminal.stop_office()
    finally:
        terminal.abandon()


@pytest.fixture(scope="module")
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with chromium(int(desk.url.rpartition(":")[2])) as opened:
        yield opened


@pytest.fixture
async def page(desk: Desk, browser: Browser) -> AsyncIterator[Page]:
    """The clerk, signed in."""
    opened = await window(browser, script=False)
    opened.page.set_default_timeout(PATIENCE)
    await opened.page.goto(f"{desk.url}/login")
    await opened.page.get_by_label("账号").fill("clerk")
    await opened.page.get_by_label("密码").fill(desk.password)
    await opened.page.get_by_role("button", name="登录").click()
    await expect(opened.page.locator("h1")).to_have_text("我的待办", timeout=PATIENCE)
    yield opened.page
    await opened.context.close()


async def click(desk: Desk, page: Page, number: str) -> None:
    """From the board to the summary, and press the button; nobody waits for an answer here."""
    await page.goto(f"{desk.url}/cases/{number}")
    await page.get_by_role("link", name="受理并抄告", exact=True).first.click()
    await expect(page.locator("h1")).to_contain_text("核对：受理并抄告", timeout=PATIENCE)
    async with page.expect_request(lambda request: request.method == "POST"):
        await page.get_by_role("button", name=CONFIRM).click(no_wait_after=True)


async def again(desk: Desk, page: Page) -> None:
    """Reload, as one does, until the page is the receipt; a reload sends the same form once more."""
    heading = page.locator("h1")
    async with asyncio.timeout(PATIENCE / 1000):
        while not await heading.count() or await heading.first.inner_text() != "回执":
            await desk.answers()
            with contextlib.suppress(BrowserError):  # gone again
                await page.reload()


@pytest.mark.parametrize("answered", [False, True], ids=["in the middle", "after it was done"])
async def test_a_desk_that_dies_after_the_click_gives_one_receipt(
    desk: Desk, page: Page, tmp_path: Path, answered: bool
) -> None:
    """The browser says that there was no answer; the same form sent again brings the one receipt."""
    number = desk.case(tmp_path)

    async def lose(route: Route) -> None:
        if route.request.method != "POST" or desk.killed:
            await route.continue_()
            return
        desk.killed = True
        if answered:
            await route.fetch(max_redirects=0)
            desk.terminal.kill_part("desk")
            await route.abort("connectionreset")
        else:
            await route.continue_()
            desk.terminal.kill_part("desk")

    desk.killed = False
    await page.route("**/acts/accept-case", lose)
    await click(desk, page, number)
    await again(desk, page)

    assert f"{number}-2" in await page.inner_text(".receipt")
    assert desk.acceptances(number) == 1


@pytest.mark.parametrize("part", ["worker", "temporal", "postgres"])
async def test_a_server_that_dies_after_the_click_is_told_and_gives_one_receipt(
    desk: Desk, page: Page, tmp_path: Path, part: str
) -> None:
    """Nobody can work on the case when the click comes: the page says so, or that it is being recorded."""
    number = desk.case(tmp_path)
    with desk.standing_still("worker"):
        await click(desk, page, number)
        desk.terminal.kill_part(part)
    await expect(page.locator("h1")).not_to_contain_text("核对", timeout=PATIENCE)
    first = await page.inner_text("body")
    await again(desk, page)

    assert any(told in first for told in ("回执", "正在登记", "不能确定", "没有办理任何事项"))
    assert f"{number}-2" in await page.inner_text(".receipt")
    assert desk.acceptances(number) == 1
