"""In: the first bytes of a file. Out: what kind of file it is, by name; the reader knows which kinds it opens."""

import re
import zipfile
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.read.edi.tokens import looks_like_edi
from sellthrough.unpack.archives import DAMAGED
from sellthrough.unpack.kinds import looks_like_mail
from sellthrough.unpack.tar import looks_like_tar
from sellthrough.unpack.tnef import SIGNATURE

HEAD_BYTES = 64 * 1024
EDI_HEAD = 1024
MAIL_HEAD = 4096
EDI_KINDS = ("x12", "edifact")
# What holds other files: it is unpacked, and what lies in it is read.
CONTAINERS = ("mail", "zip", "gzip", "tar", "tnef")
# What a kind is called when a person is told about it.
NAMES = {
    "empty": "an empty file",
    "delimited": "delimited text",
    "fixed_width": "text in columns of fixed width",
    "html": "an HTML page",
    "xml": "an XML document",
    "json": "a JSON document",
    "x12": "an X12 EDI message",
    "edifact": "an EDIFACT message",
    "xlsx": "an Excel workbook (.xlsx)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "xls": "an Excel 5 to 2003 workbook (.xls)",
    "locked": "a workbook protected by a password",
    "ods": "an OpenDocument file",
    "docx": "a Word document",
    "doc": "a Word 97-2003 document (.doc)",
    "pptx": "a PowerPoint document",
    "msg": "an Outlook message (.msg)",
    "ole": "an old Microsoft Office file",
    "mail": "a mail",
    "tnef": "a winmail.dat of Outlook",
    "zip": "a ZIP archive",
    "gzip": "a gzip archive",
    "tar": "a tar archive",
    "7z": "a 7-Zip archive",
    "rar": "a RAR archive",
    "bzip2": "a bzip2 archive",
    "xz": "an xz archive",
    "zstd": "a Zstandard archive",
    "pdf": "a PDF document",
    "rtf": "an RTF document",
    "png": "a PNG picture",
    "jpeg": "a JPEG picture",
    "gif": "a GIF picture",
    "parquet": "a Parquet file",
    "sqlite": "an SQLite database",
    "exe": "a Windows program",
    "elf": "a program",
    "binary": "a binary file",
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (SIGNATURE, "tnef"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "sqlite"),
    (b"{\\rtf", "rtf"),
    (b"MZ\x90", "exe"),
    (b"\x7fELF", "elf"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*<(?:!doctype\s+html|html[\s>]|table[\s>]|meta\s)", re.I), "html"),
    (re.compile(rb"\s*<\?xml|\s*<!DOCTYPE"), "xml"),
    (re.compile(rb'\s*(?:\{\s*"[^"\n]*"\s*:|\[\s*[\[{])'), "json"),
)
_OLE_BYTES = 64 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("__substg1.0_", "msg"),
)
# The first record of a workbook's stream, also where the file's own list of streams is damaged or there is none.
_BIFF = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_PARTS = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("content.xml", "ods"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x7f]")
# A text file with a few stray control characters is read; more than this share of the first bytes is no text.
_CONTROL_SHARE = 0.05
_CONTROL_FEW = 8


def kind_of(path: Path) -> str:
    """Sniff the file; its name plays no part.

    Returns:
        A key of `NAMES`.

    Raises:
        Refused: EMPTY_FILE, ENCRYPTED_FILE or UNREADABLE_FILE.
    """
    if path.stat().st_size == 0:
        raise Refused("EMPTY_FILE", "The file has no bytes.")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if _BIFF.match(head):
        return "xls"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _package_kind(path, head)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    bare = head.removeprefix(b"\xef\xbb\xbf")
    for pattern, kind in _MARKUP:
        if pattern.match(bare):
            return kind
    return _text_kind(bare, head)


def _text_kind(bare: bytes, head: bytes) -> str:
    """What kind of text it is, or a tar archive, which starts with a name; "binary" when it is neither."""
    if looks_like_tar(head):
        return "tar"
    start = bare[:EDI_HEAD].decode("latin-1").lstrip()
    if looks_like_edi(start):
        return "edifact" if start.startswith("UN") else "x12"
    if looks_like_mail(bare[:MAIL_HEAD]):
        return "mail"
    return "binary" if wide_codec(head) is None and _is_binary(head) else "delimited"


def unsupported(kind: str) -> Refused:
    """The refusal of a file of a kind that is not read."""
    return Refused("UNSUPPORTED_FORMAT", f"The file is {NAMES[kind]}.")


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


def _ole_kind(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(_OLE_BYTES).lower()
    kind = next((kind for stream, kind in _OLE_STREAMS if stream.lower().encode("utf-16-le") in content), "ole")
    return "xls" if kind == "ole" and _BIFF.search(content) else kind


def _package_kind(path: Path, head: bytes) -> str:
    """What a ZIP package is; of a damaged one, what its first part says it was."""
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.lower() for name in package.namelist()}
            is_locked = any(info.flag_bits & 1 for info in package.infolist())
    except DAMAGED as error:
        if _SPREADSHEET in head[:200] or (head[30:38] == b"mimetype" and b"content.xml" in head):
            return "ods"
        if b"xl/" in head or b"[Content_Types].xml" in head:
            return "xlsb" if b"xl/workbook.bin" in head or b"sheet1.bin" in head else "xlsx"
        raise Refused("UNREADABLE_FILE", "The archive is damaged or cut off.") from error
    if is_locked:
        raise Refused("ENCRYPTED_FILE", "The archive is protected by a password; send it without one.")
    kind = next((kind for part, kind in _PARTS if part in names), None)
    return kind or ("xlsx" if any(name.startswith("xl/") for name in names) else "zip")
