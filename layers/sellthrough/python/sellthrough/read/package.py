"""In: an XLSX package. Out: nothing when it is safe to open; else it is refused by the name of the limit.

The sheet parser allocates the whole rectangle that a sheet spans and a copy of each shared string per cell, and runs
out of memory by ending the process. So every part is unpacked here first, in a stream, and measured.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.read.limits import MIB, Limits, keep_to

_CHUNK = 1 << 20
_OVERLAP = 64
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
_STRINGS = re.compile(r"xl/sharedstrings\.xml", re.I)
_CELL = re.compile(rb"""\sr=["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_STRING_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?t=["']s["'][^>]*>.{0,200}?<(?:\w+:)?v>\s*([0-9]{1,9})""", re.S)
_STRING_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
# A rectangle may be so large whatever it holds; a larger one must hold one cell in so many.
_SPARSE_CELLS = 2_000_000
_SPARSE_SHARE = 50


def check_package(path: Path, limits: Limits) -> None:
    """Measure a workbook before anything else opens it.

    Raises:
        Refused: LIMIT_EXCEEDED naming the limit, or UNREADABLE_FILE (damaged, or with XML entities).
    """
    keep_to("workbook_bytes", path.stat().st_size, limits.workbook_bytes, "bytes of workbook")
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            keep_to("members", len(members), limits.members, "parts")
            _check_sizes(sum(member.file_size for member in members), members, limits)
            unpacked = 0
            for member in members:
                unpacked += _measure(package, member, limits, limits.unpacked_bytes - unpacked)
            _check_sizes(unpacked, members, limits)
            _check_shared_strings(package, members, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused("UNREADABLE_FILE", "The workbook is damaged or cut off.") from error


def _check_sizes(unpacked: int, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    keep_to("unpacked_bytes", unpacked, limits.unpacked_bytes, "bytes unpacked")
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MIB:
        keep_to("unpack_ratio", unpacked // packed, limits.unpack_ratio, "times its packed size")


def _measure(package: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, allowed: int) -> int:
    """Unpacked size of one part; checks its XML and, of a sheet, the rectangle it spans."""
    is_sheet = _SHEET.fullmatch(member.filename) is not None
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    size, rows, columns, cells = 0, 0, 0, 0
    for chunk, fresh in _chunks(package, member):
        size += fresh
        keep_to("unpacked_bytes", size + limits.unpacked_bytes - allowed, limits.unpacked_bytes, "bytes unpacked")
        if is_xml and _ENTITY.search(chunk.replace(b"\0", b"")):  # also in UTF-16
            raise Refused("UNREADABLE_FILE", "The workbook declares XML entities, which are never read.")
        if is_sheet:
            found = _CELL.findall(chunk.replace(b"\0", b""))
            cells += len(found)
            rows = max(rows, max((int(row) for _, row in found), default=0))
            columns = max([columns, *map(_column_number, {column for column, _ in found})])
    keep_to("columns", columns, limits.columns, "columns in a sheet")
    keep_to("sheet_rows", rows, limits.sheet_rows, "rows in a sheet")
    spanned = min(limits.sheet_cells, max(_SPARSE_CELLS, cells * _SPARSE_SHARE))
    keep_to("sheet_cells", rows * columns, spanned, f"cells spanned by a sheet of {cells:,}")
    return size


def _chunks(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """The part in pieces that overlap a little, each with the number of bytes that are new."""
    with package.open(member) as part:
        last = b""
        while chunk := part.read(_CHUNK):
            yield last + chunk, len(chunk)
            last = chunk[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_shared_strings(package: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse when the cells' shared strings, each counted as often as it is used, are over the unpacked size."""
    strings = [member for member in members if _STRINGS.fullmatch(member.filename)]
    sheets = [member for member in members if _SHEET.fullmatch(member.filename)]
    lengths: list[int] = []
    for member in strings:
        ends = [0, *(match.end() for match in _STRING_END.finditer(package.read(member)))]
        lengths += [ends[at] - ends[at - 1] for at in range(1, len(ends))]
    longest = max(lengths, default=0)
    # A cell takes 6 bytes at least: with so few the strings cannot grow over the limit.
    if longest * (sum(member.file_size for member in sheets) // 6) <= limits.unpacked_bytes:
        return
    held = 0
    for member in sheets:
        uses: Counter[int] = Counter()
        for chunk, _ in _chunks(package, member):
            uses.update(map(int, _STRING_CELL.findall(chunk)))
        held += sum(count * (lengths[at] if at < len(lengths) else longest) for at, count in uses.items())
        keep_to("unpacked_bytes", held, limits.unpacked_bytes, "bytes of text in cells")
