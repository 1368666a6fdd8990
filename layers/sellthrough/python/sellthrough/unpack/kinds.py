"""In: the first bytes of a file. Out: what it may be unpacked as, or "" for a file that is one."""

import re
from pathlib import Path

from sellthrough.unpack.tar import looks_like_tar
from sellthrough.unpack.tnef import SIGNATURE

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# A workbook or document is a ZIP package too, and one file to us.
_PACKAGE_MEMBERS = (b"[Content_Types].xml", b"_rels/.rels", b"mimetypeapplication/", b"xl/", b"word/", b"ppt/")
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:")
# Headers that only mails have; a report may well start with "From: 2019-01-01" and "To: 2019-01-31".
_PROOF = frozenset(
    b"message-id mime-version received return-path delivered-to envelope-to content-type content-transfer-encoding"
    b" content-disposition resent-from authentication-results dkim-signature arc-seal x-mailer x-envelope-from"
    b" in-reply-to".split()
)
_ADDRESSES = frozenset(b"from to cc sender reply-to resent-to".split())
_OTHERS = frozenset(b"subject date path references bcc".split())


def container_kind(path: Path) -> str:
    """ "zip", "gzip", "tar", "tnef", "mail", or "" by the first bytes; a name plays no part."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_ZIP):
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _HEAD))
            is_package = any(name in end for name in _PACKAGE_MEMBERS for end in (head, file.read(_HEAD)))
            return "" if is_package else "zip"
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if looks_like_tar(head):
        return "tar"
    if head.startswith(SIGNATURE):
        return "tnef"
    return "mail" if looks_like_mail(head) else ""


def looks_like_mail(head: bytes) -> bool:
    """True when the file starts as RFC 5322 messages do: lines of headers that only mails have."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = text.split(b"\n")
    if lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    found: dict[bytes, bytes] = {}
    for at, line in enumerate(lines):
        match = _HEADER_LINE.match(line)
        if match is None and (at == 0 or not line.strip()):
            break
        if match is not None:
            found.setdefault(match[1].lower(), line[match.end() :])
    first = next(iter(found), b"")
    if first not in _PROOF | _ADDRESSES | _OTHERS and not first.startswith(b"x-"):
        return False
    has_address = any(b"@" in found[name] for name in _ADDRESSES.intersection(found))
    if has_address or _PROOF.intersection(found):
        return True
    known = (_ADDRESSES | _OTHERS).intersection(found)
    return b"subject" in known and (len(known) > 2 or b"=?" in found[b"subject"])
