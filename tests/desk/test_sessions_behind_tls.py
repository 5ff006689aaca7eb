"""The same desk behind TLS, and what a session withstands."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from desk.accounts.sessions import form_token
from desk.web.application import build
from desk.web.callers import anybody
from desk.web.guard import Origins
from tests.desk.access import STREAMS, filled, ways_of
from tests.desk.counter import PASSWORD, Counter, hidden, sign_in

SAFE = "https://desk.test"


@pytest.fixture(scope="module")
def behind_tls(counter: Counter) -> FastAPI:
    """The desk as an office serves it to its people."""
    return build(replace(counter.app.state.desk, origins=Origins(frozenset({SAFE}))))


@pytest.fixture
async def browser(behind_tls: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has signed in with."""
    transport = httpx.ASGITransport(app=behind_tls, client=("10.0.7.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url=SAFE, headers={"origin": SAFE}) as opened:
        yield opened


async def enter(browser: httpx.AsyncClient, account: str = "clerk") -> httpx.Response:
    """Sign in; the answer with the cookies."""
    page = await browser.get("/login")
    fields = {"form": hidden(page.text, "form"), "account": account, "password": PASSWORD}
    return await browser.post("/login", data=fields)


async def test_cookies_behind_tls_travel_nowhere_else(browser: httpx.AsyncClient) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite; and the browser is told to stay with TLS."""
    answer = await enter(browser)
    cookies = answer.headers.get_list("set-cookie")
    session = next(each for each in cookies if each.startswith("__Host-lianshen="))

    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in session
    assert "Domain" not in session
    assert all("Secure" in each for each in cookies if "Max-Age=0" not in each)
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_session_is_never_one_that_somebody_else_has_chosen(browser: httpx.AsyncClient) -> None:
    """A token that was there before is not taken over, and is worth nothing afterwards."""
    chosen = "x" * 43
    browser.cookies.set("__Host-lianshen", chosen, domain="desk.test", path="/")
    answer = await enter(browser)
    browser.cookies.clear()
    refused = await browser.get("/api/v1/tasks", headers={"authorization": f"Bearer {chosen}"})

    assert answer.status_code == 303
    assert "__Host-lianshen=" in str(answer.headers.get_list("set-cookie"))
    assert chosen not in str(answer.headers.get_list("set-cookie"))
    assert refused.status_code == 401


async def test_signing_in_anew_ends_the_session_before(counter: Counter) -> None:
    """In the same browser; the old token is worth nothing afterwards."""
    browser = await counter.stranger("10.0.7.2")
    await sign_in(browser, "clerk")
    before = browser.token
    browser.cookies.delete("lianshen-session")
    page = await browser.get("/login")
    fields = {"form": hidden(page.text, "form"), "account": "clerk", "password": PASSWORD}
    browser.cookies.set("lianshen-session", before, domain="desk.test", path="/")
    await browser.post("/login", data=fields)
    bearer = {"authorization": f"Bearer {before}"}
    other = await counter.stranger("10.0.7.3")

    assert (await other.get("/api/v1/tasks", headers=bearer)).status_code == 401


async def test_a_revoked_session_is_over_everywhere(counter: Counter) -> None:
    """On every page and every route of the API, from the moment of it; also for forms made before."""
    browser, number = await counter.stranger("10.0.7.4"), await counter.shared_case()
    await sign_in(browser, "clerk")
    form = form_token(browser.token)
    async with counter.engine.begin() as connection:
        ended = await connection.execute(
            text("UPDATE sessions SET ended_at = now() WHERE account = 'clerk' AND address = '10.0.7.4'")
        )
    wrong = []
    for way in ways_of(counter.app):
        if anybody in way.rules or way.path in STREAMS:
            continue
        for method in way.methods:
            data = None if method in {"GET", "DELETE"} else {"form": form}
            answer = await browser.request(method, next(filled(way, number)), data=data)
            led = answer.status_code == 303 and answer.headers["location"].startswith("/login")
            if not led and answer.status_code != 401:
                wrong.append((method, way.path, answer.status_code))

    assert ended.rowcount == 1
    assert wrong == []


async def test_no_form_is_taken_without_the_token_of_its_session(counter: Counter) -> None:
    """Every route of a page that changes something, with the cookie and from our own origin."""
    browser, number = await counter.stranger("10.0.7.5"), await counter.shared_case()
    await sign_in(browser, "administrator")
    taken = []
    for way in ways_of(counter.app):
        if anybody in way.rules or way.path.startswith("/api/"):
            continue
        for method in set(way.methods) - {"GET"}:
            for data in ({}, {"form": form_token("another")}):
                answer = await browser.request(method, next(filled(way, number)), data=data)
                if answer.status_code not in {403, 404, 415}:
                    taken.append((method, way.path, answer.status_code))

    assert taken == []
    assert (await browser.get("/")).status_code == 200


async def test_every_page_bears_the_policy_and_no_script_of_its_own(counter: Counter) -> None:
    """Each page that a person opens, as somebody who may open most of them."""
    number = await counter.shared_case()
    looked = 0
    for account in ("administrator", "clerk", "applicant"):
        browser = await counter.browser(account)
        for way in ways_of(counter.app):
            if "GET" not in way.methods or way.path in STREAMS or way.path.startswith("/api/"):
                continue
            answer = await browser.get(next(filled(way, number)))
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy, way.path
            assert "unsafe" not in policy, way.path
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            looked += 1
            assert "<style" not in answer.text, way.path
            assert " style=" not in answer.text, way.path
            assert " onclick=" not in answer.text, way.path
            assert answer.text.count("<script") == answer.text.count('<script src="/static/'), way.path

    assert looked > 30
