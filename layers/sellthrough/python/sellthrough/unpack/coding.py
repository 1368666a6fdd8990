"""In: the body of a part and how it is coded. Out: its bytes; a coding that is broken gives what can be had."""

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING = re.compile(rb"=+")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,300})\r?\n", re.M)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.M)
_UU_LINE = re.compile(rb"[ -`]*\Z")


def decode_transfer(body: bytes, coding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; an unknown one is none."""
    if coding == "base64":
        return decode_base64(body)
    if coding == "quoted-printable":
        return binascii.a2b_qp(body)
    if coding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        found = find_uuencoded(body)
        return found[0][1] if found else body
    return body


def decode_base64(body: bytes) -> bytes:
    """All groups of four that are there; padding in the middle ends a run, it does not end the part."""
    out = []
    for run in _PADDING.split(_NOT_BASE64.sub(b"", body)):
        usable = run[: len(run) - 1] if len(run) % 4 == 1 else run
        out.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
    return b"".join(out)


def find_uuencoded(text: bytes) -> list[tuple[str, bytes]]:
    """The uuencoded files in a text: name and bytes; a block without an end counts when its lines are sound."""
    found, at = [], 0
    while begin := _UU_BEGIN.search(text, at):
        end = _UU_END.search(text, begin.end())
        stop = end.start() if end else len(text)
        content = _uu_bytes(text[begin.end() : stop])
        at = begin.end()
        if content is not None:
            name = begin[1].strip()
            found.append((_name(name), content))
            at = end.end() if end else len(text)
    return found


def _name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _uu_bytes(block: bytes) -> bytes | None:
    """None when the lines are not uuencoded: a mail may well have a line that begins with "begin"."""
    out = []
    for line in block.splitlines():
        if not line.strip() or line.strip() == b"`":
            continue
        if _UU_LINE.match(line) is None:
            return None
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (line[0] - 32) & 63
            try:
                out.append(binascii.a2b_uu(line[: 1 + (length * 4 + 2) // 3 + 1].rstrip(b" ")))
            except binascii.Error:
                return None
    return b"".join(out) if out else None
