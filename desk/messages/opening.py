"""Makes what sends messages, from the office's settings."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.people import Directory
from desk.messages.chat import Chat, Robot
from desk.messages.handing_out import CHAT, MAIL, HandingOut
from desk.messages.mail import Mail, MailServer
from desk.messages.sending import Sending
from runtime.message_settings import MessageSettings


def open_sending(
    engine: AsyncEngine,
    settings: MessageSettings,
    *,
    desk: str,
    now: Callable[[], datetime],
    today: Callable[[], date],
) -> Sending:
    """With the channels that the office has."""
    mail = chat = None
    if settings.smtp_host is not None and settings.smtp_sender is not None:
        password = settings.smtp_password
        mail = Mail(
            MailServer(
                host=settings.smtp_host,
                port=settings.smtp_port,
                sender=settings.smtp_sender,
                user=settings.smtp_user,
                password=None if password is None else password.get_secret_value(),
                security=settings.smtp_security,
                trusted=None if settings.smtp_trusted is None else str(settings.smtp_trusted),
            )
        )
    if settings.chat_url is not None:
        secret = settings.chat_secret
        chat = Chat(
            Robot(
                settings.chat_url,
                settings.chat_style,
                None if secret is None else secret.get_secret_value(),
            )
        )
    channels = frozenset(([] if mail is None else [MAIL]) + ([] if chat is None else [CHAT]))
    handing_out = HandingOut(engine, Directory(engine), channels)
    return Sending(engine, handing_out, mail=mail, chat=chat, desk=desk, now=now, today=today)
