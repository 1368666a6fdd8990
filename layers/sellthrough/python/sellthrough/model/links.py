"""Links that open a page without a login: a token comes in, what the ledger may know of it comes out.

The ledger keeps hashes only. A link's token is 32 random bytes; the secret of a browser's session is derived from it
one way, so the cookie does not give the token away, and opening the portal writes nothing anywhere.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

TOKEN_BYTES = 32
# Stands in the archived copy of a mail where the token stood: as long as a token, and of its letters.
PLACEHOLDER = "link-removed-from-the-archived-copy-of-mail"
STOP_PLACEHOLDER = "stop-removed-from-the-archived-copy-of-mail"
Audience = Literal["customer", "sales"]
_PLACES, _STOPS = (
    re.compile(rb"(=\r?\n)?".join(re.escape(letter.encode()) for letter in text))
    for text in (PLACEHOLDER, STOP_PLACEHOLDER)
)


class Link(BaseModel):
    """One link (LINK).

    Attributes:
        link_id: SHA-256 of the token, hex.
        purpose: What it opens; a token for one thing opens nothing else.
        audience: For whom it was made.
        customer_id: Scope: only this account's contracts are shown.
        contract_id: The contract that the mail was about, with its last day.
        end_date: See there (ISO 8601).
        session_sha256: SHA-256 of the session's secret, hex; "" of a link that opens no session.
        addresses: Of a link that stops mails: `address_id_of` everybody whom the mail went to.
        created_at: ISO 8601, UTC; so are `expires_at` and `revoked_at`.
        expires_at: From then on it opens nothing.
        revoked_at: "" while it was not revoked.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    link_id: str
    purpose: Literal["portal", "unsubscribe"]
    audience: Audience
    customer_id: str
    contract_id: str = ""
    end_date: str = ""
    session_sha256: str = ""
    addresses: tuple[str, ...] = ()
    created_at: str
    expires_at: str
    revoked_at: str = ""

    def opens(self, purpose: str, now: datetime) -> bool:
        """True when it opens that, now."""
        return self.purpose == purpose and not self.revoked_at and now < datetime.fromisoformat(self.expires_at)


def token_text(random_bytes: bytes) -> str:
    """The token as it stands in an address.

    Raises:
        ValueError: Not 32 bytes.
    """
    if len(random_bytes) != TOKEN_BYTES:
        raise ValueError(f"a token has {TOKEN_BYTES} random bytes")
    return base64.urlsafe_b64encode(random_bytes).decode().rstrip("=")


def with_token(message: bytes, token: str) -> bytes:
    """The message with its tokens in the places of the placeholders; quoted-printable line breaks stay as they are.

    Args:
        message: RFC 5322 bytes made with `PLACEHOLDER`, and perhaps `STOP_PLACEHOLDER`, in addresses.
        token: As `token_text` gives it.
    """
    opened = _PLACES.sub(lambda found: _filled(found, token.encode()), message)
    return _STOPS.sub(lambda found: _filled(found, stop_token_of(token).encode()), opened)


def _filled(found: re.Match[bytes], token: bytes) -> bytes:
    breaks = [found[number] or b"" for number in range(1, len(token))]
    return b"".join(bytes([letter]) + gap for letter, gap in zip(token, [*breaks, b""], strict=True))


def link_id_of(token: str) -> str:
    """What the ledger knows a token by; any text has one, so a malformed token is looked up like any other."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def stop_token_of(token: str) -> str:
    """The token that stops mails of this kind, beside the one in the mail's text; 43 characters too."""
    return _derived(token, "stop of these mails")


def address_id_of(address: str) -> str:
    """What the ledger knows an address by that wants no more notices."""
    return sha256_of(f"address {address.strip().casefold()}")


def session_of(token: str) -> str:
    """The secret that a browser keeps in place of the token, 43 characters."""
    return _derived(token, "session of the portal")


def form_key_of(secret: str) -> str:
    """What a form must bring that was filled in on a page opened with that token or session (CSRF)."""
    return _derived(secret, "form of the portal")


def sha256_of(secret: str) -> str:
    """SHA-256 of a secret, hex."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Equality that takes as long whatever differs."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _derived(secret: str, use: str) -> str:
    digest = hmac.new(secret.encode("utf-8", "replace"), use.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
