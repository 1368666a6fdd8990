"""In: the bytes of a mail, and where an entity starts. Out: its headers, as programs write them, and its body's place.

Lenient where programs are wrong in a way that is plain: parameters that are wrapped without an indent, RFC 2047 words
in a parameter, raw bytes in a name. Linear in the size of the headers.
"""

import binascii
import re
from urllib.parse import unquote_to_bytes

from sellthrough.unpack.parts import over

_HEADER = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.S)
_PARAMETER = re.compile(r";[\s;]*([^\s=;\"]{1,100})\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.S)
_CONTINUED = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")


class Headers:
    """The headers of one entity, by lower-case name; of a header that comes twice the first counts."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def value(self, name: str) -> str:
        """The value without its parameters, lower-case; "" when it is not there."""
        return self._values.get(name, "").partition(";")[0].strip().lower()

    def parameter(self, header: str, name: str) -> str | None:
        """A parameter of a header, decoded; None when it is not there."""
        return parameters_of(self._values.get(header, "")).get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __len__(self) -> int:
        return len(self._values)


def read_headers(message: bytes, start: int, end: int, header_bytes: int) -> tuple[Headers, int]:
    """The headers from `start` on, and where the body starts.

    Raises:
        Refused: LIMIT_EXCEEDED by a header that is too long.
    """
    found: list[tuple[str, list[bytes]]] = []
    at = start
    while at < end:
        stop = message.find(b"\n", at, end)
        stop = end if stop < 0 else stop + 1
        over("header_bytes", stop - at, header_bytes, "bytes in a header")
        line = message[at:stop]
        bare = line.strip(b"\r\n \t")
        match = _HEADER.match(line.rstrip(b"\r\n"))
        if not bare:
            return _headers(found, header_bytes), stop
        if found and (line[:1] in b" \t" or (match is None and found[-1][1][-1].rstrip().endswith(b";"))):
            found[-1][1].append(b" " + bare)
        elif match is not None:
            found.append((match[1].decode("ascii").lower(), [match[2]]))
        elif not found and not _is_mailbox_line(line):
            return Headers({}), start
        at = stop
    return _headers(found, header_bytes), end


def _is_mailbox_line(line: bytes) -> bool:
    return line.startswith((b"From ", b">From ", b"\xef\xbb\xbf"))


def _headers(found: list[tuple[str, list[bytes]]], header_bytes: int) -> Headers:
    values: dict[str, str] = {}
    for name, lines in found:
        raw = b"".join(lines)
        over("header_bytes", len(raw), header_bytes, "bytes in a header")
        values.setdefault(name.removeprefix("ï»¿"), _text(raw).strip())
    return Headers(values)


def _text(raw: bytes) -> str:
    """Header bytes as text: mail programs write UTF-8, ISO-2022-JP or their own code page without saying so."""
    if b"\x1b$" in raw:
        return raw.decode("iso2022_jp", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def parameters_of(value: str) -> dict[str, str]:
    """The parameters of a header, decoded: plain, quoted, RFC 2231 in pieces, RFC 2047 words."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(value):
        name, text = match[1].lower(), _unquoted(match[2].strip())
        continued = _CONTINUED.fullmatch(name)
        if continued is None:
            plain.setdefault(name, decode_words(text))
        else:
            number = int(continued[2] or 0)
            is_coded = continued[3] is not None or continued[2] is None
            pieces.setdefault(continued[1], {}).setdefault(number, (text, is_coded))
    return plain | {name: _joined(parts) for name, parts in pieces.items()}


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return re.sub(r"\\(.)", r"\1", inner, flags=re.S) if '\\"' in inner or "\\\\" in inner else inner


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231: the first piece may name a character set, each piece may be percent-encoded."""
    charset, content = "utf-8", b""
    for number in sorted(parts):
        text, is_coded = parts[number]
        if number == min(parts) and is_coded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if is_coded else text.encode("utf-8")
    return decoded(content, charset)


def decode_words(text: str) -> str:
    """RFC 2047 words: against the standard within a parameter, and everywhere (Outlook, Gmail)."""
    if "=?" not in text:
        return text
    joined = _BETWEEN_WORDS.sub(r"\1\2", text)
    out, at = [], 0
    run: tuple[str, bytes] | None = None  # words of one charset are one text: a letter may be cut in two
    for match in _WORD.finditer(joined):
        if run and (match.start() > at or run[0] != match[1].lower()):
            out.append(decoded(run[1], run[0]))
            run = None
        out.append(joined[at : match.start()])
        run = (match[1].lower(), (run[1] if run else b"") + _word_bytes(match[2], match[3]))
        at = match.end()
    if run:
        out.append(decoded(run[1], run[0]))
    return "".join([*out, joined[at:]])


def _word_bytes(coding: str, text: str) -> bytes:
    raw = text.encode("utf-8")
    if coding in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b"=20"))
    try:
        return binascii.a2b_base64(raw + b"==")
    except binascii.Error:
        return raw


def decoded(content: bytes, charset: str) -> str:
    """The text in that charset; in UTF-8 or cp1252 when there is no such charset."""
    name = charset.partition("*")[0].strip().lower() or "utf-8"
    try:
        return content.decode(name, "replace")
    except (LookupError, ValueError):  # also for codecs that are no text
        return _text(content)
