"""A chosen user in, a code out; the code and its verifier in, the login that it stands for out."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

LIFE = timedelta(seconds=60)


@dataclass(frozen=True)
class Granted:
    """What a code stands for. `challenge` is the SHA-256 of the verifier that only the client knows (RFC 7636)."""

    login: str
    client_id: str
    redirect_uri: str
    nonce: str
    challenge: str


class Asked(NamedTuple):
    """What a client says to have a code's worth."""

    code: str
    client_id: str
    redirect_uri: str
    verifier: str


class Codes:
    """The codes given and not used yet; each works once."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[Granted, datetime]] = {}

    def give(self, granted: Granted, now: datetime) -> str:
        """A new code."""
        self._given = {code: (g, end) for code, (g, end) in self._given.items() if end > now}
        code = secrets.token_urlsafe(32)
        self._given[code] = (granted, now + LIFE)
        return code

    def take(self, asked: Asked, now: datetime) -> Granted | None:
        """What the code stands for, once; None when it is unknown, used, too old, or asked by somebody else."""
        granted, end = self._given.pop(asked.code, (None, now))
        digest = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
        if granted is None or end <= now or not secrets.compare_digest(digest, granted.challenge):
            return None
        return granted if (granted.client_id, granted.redirect_uri) == (asked.client_id, asked.redirect_uri) else None
