"""A real chromium on the desk under test, which it finds under the desk's own name."""

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from tests.desk.counter import ORIGIN, PASSWORD

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell without windows first: the same engine on a third less of the processor."""


@contextlib.asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[int]:
    """The application on a port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.02)
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def chromium(port: int) -> AsyncIterator[Browser]:
    """Debian's chromium, for which the desk's host is this machine."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("no chromium on this machine: apt-get install chromium-headless-shell")
    host = ORIGIN.removeprefix("http://")
    rules = f"--host-resolver-rules=MAP {host}:80 127.0.0.1:{port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox", rules])
        yield browser
        await browser.close()


class Window:
    """One person at one browser, with an eye on what the browser complains about."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def sign_in(self, account: str) -> None:
        """Through the door."""
        await self.page.goto(f"{ORIGIN}/login")
        await self.page.fill("#account", account)
        await self.page.fill("#password", PASSWORD)
        await self.page.click("button.go")
        await self.page.locator('form[action="/logout"]').wait_for()

    async def follow(self, name: str) -> None:
        """Click a link by its words."""
        await self.page.get_by_role("link", name=name, exact=True).first.click()

    async def press(self, name: str) -> None:
        """Press a button by its words."""
        await self.page.get_by_role("button", name=name).first.click()

    async def heading(self) -> str:
        """What the page is about."""
        return await self.page.locator("h1").first.inner_text()


async def window(browser: Browser, *, script: bool = True, phone: bool = False) -> Window:
    """A new window of 1366 × 768, or of a phone, that knows nobody."""
    width, height = (390, 844) if phone else (1366, 768)
    viewport: ViewportSize = {"width": width, "height": height}
    context = await browser.new_context(viewport=viewport, java_script_enabled=script)
    return Window(context, await context.new_page())
