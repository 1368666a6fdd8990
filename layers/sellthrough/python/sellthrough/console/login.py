"""Random bytes and an issuer's addresses in, the start of a login out: PKCE (RFC 7636), state and nonce."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

LOGIN_COOKIE = "__Host-login"
SESSION_COOKIE = "__Host-session"
LOGIN_SECONDS = 600
SESSION_SECONDS = 8 * 3600
_LOOPBACK = {"127.0.0.1", "localhost"}


class Issuer(BaseModel):
    """What an issuer says of itself (OpenID Connect Discovery 1.0)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""


class Login(BaseModel):
    """One login under way; it lives in a cookie of the browser that began it."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    then: str

    @classmethod
    def begin(cls, randomness: bytes, then: str) -> "Login":
        """A login from 96 random bytes; afterwards the person is sent to `then`."""
        parts = [_text(randomness[start : start + 32]) for start in (0, 32, 64)]
        return cls(state=parts[0], nonce=parts[1], verifier=parts[2], then=then)

    @classmethod
    def from_cookie(cls, value: str) -> "Login | None":
        """The login that the cookie holds, or None."""
        try:
            return cls.model_validate_json(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        except (ValueError, ValidationError):
            return None

    @property
    def cookie_value(self) -> str:
        """As a cookie holds it."""
        return _text(json.dumps(self.model_dump()).encode())


def issuer_of(document: Mapping[str, Any], expected: str) -> Issuer:
    """The issuer's own description, checked.

    Raises:
        ValueError: It is another issuer's, or names an address that is neither HTTPS nor on this machine.
    """
    issuer = Issuer.model_validate(document)
    if issuer.issuer.rstrip("/") != expected.rstrip("/"):
        raise ValueError("the issuer calls itself by another name")
    for address in (issuer.authorization_endpoint, issuer.token_endpoint, issuer.jwks_uri):
        check_address(address)
    return issuer


def check_address(address: str) -> None:
    """Raise ValueError unless the address is HTTPS, or plain HTTP of this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError("an issuer is reached by HTTPS")


def authorization_address(issuer: Issuer, client_id: str, redirect_uri: str, login: Login) -> str:
    """Where the browser goes to log in."""
    challenge = _text(hashlib.sha256(login.verifier.encode()).digest())
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": login.state,
        "nonce": login.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{issuer.authorization_endpoint}?{urlencode(query)}"


def form_token(session: str) -> str:
    """What a form of this session must carry; without the session's cookie nobody can work it out."""
    return hmac.new(session.encode(), b"console form", hashlib.sha256).hexdigest()


def is_form_token(session: str, given: str) -> bool:
    """True when the form was made for this session."""
    return hmac.compare_digest(form_token(session).encode(), given.encode())


def session_id(token: str) -> str:
    """What the ledger keeps of a session's cookie: its SHA-256, never the value."""
    return hashlib.sha256(token.encode()).hexdigest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
