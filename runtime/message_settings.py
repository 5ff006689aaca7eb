"""What an office's environment says about messages that leave the desk: its mail server, its chat's robot."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.settings import load_group

_PREFIX = "LIANSHEN_MESSAGES_"
_ADDRESS = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}$"


def _web(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = "must begin with http:// or https:// and a host"
        raise ValueError(message)
    return url


class MessageSettings(BaseSettings):
    """`LIANSHEN_MESSAGES_…`; without any, messages stay on the desk."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    smtp_host: str | None = None
    """The mail server; then the sender is needed, too."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`none` is for a server on the same machine."""
    smtp_sender: Annotated[str, Field(pattern=_ADDRESS)] | None = None
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_trusted: Path | None = None
    """The certificate authority of the office's own mail server, as a PEM file."""
    chat_url: Annotated[str, AfterValidator(_web)] | None = None
    """Where the chat's robot takes messages; whoever knows it can speak there, so it is a secret itself."""
    chat_style: Literal["plain", "wecom", "dingtalk", "feishu"] = "plain"
    chat_secret: SecretStr | None = None
    """Signs each message, so that the other side knows it is ours."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.smtp_host is None) != (self.smtp_sender is None):
            message = "smtp_host and smtp_sender belong together"
            raise ValueError(message)
        if (self.smtp_user is None) != (self.smtp_password is None):
            message = "smtp_user and smtp_password belong together"
            raise ValueError(message)
        return self


def load_message_settings() -> MessageSettings:
    """The settings of this process; `BadSetting` names every variable that cannot be used, not its value."""
    return load_group(MessageSettings, "消息设置", "Settings of messages")
