"""What every request passes before anything looks at it: host, origin, size; and what every answer bears."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.web.problems import Problem

MOST_BYTES: Final = 1_048_576
"""Of a form or a JSON text."""

OF_FILES: Final = re.compile(
    r"PATCH /api/v1/cases/[^/]+/uploads/[^/]+|POST /cases/[^/]+/attachments", re.ASCII
)
"""The two ways in which files come: a file may be as large as the office takes it."""
_AROUND_A_FILE: Final = 65_536
"""What a form adds to its file."""
_LONGEST_LENGTH: Final = 15

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-resource-policy": "same-origin",
}
_BEHIND_TLS: Final = {
    "strict-transport-security": "max-age=31536000",
    "cross-origin-opener-policy": "same-origin",
}
"""Browsers heed these on connections that they trust, and complain about them on others."""

Refuse = Callable[[Request, Problem], Response]


@dataclass(frozen=True)
class Origins:
    """Under which addresses the desk is reached: ``http://127.0.0.1:8460`` and the like."""

    known: frozenset[str]

    @property
    def hosts(self) -> frozenset[str]:
        """What the header Host may say."""
        return frozenset(urlsplit(origin).netloc.lower() for origin in self.known)

    @property
    def secure(self) -> bool:
        """Whether all of them are behind TLS, so that cookies never travel without."""
        return all(origin.startswith("https://") for origin in self.known)


class Guard:
    """Wraps the application. Another site's form is refused here, whatever its page does."""

    def __init__(self, app: ASGIApp, *, origins: Origins, refuse: Refuse, largest_file: int) -> None:
        """``largest_file`` is in bytes."""
        self._app = app
        self._largest_file = largest_file
        self._origins = origins
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        problem = self._problem(request)
        if problem is not None:
            await self._refuse(request, problem)(scope, receive, self._with_headers(send, scope["path"]))
            return
        await self._app(scope, receive, self._with_headers(send, scope["path"]))

    def _problem(self, request: Request) -> Problem | None:
        headers = request.headers
        if headers.get("host", "").lower() not in self._origins.hosts:
            return Problem("HostUnknown", host=ascii(headers.get("host", ""))[:100])
        if request.method not in SAFE and not self._from_here(headers):
            return Problem("FormNotOurs")
        if "transfer-encoding" in headers:
            return Problem("LengthMissing")
        length = headers.get("content-length", "0")
        most = MOST_BYTES
        if OF_FILES.fullmatch(f"{request.method} {request.url.path}"):
            most = self._largest_file + _AROUND_A_FILE
        fits = length.isascii() and length.isdigit() and len(length) <= _LONGEST_LENGTH
        return None if fits and int(length) <= most else too_large(most)

    def _from_here(self, headers: Headers) -> bool:
        """Whether the request comes from one of our own pages, or from a program that holds a token.

        A browser always says where an unsafe request comes from; a program with a token has no cookie that
        another site could make use of.
        """
        origin = headers.get("origin")
        if origin is not None:
            return origin.lower() in self._origins.known
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        return "cookie" not in headers

    def _with_headers(self, send: Send, path: str) -> Callable[[Message], Awaitable[None]]:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                if self._origins.secure:
                    headers.update(_BEHIND_TLS)
                if not path.startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return sending


def too_large(most: int) -> Problem:
    """More was sent than is read."""
    return Problem("TooLarge", most=f"{most // 1024} KiB")
