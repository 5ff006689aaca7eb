"""Letters by SMTP."""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime
from typing import Final, Literal

import aiosmtplib
from aiosmtplib import SMTP

from desk.messages.outcomes import Later, Outcome, Refused, Sent, Unknown
from desk.messages.wording import Letter

SECONDS: Final = 20.0
"""For each step of the conversation."""
FOR_EVER: Final = 500
"""Answers from here on will be the same another time."""


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in; ``sender`` is the address that they come from."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    security: Literal["tls", "starttls", "none"] = "starttls"
    trusted: str | None = None
    """A file with the certificate authority of the office's own server."""


class Mail:
    """Hands letters in, one conversation each."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def send(self, letter: Letter, to: str, at: datetime) -> Outcome:
        """Hand the letter in. Its Message-ID is the same however often that is tried."""
        message = EmailMessage(policy=POLICY)
        message["Subject"] = letter.subject
        message["Message-ID"] = f"<{letter.id}@{self._server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return await self._hand_in(message, to, at)

    async def send_code(self, code: str, to: str, at: datetime) -> Outcome:
        """Send the code with which a person confirms that the address is theirs."""
        message = EmailMessage(policy=POLICY)
        message["Subject"] = "[联审] 邮箱确认码 / code for your mail address"
        message.set_content(
            f"确认码：{code}\n"
            "请在工作台的“消息设置”中填写，30 分钟内有效。不是您本人操作的，请忽略本邮件。\n\n"
            f"Your code: {code}\nEnter it in the desk under “Message settings” within 30 minutes. "
            "If you did not ask for it, ignore this mail.\n"
        )
        return await self._hand_in(message, to, at)

    async def _hand_in(self, message: EmailMessage, to: str, at: datetime) -> Outcome:
        message["From"] = self._server.sender
        message["To"] = to
        message["Date"] = format_datetime(at)
        client = SMTP(
            hostname=self._server.host,
            port=self._server.port,
            timeout=SECONDS,
            use_tls=self._server.security == "tls",
            start_tls=self._server.security == "starttls",
            tls_context=ssl.create_default_context(cafile=self._server.trusted),
        )
        try:
            return await self._converse(client, message.as_bytes(), to)
        finally:
            client.close()

    async def _converse(self, client: SMTP, letter: bytes, to: str) -> Outcome:
        try:
            await client.connect()
            if self._server.user is not None:
                await client.login(self._server.user, self._server.password or "")
            await client.mail(self._server.sender)
            await client.rcpt(to)
        except aiosmtplib.SMTPAuthenticationError as refused:
            return Later(_said(refused))  # somebody mends the settings, and the letter goes out
        except aiosmtplib.SMTPResponseException as refused:
            return Refused(_said(refused)) if refused.code >= FOR_EVER else Later(_said(refused))
        except (aiosmtplib.SMTPException, OSError, ValueError) as trouble:
            return Later(_said(trouble))
        try:
            await client.data(letter)
        except aiosmtplib.SMTPResponseException as refused:
            return Refused(_said(refused)) if refused.code >= FOR_EVER else Later(_said(refused))
        except (aiosmtplib.SMTPException, OSError) as trouble:
            return Unknown(_said(trouble))
        try:
            async with asyncio.timeout(SECONDS):
                await client.quit()
        except (aiosmtplib.SMTPException, OSError):
            return Sent()
        return Sent()


def _said(trouble: Exception) -> str:
    """The server's code alone: its words may name the person's address."""
    if isinstance(trouble, aiosmtplib.SMTPResponseException):
        return f"SMTP {trouble.code}"
    return type(trouble).__name__
