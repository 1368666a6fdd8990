"""A signed ID token and the issuer's keys in, who the person is out; anything that does not hold is refused.

Checks of OpenID Connect Core 1.0, section 3.1.3.7: signature, issuer, audience, authorised party, time, nonce.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict

# Signatures by the issuer's private key only: never `none`, never a shared secret.
ALGORITHMS = ["RS256", "ES256", "PS256"]
LEEWAY_SECONDS = 60
OLDEST_SECONDS = 600


class TokenRefusedError(Exception):
    """The token is not one that this issuer made for this login; the message is for the log and holds no claim."""


class Identity(BaseModel):
    """Who logged in, as the issuer says. `logins` are the names that `users.toml` may call them by."""

    model_config = ConfigDict(frozen=True)

    subject: str
    logins: tuple[str, ...]


def identity_of(
    token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> Identity:
    """Check the token and say who it is about.

    Args:
        keys: The issuer's JSON Web Key Set.
        nonce: What this login was begun with.

    Raises:
        TokenRefusedError: Any check fails.
    """
    try:
        checked = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        seconds = int(now.timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=seconds,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(checked.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenRefusedError(f"{type(error).__name__}") from error
    claims = checked.claims
    _check_party(claims, client_id)
    if seconds - int(claims["iat"]) > OLDEST_SECONDS:
        raise TokenRefusedError("issued too long ago")
    return Identity(subject=str(claims["sub"]), logins=_logins(claims))


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client_id:
        raise TokenRefusedError("made for several clients, and not asked for by this one")
    if claims.get("azp") not in {None, client_id}:
        raise TokenRefusedError("asked for by another client")
    # Cognito signs access tokens with the same keys.
    if claims.get("token_use") not in {None, "id"}:
        raise TokenRefusedError("not an ID token")


def _logins(claims: Mapping[str, Any]) -> tuple[str, ...]:
    # An address that nobody verified could be anybody's. Cognito writes the truth as a word.
    is_verified = claims.get("email_verified") in {True, "true"}
    email = str(claims.get("email") or "") if is_verified else ""
    return tuple(login for login in (str(claims["sub"]), email) if login)
