"""Only a token that this issuer made for this login of this client, now, says who somebody is."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from sellthrough.console.tokens import TokenRefusedError, identity_of

NOW = datetime(2025, 3, 14, 9, tzinfo=UTC)
ISSUER, CLIENT, NONCE = "https://issuer.example", "console", "n-1"
KEY = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "k1"})
OTHER = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "k1"})
CURVE = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": "k2"})
KEYS = {"keys": [KEY.as_dict(private=False), CURVE.as_dict(private=False)]}
SECONDS = int(NOW.timestamp())
CLAIMS = {
    "iss": ISSUER, "aud": CLIENT, "sub": "u-1", "email": "ana@x.example", "email_verified": True, "nonce": NONCE,
    "iat": SECONDS, "exp": SECONDS + 300,
}  # fmt: skip


def token(claims: dict[str, Any], key: Any = KEY, alg: str = "RS256", kid: str = "k1") -> str:
    return jwt.encode({"alg": alg, "kid": kid}, claims, key, algorithms=[alg])


def part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def read(text: str, now: datetime = NOW, keys: Any = KEYS) -> Any:
    return identity_of(text, keys, issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=now)


def test_a_token_that_holds_says_who_it_is_about() -> None:
    assert read(token(CLAIMS)).logins == ("u-1", "ana@x.example")
    assert read(token(CLAIMS, CURVE, "ES256", "k2")).subject == "u-1"
    assert read(token({**CLAIMS, "aud": [CLIENT, "other"], "azp": CLIENT})).subject == "u-1"


@pytest.mark.parametrize("verified", [False, None, "false", 0, 1.5])
def test_an_address_that_nobody_verified_names_nobody(verified: Any) -> None:
    assert read(token({**CLAIMS, "email_verified": verified})).logins == ("u-1",)
    assert read(token({**CLAIMS, "email_verified": "true"})).logins == ("u-1", "ana@x.example")


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": [CLIENT, "other"]},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"azp": "other"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"exp": SECONDS - 61},
        {"exp": None},
        {"iat": SECONDS + 61},
        {"iat": SECONDS - 700, "exp": SECONDS + 300},
        {"iat": None},
        {"iat": "yesterday"},
        {"nbf": SECONDS + 61},
        {"sub": None},
        {"token_use": "access"},
    ],
)
def test_a_token_made_for_something_else_is_refused(change: dict[str, Any]) -> None:
    claims = {name: value for name, value in {**CLAIMS, **change}.items() if value is not None}
    with pytest.raises(TokenRefusedError):
        read(token(claims))


def test_a_token_that_somebody_else_signed_is_refused() -> None:
    secret = OctKey.import_key("0123456789abcdef0123456789abcdef")
    for forged in (
        token(CLAIMS, OTHER),
        token(CLAIMS, secret, "HS256"),
        token(CLAIMS, KEY, "RS256", "k9"),
        token(CLAIMS)[:-4] + "AAAA",
        "e30.e30.",
        "eyJhbGciOiJub25lIn0.e30.",
        "",
        "x",
        "a.b.c",
    ):
        with pytest.raises(TokenRefusedError):
            read(forged)


def test_the_issuers_key_as_a_shared_secret_is_refused() -> None:
    """The old trick: HS256 with the public key's bytes as the secret."""
    parts = [part({"alg": "HS256", "kid": "k1"}), part(CLAIMS)]
    signature = hmac.new(KEY.as_pem(private=False), ".".join(parts).encode(), hashlib.sha256).digest()
    with pytest.raises(TokenRefusedError):
        read(".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=").decode()]))


def test_a_token_ages() -> None:
    text = token({**CLAIMS, "exp": SECONDS + 3600})
    assert read(text, NOW + timedelta(seconds=599))
    with pytest.raises(TokenRefusedError):
        read(text, NOW + timedelta(seconds=601))


def test_without_keys_nothing_holds() -> None:
    for keys in ({"keys": []}, {}, {"keys": [{"kty": "RSA"}]}):
        with pytest.raises(TokenRefusedError):
            read(token(CLAIMS), keys=keys)
