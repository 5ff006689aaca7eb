"""A desk over real servers, in this process: its people, their browsers, and cases to look at."""

import itertools
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.accounts.sessions import form_token
from tests.domain.sample import FILING, PEOPLE

ORIGIN = "http://desk.test"
PASSWORD = "one password for everybody"
IDENTITY = str(FILING["applicant"]["id"])  # type: ignore[index]
FOREIGN = "450999"
"""Another jurisdiction, whose people see nothing here."""

_numbers = itertools.count(1)


class Browser(httpx.AsyncClient):
    """A browser of one person: keeps cookies, says where its forms come from."""

    @property
    def token(self) -> str:
        """The token of the session."""
        return self.cookies.get("lianshen-session") or ""

    async def post_form(self, way: str, **fields: Any) -> httpx.Response:
        """Send a form that was made in this session."""
        return await self.post(way, data={"form": form_token(self.token), **fields})

    async def whole_inbox(self) -> str:
        """Every page of the inbox, however many cases the desk has."""
        ahead, known, pages = ["/"], set[str](), []
        while ahead:
            page = (await self.get(ahead.pop())).text
            pages.append(page)
            further = set(re.findall(r'<a href="(/\?(?:waiting|mine|pool)=[^"]+)"', page)) - known
            known |= further
            ahead += further
        return "\n".join(pages)

    async def command(self, number: str, do: str, key: str | None = None, /, **fields: Any) -> httpx.Response:
        """Give a case a command over the API."""
        return await self.post(
            f"/api/v1/cases/{number}/commands",
            json={"do": do, **fields},
            headers={"idempotency-key": key or new_key()},
        )


class Counter:
    """The desk as its visitors find it."""

    def __init__(self, app: FastAPI, engine: AsyncEngine, stack: AsyncExitStack) -> None:
        self.app = app
        self.engine = engine
        self._stack = stack
        self._browsers: dict[str, Browser] = {}
        self._shared: str | None = None

    async def stranger(self, address: str = "10.0.0.1") -> Browser:
        """A browser that nobody has signed in with."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 1))
        browser = Browser(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN})
        return await self._stack.enter_async_context(browser)

    async def browser(self, account: str) -> Browser:
        """The browser of a person, signed in."""
        if account not in self._browsers:
            browser = await self.stranger()
            answer = await sign_in(browser, account)
            assert answer.status_code == 303, answer.text
            self._browsers[account] = browser
        return self._browsers[account]

    async def case(self, *, accepted: bool = False, **filing: Any) -> str:
        """A new case of the sample procedure; its number."""
        clerk = await self.browser("clerk")
        answer = await clerk.post(
            "/api/v1/cases", json=new_filing(**filing), headers={"idempotency-key": new_key()}
        )
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["case"]
        if accepted:
            taken = await clerk.command(number, "accept-case")
            assert taken.status_code == 200, taken.text
        return number

    async def shared_case(self) -> str:
        """One case, accepted, for tests that are refused or only look."""
        if self._shared is None:
            self._shared = await self.case(accepted=True)
        return self._shared


async def sign_in(browser: Browser, account: str, password: str = PASSWORD, way: str = "/") -> httpx.Response:
    """Open the form for signing in and send it."""
    page = await browser.get("/login")
    return await browser.post(
        "/login",
        data={"form": hidden(page.text, "form"), "account": account, "password": password, "next": way},
    )


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    assert found is not None, html
    return found[1]


def new_key() -> str:
    """A key that was never used."""
    return f"key-{next(_numbers)}"


def new_filing(**changes: Any) -> dict[str, Any]:
    """The sample filing for a project of its own."""
    project = {"code": f"2026-450721-48-01-{next(_numbers):06d}", "name": "示例工业园"}
    return {**FILING, "project": project, **changes}


def people() -> Mapping[str, Any]:
    """The sample people; the applicant with the identity under which the sample is filed."""
    applicant = PEOPLE["applicant"].model_copy(update={"identity": IDENTITY})
    other = PEOPLE["other-applicant"].model_copy(update={"identity": "91450721MA5YYYYYYY"})
    return {**PEOPLE, "applicant": applicant, "other-applicant": other}
