"""In: rows of a sheet. Out: bytes for a file that only our own processes write and read, and the rows again."""

import marshal
import struct
from collections.abc import Iterator
from typing import BinaryIO

from sellthrough.read.books.sheets import Row

_SIZE = struct.Struct("<Q")


def framed(rows: list[Row]) -> bytes:
    """One frame of rows."""
    content = marshal.dumps(rows)
    return _SIZE.pack(len(content)) + content


def unframed(file: BinaryIO) -> Iterator[list[Row]]:
    """The frames of the file, one after the other."""
    while head := file.read(_SIZE.size):
        yield marshal.loads(file.read(_SIZE.unpack(head)[0]))  # noqa: S302 - written by our own process
