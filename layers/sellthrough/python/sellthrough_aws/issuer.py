"""An OpenID Connect issuer's address in, what it says of itself, its keys and its tokens out."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from sellthrough.console.login import Issuer, check_address, issuer_of

_SECONDS = 5
_MOST_BYTES = 1_000_000


class IssuerFailedError(Exception):
    """The issuer does not answer, or refuses; the message is for the log and holds no token."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An issuer answers where it said it would: a code or a verifier goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


class IssuerClient:
    """One issuer; its description and keys are asked once and kept until a key is missing."""

    def __init__(self, address: str, client_id: str) -> None:
        self.address = address
        self.client_id = client_id
        self._open = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({})).open
        self._issuer: Issuer | None = None
        self._keys: Mapping[str, Any] | None = None

    def description(self) -> Issuer:
        """What the issuer says of itself.

        Raises:
            IssuerFailedError: It does not answer, or describes another issuer.
        """
        if self._issuer is None:
            document = self._json(f"{self.address.rstrip('/')}/.well-known/openid-configuration")
            try:
                self._issuer = issuer_of(document, self.address)
            except ValueError as error:
                raise IssuerFailedError("the issuer's description cannot be used") from error
        return self._issuer

    def keys(self, *, afresh: bool = False) -> Mapping[str, Any]:
        """The issuer's keys; `afresh` asks again, for issuers change them."""
        if self._keys is None or afresh:
            self._keys = self._json(self.description().jwks_uri)
        return self._keys

    def id_token(self, code: str, verifier: str, redirect_uri: str) -> str:
        """Swap the code for the ID token.

        Raises:
            IssuerFailedError: The issuer refuses the code, or gives no ID token.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        answer = self._json(self.description().token_endpoint, urllib.parse.urlencode(form).encode())
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise IssuerFailedError("the issuer gave no ID token")
        return token

    def _json(self, address: str, form: bytes | None = None) -> Mapping[str, Any]:
        try:
            check_address(address)
            request = urllib.request.Request(address, form, {"accept": "application/json"})  # noqa: S310  checked
            with self._open(request, timeout=_SECONDS) as answer:
                document = json.loads(answer.read(_MOST_BYTES))
        except urllib.error.HTTPError as error:
            raise IssuerFailedError(f"the issuer answered {error.code}") from error
        except (OSError, ValueError) as error:
            raise IssuerFailedError(f"the issuer cannot be reached: {type(error).__name__}") from error
        if not isinstance(document, dict):
            raise IssuerFailedError("the issuer answered something else than an object")
        return document
