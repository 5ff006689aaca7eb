from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from desk.accounts.elsewhere import SignInRefused
from desk.accounts.provider import LEEWAY_SECONDS, Provider, ProviderSettings
from tests.desk.elsewhere import Running, running_provider
from tests.desk.identity_provider import CLIENT

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[Running]:
    """A real provider for this file."""
    async with running_provider() as running:
        yield running


def claims(provider: Running, **changes: Any) -> dict[str, Any]:
    """What the provider would sign for us now."""
    told = {
        "iss": provider.issuer,
        "sub": "clerk",
        "aud": [CLIENT],
        "exp": int((NOW + timedelta(minutes=5)).timestamp()),
        "iat": int(NOW.timestamp()),
        "nonce": "n",
        "preferred_username": "clerk",
    }
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


def seconds(number: float) -> int:
    """A moment so many seconds from now, as tokens say it."""
    return int(NOW.timestamp() + number)


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({}, None),
        ({"exp": seconds(5 - LEEWAY_SECONDS)}, None),
        ({"iat": seconds(LEEWAY_SECONDS - 5)}, None),
        ({"exp": seconds(-5 - LEEWAY_SECONDS)}, "AnswerExpired"),
        ({"iat": seconds(5 + LEEWAY_SECONDS)}, "AnswerExpired"),
        ({"nbf": seconds(5 + LEEWAY_SECONDS)}, "AnswerExpired"),
        ({"nonce": "another"}, "AnswerNotOurs"),
        ({"nonce": None}, "AnswerNotOurs"),
        ({"aud": ["another"]}, "AnswerForAnother"),
        ({"aud": [CLIENT, "another"]}, "AnswerForAnother"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "AnswerForAnother"),
        ({"aud": None}, "AnswerForAnother"),
        ({"iss": "https://elsewhere.example"}, "AnswerNotTrusted"),
        ({"sub": None}, "AnswerNotTrusted"),
        ({"exp": None}, "AnswerExpired"),
        ({"exp": "soon"}, "AnswerExpired"),
    ],
)
async def test_what_the_provider_has_signed_is_looked_at(
    provider: Running, changes: dict[str, Any], fact: str | None
) -> None:
    """For us, for this sign-in, and just now; clocks may differ by a minute."""
    signed = jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims(provider, **changes), provider.key)

    assert await refusal(provider, signed) == fact


async def test_nobody_else_can_sign(provider: Running) -> None:
    """Another key, what is public of the key as a password, or no signature at all."""
    told, kid = claims(provider), provider.key.kid
    other = RSAKey.generate_key(2048)
    modulus = OctKey.import_key(str(provider.key.as_dict(private=False)["n"]))
    good = jwt.encode({"alg": "RS256", "kid": kid}, told, provider.key)
    head, body, _ = good.split(".")
    unsigned = urlsafe_b64encode(b'{"alg": "none"}').decode().rstrip("=")
    forged = [
        jwt.encode({"alg": "RS256", "kid": kid}, told, other),
        jwt.encode({"alg": "RS256", "kid": "unknown"}, told, other),
        jwt.encode({"alg": "HS256", "kid": kid}, told, modulus),
        f"{unsigned}.{body}.",
        f"{head}.{body}.",
        "no token",
    ]

    assert [await refusal(provider, each) for each in forged] == ["AnswerNotTrusted"] * len(forged)


async def refusal(provider: Running, id_token: str) -> str | None:
    """The name under which an answer is refused."""
    looking = Provider(ProviderSettings(provider.issuer, CLIENT))
    try:
        await looking.claims_of(id_token, "n", NOW)
    except SignInRefused as no:
        return no.fact
    return None
