"""An HTTP API event (payload 2.0) comes in as a `Request`; what a face answers goes out as the event's answer."""

import base64
import gzip
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_string
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sellthrough.pages.headers import is_own_origin, security_headers

HTML, CSS = "text/html; charset=utf-8", "text/css; charset=utf-8"
_LOOPBACK = ("127.0.0.1", "localhost")
_COMPRESSED_FROM = 1024  # bytes; a shorter text gains nothing


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        path: Decoded, as `/portal/leave`.
        headers: Names in lower case.
        query: Of the address; the last of equal names.
        form: Of a body that is a form; the last of equal names.
        now: When it was received, UTC.
    """

    method: str
    path: str
    headers: dict[str, str]
    cookies: dict[str, str]
    query: dict[str, str]
    form: dict[str, str]
    now: datetime

    @property
    def is_read(self) -> bool:
        """True for GET and HEAD, which never change anything."""
        return self.method in {"GET", "HEAD"}

    @property
    def is_own_form(self) -> bool:
        """True for a form that was sent from a page of ours."""
        if self.method != "POST":
            return False
        origin, site = self.headers.get("origin", ""), self.headers.get("sec-fetch-site", "")
        return is_own_origin(origin, site, self.headers.get("host", ""))

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


@dataclass(frozen=True)
class Answer:
    """What goes back. `cookies` are whole Set-Cookie values, `more` are headers beyond those that guard the page."""

    status: int
    body: str = ""
    content_type: str = HTML
    cookies: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)
    with_scripts: bool = False
    is_public: bool = False


def request_of(event: dict[str, Any]) -> Request:
    """The request of an event; a body that is no form (urlencoded or multipart) makes an empty one."""
    context = event["requestContext"]
    headers = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    pairs = (cookie.partition("=") for cookie in event.get("cookies") or ())
    return Request(
        method=context["http"]["method"].upper(),
        path=event["rawPath"],
        headers=headers,
        cookies={name.strip(): value for name, _, value in pairs},
        query=dict(parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True)),
        form=_form(event, headers.get("content-type", "")),
        now=datetime.fromtimestamp(context["timeEpoch"] / 1000, UTC),
    )


def payload_of(answer: Answer, request: Request) -> dict[str, Any]:
    """The answer in the event's form: guarded, compressed where the client can read that, without a body for HEAD."""
    guarded = security_headers(answer.content_type, with_scripts=answer.with_scripts, is_public=answer.is_public)
    headers = {**guarded, "vary": "accept-encoding", **answer.more}
    payload: dict[str, Any] = {"statusCode": answer.status, "headers": headers, "cookies": list(answer.cookies)}
    content = answer.body.encode()
    if request.method == "HEAD":
        return {**payload, "body": "", "isBase64Encoded": False}
    if len(content) < _COMPRESSED_FROM or "gzip" not in request.headers.get("accept-encoding", ""):
        return {**payload, "body": answer.body, "isBase64Encoded": False}
    headers["content-encoding"] = "gzip"
    packed = gzip.compress(content, compresslevel=6, mtime=0)
    return {**payload, "body": base64.b64encode(packed).decode(), "isBase64Encoded": True}


def _form(event: dict[str, Any], content_type: str) -> dict[str, str]:
    body = event.get("body") or ""
    text = base64.b64decode(body).decode("utf-8", "replace") if event.get("isBase64Encoded") else body
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True))
    return _parts(text, content_type) if content_type.startswith("multipart/form-data") else {}


def _parts(text: str, content_type: str) -> dict[str, str]:
    """The fields of a multipart form, as mail providers send their one click (RFC 8058); files are none."""
    parts = message_from_string(f"content-type: {content_type}\r\n\r\n{text}")
    if not parts.is_multipart():
        return {}
    fields = [part for part in parts.walk() if not part.is_multipart() and not part.get_filename()]
    named = ((part.get_param("name", header="content-disposition"), part.get_payload()) for part in fields)
    return {str(name): str(value).strip() for name, value in named if name}
