"""A real mail server and a real chat robot on this machine, which can be made to misbehave."""

import asyncio
import contextlib
import email
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailBox:
    """What the mail server has taken. ``rcpt`` and ``data`` answer in its place; ``cut`` hangs up instead."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    rcpt: str | None = None
    data: str | None = None
    cut: bool = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the address, or not."""
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the letter, or refuse it, or take it and hang up without a word."""
        if self.data is not None:
            return self.data
        assert isinstance(envelope.content, bytes)
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        self.to.append(list(envelope.rcpt_tos))
        if self.cut:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 taken"


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[MailBox]:
    """On a free port of this machine."""
    box = MailBox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(box, hostname="mail.test", enable_SMTPUTF8=False, loop=loop), "127.0.0.1", 0
    )
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()


@dataclass
class ChatRoom:
    """What the robot was told. ``answer`` is what it says then: status and body; None hangs up."""

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    answer: Callable[[], tuple[int, str] | None] = lambda: (200, '{"errcode": 0}')


@contextlib.asynccontextmanager
async def chat_room() -> AsyncIterator[ChatRoom]:
    """On a free port of this machine, by the plainest HTTP there is."""
    room = ChatRoom()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            room.ways.append(head[0].split()[1])
            room.headers.append(headers)
            room.bodies.append(body)
            room.told.append(json.loads(body))
            answer = room.answer()
            if answer is not None:
                status, text = answer
                told = text.encode()
                writer.write(
                    f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n"
                    f"content-length: {len(told)}\r\nconnection: close\r\n\r\n".encode()
                    + told
                )
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    room.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/robot?key=secret"
    try:
        yield room
    finally:
        server.close()
