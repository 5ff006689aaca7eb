"""What an office's environment says about its identity provider, and who may sign in with a password."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.settings import load_group
from runtime.trouble import BadSetting

_PREFIX = "LIANSHEN_OIDC_"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _issuer(url: str) -> str:
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        message = "must be https:// with a host, and neither ? nor # behind it"
        raise ValueError(message)
    return url.rstrip("/")


class OidcSettings(BaseSettings):
    """`LIANSHEN_OIDC_…`; without ``issuer`` people sign in with their local accounts alone."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    """The provider's issuer, as its openid-configuration says it."""
    client_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Under what name the provider knows this desk."""
    client_secret_file: Path | None = None
    """The file with the secret; without it the desk is a public client, which PKCE allows."""
    claim: Annotated[str, Field(pattern=r"^[A-Za-z0-9_:./-]{1,100}$")] = "preferred_username"
    """Which claim is the id of the person in the directory."""
    scope: Annotated[str, Field(pattern=r"^openid( [!-~]+)*$")] = "openid profile"
    """What is asked of the provider."""
    link_by_claim: bool = False
    """Whether somebody who comes for the first time is let in by the claim; else the administrator links."""
    passwords: Literal["everybody", "administrators"] = "everybody"
    """Who may sign in with a local password: administrators always may, so that nobody is locked out."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.issuer is None) != (self.client_id is None):
            message = "issuer and client_id belong together"
            raise ValueError(message)
        if self.issuer is None and self.passwords != "everybody":
            message = "passwords can be left to administrators only where there is an issuer"
            raise ValueError(message)
        return self

    def client_secret(self) -> str | None:
        """The secret. Raises ``BadSetting`` when its file cannot be read."""
        if self.client_secret_file is None:
            return None
        try:
            return self.client_secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as unreadable:
            why = type(unreadable).__name__
            raise BadSetting(
                f"{_PREFIX}CLIENT_SECRET_FILE 不能读取：{why}",
                f"{_PREFIX}CLIENT_SECRET_FILE cannot be read: {why}",
            ) from None


def load_oidc_settings() -> OidcSettings:
    """The settings of this process; `BadSetting` names every variable that cannot be used, not its value."""
    return load_group(OidcSettings, "统一身份认证设置", "Settings of the identity provider")
