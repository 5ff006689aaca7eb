"""An office's identity provider by OpenID Connect: the way to it, whom it has recognised, and the way out.

Authorization code with PKCE (RFC 7636, S256), state, nonce, and the issuer of the answer (RFC 9207).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import urlencode

import httpx2 as httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from desk.accounts.elsewhere import Identified, SignInRefused

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
"""Signatures that only the provider can make, whatever else it says that it supports."""

LEEWAY_SECONDS: Final = 60
"""How far the provider's clock may be from ours."""

PATIENCE_SECONDS: Final = 5.0
KEPT_SECONDS: Final = 3600.0
"""How long what the provider says of itself is kept."""


@dataclass(frozen=True)
class ProviderSettings:
    """What the administrator of the provider has given us. ``claim`` is what names the person."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    claim: str = "preferred_username"
    scope: str = "openid profile"


class Provider:
    """The provider of one office. Everything raises ``SignInRefused``."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self._itself: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read_at = 0.0
        self._turn = asyncio.Lock()

    async def way_in(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser signs in; it comes ``back`` with the ``state``."""
        itself = await self._metadata()
        async with self._client(redirect_uri=back) as client:
            way, _ = client.create_authorization_url(
                itself["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        return cast("str", way)

    async def identify(
        self, answer: Mapping[str, str], back: str, nonce: str, verifier: str, now: datetime
    ) -> Identified:
        """Who has come back with this answer."""
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise SignInRefused("AnswerNotTrusted", why="iss")
        if "code" not in answer:
            raise SignInRefused("ProviderRefused", said=_short(answer.get("error", "-")))
        itself = await self._metadata()
        async with self._client(redirect_uri=back) as client:
            try:
                token = await client.fetch_token(
                    itself["token_endpoint"], code=answer["code"], code_verifier=verifier
                )
            except OAuthError as no:
                raise SignInRefused("ProviderRefused", said=_short(no.error)) from None
            except (httpx.HTTPError, ValueError):
                raise SignInRefused("ProviderAway") from None
            id_token, access_token = token.get("id_token"), token.get("access_token")
            if not isinstance(id_token, str):
                raise SignInRefused("AnswerNotTrusted", why="id_token")
            claims: Mapping[str, Any] = await self.claims_of(id_token, nonce, now, access_token)
            subject = str(claims["sub"])
            if not _is_plain(claims.get(self.settings.claim)) and "userinfo_endpoint" in itself:
                claims = await self._more(client, itself["userinfo_endpoint"], claims)
        said = claims.get(self.settings.claim)
        return Identified(
            issuer=self.settings.issuer,
            subject=subject,
            said=str(said) if _is_plain(said) else "",
            id_token=id_token,
        )

    async def claims_of(
        self, id_token: str, nonce: str, now: datetime, access_token: str | None = None
    ) -> dict[str, Any]:
        """What the provider has signed, for us, for this sign-in, and just now."""
        try:
            signed = await self._opened(id_token)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token},
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except ExpiredTokenError:
            raise SignInRefused("AnswerExpired") from None
        except ClaimError as unfit:
            raise _refused_claim(unfit.claim) from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise SignInRefused("AnswerNotTrusted", why="signature") from None
        return dict(claims)

    async def way_out(self, id_token: str, back: str) -> str | None:
        """Where the browser signs out of the provider, too; None where it has no such page."""
        itself = await self._metadata()
        if "end_session_endpoint" not in itself:
            return None
        asked = {
            "id_token_hint": id_token,
            "client_id": self.settings.client_id,
            "post_logout_redirect_uri": back,
        }
        way = str(itself["end_session_endpoint"])
        return f"{way}{'&' if '?' in way else '?'}{urlencode(asked)}"

    async def _more(
        self, client: AsyncOAuth2Client, way: str, claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The claims of the token and those of the userinfo page of the same person."""
        try:
            answer = await client.get(way)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, OAuthError, ValueError):
            raise SignInRefused("ProviderAway") from None
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            raise SignInRefused("AnswerNotTrusted", why="sub")
        return {**told, **claims}

    async def _opened(self, id_token: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        keys = await self._key_set()
        try:
            return jwt.decode(id_token, keys, registry=registry)
        except InvalidKeyIdError:  # the provider has changed its keys since they were read
            return jwt.decode(id_token, await self._key_set(anew=True), registry=registry)

    async def _metadata(self) -> dict[str, Any]:
        async with self._turn:
            if not self._itself or asyncio.get_running_loop().time() - self._read_at > KEPT_SECONDS:
                itself = await self._read(f"{self.settings.issuer}/.well-known/openid-configuration")
                if str(itself.get("issuer", "")).rstrip("/") != self.settings.issuer:
                    raise SignInRefused("AnswerNotTrusted", why="issuer")
                needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                known = (*needed, "userinfo_endpoint", "end_session_endpoint")
                told = [str(itself[name]) for name in known if name in itself]
                if any(name not in itself for name in needed) or not all(map(self._is_safe, told)):
                    raise SignInRefused("AnswerNotTrusted", why="openid-configuration")
                self._itself, self._keys = itself, None
                self._read_at = asyncio.get_running_loop().time()
            return self._itself

    async def _key_set(self, *, anew: bool = False) -> KeySet:
        itself = await self._metadata()
        async with self._turn:
            if self._keys is None or anew:
                self._keys = KeySet.import_key_set(cast("Any", await self._read(itself["jwks_uri"])))
            return self._keys

    async def _read(self, way: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
                answer = await client.get(way)
                answer.raise_for_status()
                told = answer.json()
        except (httpx.HTTPError, ValueError):
            raise SignInRefused("ProviderAway") from None
        if not isinstance(told, dict):
            raise SignInRefused("ProviderAway")
        return told

    def _client(self, redirect_uri: str) -> AsyncOAuth2Client:
        secret = self.settings.client_secret
        return AsyncOAuth2Client(
            self.settings.client_id,
            secret,
            token_endpoint_auth_method="none" if secret is None else "client_secret_basic",
            scope=self.settings.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )

    def _is_safe(self, way: str) -> bool:
        """Whether it is as safe as the issuer: codes and secrets never travel without TLS."""
        return way.startswith("https://") or (
            self.settings.issuer.startswith("http://") and way.startswith("http://")
        )


def _refused_claim(claim: str) -> SignInRefused:
    if claim == "nonce":
        return SignInRefused("AnswerNotOurs")
    if claim in {"aud", "azp"}:
        return SignInRefused("AnswerForAnother")
    if claim in {"exp", "iat", "nbf"}:
        return SignInRefused("AnswerExpired")
    return SignInRefused("AnswerNotTrusted", why=_short(claim))


def _is_plain(said: object) -> bool:
    return isinstance(said, str) and bool(said.strip()) and len(said) <= 200 and said.isprintable()  # noqa: PLR2004


def _short(said: str) -> str:
    """What another system has said, fit to be shown."""
    return "".join(each for each in said[:80] if each.isprintable()) or "-"
