"""An HTTP API event (payload 2.0) in, what the console reads of it out; and an answer as the gateway takes it."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict

_LOOPBACK = ("127.0.0.1", "localhost")


class Request(BaseModel):
    """One request. `query` and `form` keep the last value of a name that comes twice; `at` is the gateway's clock."""

    model_config = ConfigDict(frozen=True)

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    cookies: dict[str, str]
    at: datetime

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Request":
        """The request that the event carries."""
        http = event["requestContext"]["http"]
        headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        body = event.get("body") or ""
        text = base64.b64decode(body).decode("utf-8", "replace") if event.get("isBase64Encoded") else body
        is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        pairs = (cookie.partition("=") for cookie in event.get("cookies") or ())
        return cls(
            method=http["method"],
            path=event["rawPath"],
            query=dict(parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True)),
            form=dict(parse_qsl(text, keep_blank_values=True)) if is_form else {},
            headers=headers,
            cookies={name.strip(): value for name, _, value in pairs},
            at=datetime.fromtimestamp(event["requestContext"]["timeEpoch"] / 1000, UTC),
        )

    @property
    def origin(self) -> str:
        """Scheme and host of this address. The gateway sets both headers; plain HTTP exists on this machine alone."""
        host = self.headers.get("host", "")
        name = host.rpartition(":")[0] or host
        is_local = name in _LOOPBACK or name.endswith(".localhost")
        scheme = self.headers.get("x-forwarded-proto", "http") if is_local else "https"
        return f"{scheme}://{host}"

    @property
    def address(self) -> str:
        """Path and query, as a link within the site."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


class Response(BaseModel):
    """One answer; `cookies` are whole Set-Cookie values."""

    model_config = ConfigDict(frozen=True)

    status: int = 200
    body: str = ""
    headers: dict[str, str] = {}
    cookies: tuple[str, ...] = ()

    def event(self) -> dict[str, Any]:
        """As the HTTP API takes it."""
        return {
            "statusCode": self.status,
            "headers": self.headers,
            "cookies": list(self.cookies),
            "body": self.body,
            "isBase64Encoded": False,
        }


def redirect(to: str, cookies: tuple[str, ...] = ()) -> Response:
    """303: the browser opens `to` with GET."""
    return Response(status=303, headers={"location": to}, cookies=cookies)


def cookie(name: str, value: str, seconds: int) -> str:
    """A cookie that scripts and other sites never see; it lasts that long, 0 removes it.

    Lax, not Strict: a person comes here from the issuer and from links in mails.
    """
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}"


def local_path(text: str, default: str) -> str:
    """`text` when it is an address within the console, else `default`: nobody is sent to another site."""
    is_ours = text == default or text.startswith((f"{default}/", f"{default}?"))
    return text if is_ours and "\\" not in text and text.isprintable() else default
