"""The desk of an office that signs in elsewhere, and browsers that go back and forth between the two."""

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, Literal

import httpx2 as httpx
from argon2 import PasswordHasher
from fastapi import FastAPI
from joserfc.jwk import RSAKey

from desk.accounts.accounts import Accounts
from desk.accounts.elsewhere import Elsewhere
from desk.accounts.passwords import Passwords
from desk.accounts.provider import Provider, ProviderSettings
from desk.web.application import build
from tests.desk.counter import ORIGIN, Counter
from tests.desk.identity_provider import CLIENT, PASSWORD, SECRET, issuer

_FIELD = re.compile(r"<(?:input|button)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True)
class Running:
    """A provider at work: its issuer, and the key with which it signs."""

    issuer: str
    key: RSAKey


@asynccontextmanager
async def running_provider() -> AsyncIterator[Running]:
    """A real provider in a process of its own."""
    key = RSAKey.generate_key(2048, auto_kid=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    private = json.dumps(key.as_dict(private=True))
    command = [sys.executable, "-m", "tests.desk.identity_provider", str(port), private, ORIGIN]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        async with httpx.AsyncClient() as client:
            for _ in range(600):
                try:
                    answer = await client.get(f"{issuer(port)}/.well-known/openid-configuration")
                    assert answer.status_code == 200, answer.text
                    break
                except httpx.TransportError:
                    assert process.poll() is None, process.stderr and process.stderr.read().decode()
                    await asyncio.sleep(0.05)
        yield Running(issuer(port), key)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def office(
    counter: Counter,
    at: str,
    *,
    client_id: str = CLIENT,
    claim: str = "preferred_username",
    by_claim: bool = True,
    passwords_for: Literal["everybody", "administrators"] = "everybody",
) -> FastAPI:
    """The same desk, of an office that has the provider of this issuer."""
    desk = counter.app.state.desk
    accounts = Accounts(
        counter.engine, Passwords(PasswordHasher(1, 8, 1)), embedded=True, passwords_for=passwords_for
    )
    return build(
        replace(
            desk,
            accounts=accounts,
            elsewhere=Elsewhere(counter.engine, embedded=False, by_claim=by_claim),
            provider=Provider(ProviderSettings(at, client_id, SECRET, claim=claim)),
        )
    )


class Traveller(httpx.AsyncClient):
    """A browser that finds the desk under its name, and the provider where it is."""

    def __init__(self, app: FastAPI) -> None:
        desk = httpx.ASGITransport(app=app, client=("10.0.9.1", 1))
        super().__init__(mounts={ORIGIN: desk}, base_url=ORIGIN)

    async def there(self, way: str = "/login/office?next=/cases") -> httpx.Response:
        """Leave the desk; where it sends the browser."""
        return await self.get(way)

    async def sign_in_there(self, way: str, name: str) -> str:
        """Everything that the provider asks for, until it sends the browser back to the desk: whereto."""
        answer = await self.get(way)
        for _ in range(12):
            if answer.is_redirect:
                way = str(answer.url.join(answer.headers["location"]))
                if way.startswith(ORIGIN):
                    return way
                answer = await self.get(way)
                continue
            assert answer.status_code == 200, answer.text
            answer = await self.post(str(answer.url), data=filled_form(answer.text, name))
        raise AssertionError(answer.text)

    async def sign_in(self, name: str, way: str = "/login/office?next=/cases") -> httpx.Response:
        """The whole way; what the desk says to the answer of the provider."""
        left = await self.there(way)
        assert left.status_code == 303, left.text
        return await self.get(await self.sign_in_there(left.headers["location"], name))


def filled_form(html: str, name: str) -> dict[str, str]:
    """The fields of the page's form as a person fills them."""
    fields: dict[str, Any] = {}
    for tag in _FIELD.findall(html):
        told = dict(_ATTRIBUTE.findall(tag))
        if told.get("type") == "hidden":
            fields[told["name"]] = unescape(told.get("value", ""))
        elif told.get("name") == "login":
            fields["login"] = name
        elif told.get("name") == "password":
            fields["password"] = PASSWORD
        elif told.get("name") == "answer" and told.get("value") == "accept":
            fields["answer"] = "accept"
    return fields
