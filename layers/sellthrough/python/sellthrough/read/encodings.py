"""In: a text file's bytes. Out: the encoding that they speak for, and the text as UTF-8 on disk.

Order of evidence: a byte order mark; the agreement; zero bytes of UTF-16; strict UTF-8; then the legacy encodings that
decode strictly, by how plausible the characters are beside each other. Written for whole files in bounded memory.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sellthrough.errors import ConfigurationError, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.alphabets import language_fit
from sellthrough.read.kinds import HEAD_BYTES, wide_codec
from sellthrough.read.undecodable import first_failure

UTF8_BOM = b"\xef\xbb\xbf"
MIXED = "utf-8, cp1252"
_CR_LINE = re.compile(rb"[^\r]+(?:\r\n?|\Z)|\r\n?")
_CHUNK = 1 << 20
# The escapes that shift ISO 2022-JP to double bytes, and back.
_SHIFTS = ((b"\x1b$@", b"\x1b$B"), (b"\x1b(B", b"\x1b(J"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_:.-]{2,20})""")
_DECLARED_WITHIN = 4096
# What pages call Latin 1 is Windows 1252 to every browser.
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
# In order of how often partners use them: of two that fit alike the first wins.
_LEGACY = (
    "cp1252", "cp932", "gb18030", "big5", "euc_jp", "euc_kr", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_15",
    "iso8859_2", "iso8859_5", "koi8_r", "cp850", "cp437", "cp852", "cp866", "mac_roman", "mac_cyrillic",
)  # fmt: skip
_DECLARABLE = frozenset(
    {*_LEGACY, "utf-8", *(f"iso-8859-{at}" for at in range(2, 17)), *(f"windows-125{at}" for at in range(9))}
)
_SAMPLE_CHARS = 20_000
_FIXED_SCORES = {"odd": -1.0, "hangul": 1.0}
# First bytes of the characters that are in daily use: text decoded with the wrong table is full of the other ones.
_DAILY = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "cp932": (0x88, 0x98), "euc_jp": (0xB0, 0xCF)}
_JAPANESE = ("cp932", "euc_jp")


def encoding_of(path: Path, layout: Layout, within: int | None = None) -> str:
    """The encoding of the file, as a Python codec name or `MIXED`.

    Args:
        path: The file.
        layout: The agreement's layout.
        within: Look for UTF-8 in the first so many bytes only; the caller finds out about the rest.

    Raises:
        ConfigurationError: The agreement names a codec that does not exist.
        Refused: UNREADABLE_FILE, when the file is not in the encoding that the agreement names.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(UTF8_BOM):
        return "utf-8-sig" if _decodes(path, "utf-8", None) else MIXED
    wide = wide_codec(head)
    if layout.encoding:
        marked = wide if wide and head[:2] in (b"\xff\xfe", b"\xfe\xff") else None
        return _agreed(path, marked or layout.encoding, "the byte order mark" if marked else "the agreement", within)
    if wide:
        return _agreed(path, wide, "its first bytes", None)
    shifted = "iso2022_jp_2" if all(any(mark in head for mark in marks) for marks in _SHIFTS) else "utf-8"
    if _decodes(path, shifted, within):
        return shifted
    return _legacy(path)


def mixed_lines(path: Path) -> list[int]:
    """The first lines of a `MIXED` text that are not UTF-8, a hundred at most."""
    return list(islice((at for at, line in enumerate(_byte_lines(path), 1) if not _is_utf8(line)), 100))


def nul_lines(text: Path) -> list[int]:
    """The first lines of a UTF-8 text that hold a NUL, a hundred at most."""
    with text.open("rb") as file:
        if not any(b"\0" in chunk for chunk in iter(lambda: file.read(_CHUNK), b"")):
            return []
    return list(islice((at for at, line in enumerate(_byte_lines(text), 1) if b"\0" in line), 100))


def _legacy(path: Path) -> str:
    lines = _lines_beyond_ascii(path)
    if _is_mostly_utf8(lines):
        return MIXED
    fitting = [(_plausibility(lines, codec), -at) for at, codec in enumerate(_LEGACY) if _decodes(path, codec, None)]
    return _LEGACY[-max(fitting)[1]] if fitting else "latin-1"


def declared_encoding(path: Path, layout: Layout) -> str | None:
    """The encoding that a page of markup names in its first lines, when it is in that encoding; else None."""
    with path.open("rb") as file:
        head = file.read(_DECLARED_WITHIN)
    found = _DECLARED.search(head)
    if found is None or layout.encoding or head.startswith(UTF8_BOM) or wide_codec(head):
        return None
    name = found[1].decode("ascii").lower()
    name = _AS_BROWSERS.get(name, name)
    return name if name in _DECLARABLE and _decodes(path, name, None) else None


def to_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write the text as UTF-8 without byte order mark; `encoding` is what `encoding_of` said."""
    with target.open("wb") as out:
        if encoding == MIXED:
            for at, line in enumerate(_byte_lines(path)):
                out.write(_mixed(line.removeprefix(UTF8_BOM) if at == 0 else line).encode())
            return
        for text in _texts(path, encoding, None):
            out.write(text.encode("utf-8", "replace"))


def _agreed(path: Path, encoding: str, by: str, within: int | None) -> str:
    try:
        is_utf8 = codecs.lookup(encoding).name == "utf-8"
    except LookupError as error:
        raise ConfigurationError(f"layout.encoding: {encoding!r} is no encoding; use a Python codec name.") from error
    if not _decodes(path, encoding, within if is_utf8 else None):
        told = f"The file is not in the encoding {encoding} that {by} names{first_failure(path, encoding)}."
        raise Refused("UNREADABLE_FILE", told)
    return encoding


def _texts(path: Path, encoding: str, within: int | None) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    left = path.stat().st_size if within is None else within
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield decoder.decode(chunk)
    if within is None and not encoding.startswith("utf-16"):
        yield decoder.decode(b"", True)
    elif within is None and decoder.getstate()[0]:
        yield "\ufffd"  # cut off within a character


def _decodes(path: Path, encoding: str, within: int | None) -> bool:
    try:
        for _ in _texts(path, encoding, within):
            pass
    except (UnicodeError, LookupError):
        return False
    return True


def _byte_lines(path: Path) -> Iterator[bytes]:
    """The lines with their ends; those that end with a lone CR, too."""
    with path.open("rb") as file:
        for line in file:
            if b"\r" in line[:-2]:
                yield from (match[0] for match in _CR_LINE.finditer(line))
            else:
                yield line


def _lines_beyond_ascii(path: Path) -> list[bytes]:
    """The first lines that are not plain ASCII, some 20,000 bytes of them."""
    lines: list[bytes] = []
    size = 0
    for line in _byte_lines(path):
        if not line.isascii():
            lines.append(line[:_SAMPLE_CHARS])
            size += len(line)
            if size > _SAMPLE_CHARS:
                break
    return lines


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(lines: list[bytes]) -> bool:
    return sum(map(_is_utf8, lines)) * 2 > len(lines)


def _mixed(line: bytes) -> str:
    return line.decode() if _is_utf8(line) else line.decode("cp1252", "replace")


def _plausibility(lines: list[bytes], codec: str) -> float:
    """How much the characters beyond ASCII look like writing, and of one language: -1 to 1.5."""
    text = b"".join(lines).decode(codec, "replace")[:_SAMPLE_CHARS]
    scores = [_char_score(text, at, codec) for at, char in enumerate(text) if not char.isascii()]
    return round(sum(scores) / len(scores) + language_fit(text) / 2, 2) if scores else 0.0


def _char_score(text: str, at: int, codec: str) -> float:
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    script = _script(char)
    if script in _FIXED_SCORES:
        return _FIXED_SCORES[script]
    if script in ("cjk", "kana"):
        # Within a word of plain small letters it is an accented one, decoded wrongly.
        is_within = any(other.isascii() and other.islower() for other in (before, after))
        return -0.5 if is_within else _cjk_score(char, script, codec)
    return _letter_score(char, script, before, after)


def _letter_score(char: str, script: str, before: str, after: str) -> float:
    if script == "mark":
        return -0.8 if before.isalpha() and after.isalpha() and char not in "’'·" else 0.6
    if char.isupper() and before.islower():
        return -1.0  # as a wrong Cyrillic table makes it
    alike = [_script(other) for other in (before, after) if other.isalpha()]
    if any((other == "latin") != (script == "latin") for other in alike):
        return -1.0  # no word mixes alphabets
    if script == "latin":
        # Accented letters stand alone among plain ones: a run of them is another alphabet, decoded wrongly.
        return 1.0 if "latin" in alike and before.isascii() and after.isascii() else 0.1
    return 1.0 if script in alike else -0.4


def _cjk_score(char: str, script: str, codec: str) -> float:
    if script == "kana":
        return 1.0 if codec in _JAPANESE else 0.3  # other tables hold kana too, other texts do not
    low, high = _DAILY.get(codec, (0, 0))
    return 0.9 if low <= char.encode(codec, "replace")[0] <= high else 0.1


def _script(char: str) -> str:
    """latin, cyrillic, greek, cjk, kana, hangul, mark (a sign that reports hold) or odd."""
    code = ord(char) if char else 0x20
    if 0xFF61 <= code <= 0xFF9F or 0xE000 <= code <= 0xF8FF or 0x80 <= code < 0xA0 or char == "�":
        return "odd"
    for low, high, name in (
        (0x3040, 0x30FF, "kana"),
        (0x4E00, 0x9FFF, "cjk"),
        (0xAC00, 0xD7A3, "hangul"),
        (0x3000, 0x303F, "mark"),
        (0xFF01, 0xFF60, "mark"),
        (0x0400, 0x045F, "cyrillic"),
        (0x0370, 0x03FF, "greek"),
    ):
        if low <= code <= high:
            return name
    if char.isalpha():
        return "latin" if "LATIN" in unicodedata.name(char, "") else "odd"
    return "mark" if char in "€£¥$§°²³½¼¾«»„“”‚‘’–—…·•®©™№×±µ¿¡\xa0\xadªº" else "odd"
