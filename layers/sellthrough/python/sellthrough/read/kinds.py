"""In: the first bytes of a file. Out: whether it is text or a workbook; anything else is refused by what it is."""

import re
import zipfile
from pathlib import Path
from typing import Literal

from sellthrough.errors import Refused

HEAD_BYTES = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCODED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"MZ\x90", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"UNA:+", "an EDIFACT message"),
    (b"UNB+", "an EDIFACT message"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*<(?:!doctype\s+html|html[\s>]|table[\s>]|meta\s)", re.I), "an HTML page"),
    (re.compile(rb"\s*<\?xml|\s*<!DOCTYPE"), "an XML document"),
    (re.compile(rb'\s*(?:\{\s*"[^"\n]*"\s*:|\[\s*[\[{])'), "a JSON document"),
    (re.compile(rb"ISA(.).{2}\1.{10}\1"), "an X12 EDI message"),
)
_PARTS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint document"),
    ("content.xml", "an OpenDocument file"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x7f]")
# A text file with a few stray control characters is read; more than this share of the first bytes is no text.
_CONTROL_SHARE = 0.05
_CONTROL_FEW = 8


def kind_of(path: Path) -> Literal["text", "xlsx"]:
    """Sniff the file; its name plays no part.

    Raises:
        Refused: EMPTY_FILE, ENCRYPTED_FILE, UNSUPPORTED_FORMAT naming what it is, or UNREADABLE_FILE.
    """
    if path.stat().st_size == 0:
        raise Refused("EMPTY_FILE", "The file has no bytes.")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_OLE):
        _refuse_ole(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        _check_package(path, head)
        return "xlsx"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise _unsupported(name)
    bare = head.removeprefix(b"\xef\xbb\xbf")
    for pattern, name in _MARKUP:
        if pattern.match(bare):
            raise _unsupported(name)
    if wide_codec(head) is None and _is_binary(head):
        raise _unsupported("a binary file")
    return "text"


def wide_codec(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 codec that the first bytes speak for, with or without a byte order mark, else None."""
    for mark, codec in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if head.startswith(mark):
            return codec
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    # Separators, digits and line ends keep a zero half even in Greek or Chinese text.
    if odd > pairs * 0.2 and even < pairs * 0.02:
        return "utf-16-le"
    if even > pairs * 0.2 and odd < pairs * 0.02:
        return "utf-16-be"
    return None


def _is_binary(head: bytes) -> bool:
    return len(_CONTROL.findall(head)) > max(_CONTROL_FEW, len(head) * _CONTROL_SHARE)


def _refuse_ole(path: Path) -> None:
    with path.open("rb") as file:
        content = file.read(4 << 20)
    if _ENCODED_PACKAGE in content:
        raise Refused("ENCRYPTED_FILE", "The workbook is protected by a password.")
    for stream, name in (
        ("Workbook", "an Excel 97-2003 workbook (.xls)"),
        ("Book", "an Excel 5 workbook (.xls)"),
        ("WordDocument", "a Word 97-2003 document (.doc)"),
        ("__substg1.0_", "an Outlook message (.msg)"),
    ):
        if stream.encode("utf-16-le") in content:
            raise _unsupported(name)
    raise _unsupported("an old Microsoft Office file")


def _check_package(path: Path, head: bytes) -> None:
    """Raise unless the ZIP package is an XLSX workbook."""
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.lower() for name in package.namelist()}
            is_locked = any(info.flag_bits & 1 for info in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        what = "workbook" if b"xl/" in head or b"[Content_Types].xml" in head else "archive"
        raise Refused("UNREADABLE_FILE", f"The {what} is damaged or cut off.") from error
    if is_locked:
        raise Refused("ENCRYPTED_FILE", "The archive is protected by a password.")
    if "xl/vbaproject.bin" in names:
        raise _unsupported("a workbook with macros (.xlsm)")
    if "xl/workbook.xml" in names:
        return
    for part, name in _PARTS:
        if part in names:
            raise _unsupported(name)
    if any(name.startswith("xl/") for name in names):
        raise Refused("UNREADABLE_FILE", "The workbook has no list of sheets.")
    raise _unsupported("a ZIP archive")


def _unsupported(name: str) -> Refused:
    return Refused("UNSUPPORTED_FORMAT", f"The file is {name}.")
