"""In: the bytes of a mail. Out: its leaves, in order: every part that holds no other part of the same mail.

No recursion: a mail of three thousand parts within each other is a limit, not a crash.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sellthrough.unpack.coding import decode_transfer
from sellthrough.unpack.headers import Headers, read_headers
from sellthrough.unpack.parts import UnpackLimits, over

_GUESSED_BOUNDARY = re.compile(rb"^--([^\s-][^\r\n]{0,69}?)[ \t]*\r?$", re.M)


@dataclass(frozen=True)
class Leaf:
    """One part as the mail has it.

    Attributes:
        name: As the sender wrote it, decoded; None without one.
        disposition: "attachment", "inline" or "".
        is_message: A mail within the mail.
    """

    name: str | None
    content_type: str
    disposition: str
    has_content_id: bool
    content: bytes

    @property
    def is_message(self) -> bool:
        """True for a mail that was attached or forwarded."""
        return self.content_type in {"message/rfc822", "message/global"}

    @property
    def is_body(self) -> bool:
        """True for text to read that is no attachment."""
        is_text = self.content_type in {"text/plain", "text/html"}
        return is_text and self.name is None and self.disposition != "attachment"


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    depth: int
    default_type: str


def leaves_of(message: bytes, limits: UnpackLimits) -> Iterator[Leaf]:
    """The leaves of a mail.

    Raises:
        Refused: LIMIT_EXCEEDED by the depth of its parts or the length of a header.
    """
    text = message if b"\n" in message else message.replace(b"\r", b"\n")
    start = len(text) - len(text.lstrip())  # a mail may have come with blank lines before its headers
    waiting = [_Span(start, len(text), 0, "text/plain")]
    while waiting:
        span = waiting.pop()
        over("mime_depth", span.depth, limits.mime_depth, "multiparts within each other")
        headers, body = read_headers(text, span.start, span.end, limits.header_bytes)
        content_type = _content_type(headers, span.default_type)
        if content_type.startswith("multipart/"):
            children = _children(text, _Span(body, span.end, span.depth, content_type), headers)
            if children:
                waiting.extend(reversed(children))
                continue
            content_type = "text/plain"
        yield _leaf(text, body, span.end, headers, content_type, limits)


def _content_type(headers: Headers, default: str) -> str:
    value = headers.value("content-type")
    return value if re.fullmatch(r"[^\s/]+/[^\s/]+", value) else default


def _children(text: bytes, span: _Span, headers: Headers) -> list[_Span]:
    """The parts of a multipart; none when no boundary is in it."""
    boundary = headers.parameter("content-type", "boundary")
    mark = boundary.encode("utf-8") if boundary else _guessed_boundary(text, span)
    if not mark:
        return []
    line = re.compile(rb"^--" + re.escape(mark.rstrip()) + rb"(--)?[ \t]*\r?$", re.M)
    marks = list(line.finditer(text, span.start, span.end))
    default = "message/rfc822" if span.default_type == "multipart/digest" else "text/plain"
    children = []
    for at, found in enumerate(marks):
        if found[1]:
            continue  # what follows the closing mark is nobody's
        start = min(text.find(b"\n", found.end(), span.end) + 1 or span.end, span.end)
        end = marks[at + 1].start() if at + 1 < len(marks) else span.end
        if at + 1 < len(marks):
            end -= 2 if text[end - 2 : end] == b"\r\n" else 1  # the line end before a mark is the mark's
        children.append(_Span(start, max(start, end), span.depth + 1, default))
    return children


def _guessed_boundary(text: bytes, span: _Span) -> bytes | None:
    """A line that starts with two hyphens and comes again, where the header names no boundary."""
    found = _GUESSED_BOUNDARY.search(text, span.start, span.end)
    if found is None:
        return None
    again = text.find(b"\n--" + found[1], found.end(), span.end)
    return found[1] if again >= 0 else None


def _leaf(text: bytes, body: int, end: int, headers: Headers, content_type: str, limits: UnpackLimits) -> Leaf:  # noqa: PLR0917
    content = text[body:end]
    if content_type == "message/external-body":  # the file lies elsewhere; here are only its headers
        content = content[read_headers(content, 0, len(content), limits.header_bytes)[1] :]
    name = headers.parameter("content-disposition", "filename") or headers.parameter("content-type", "name")
    return Leaf(
        name=(name or "").strip() or None,
        content_type=content_type,
        disposition=headers.value("content-disposition"),
        has_content_id="content-id" in headers,
        content=decode_transfer(content, headers.value("content-transfer-encoding")),
    )
