"""In: a block of rows. Out: bytes for a file that only our own processes write and read, and the blocks again."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from sellthrough.read.blocks import Block, TextColumn

_HEAD = struct.Struct("<2Q")
_SIZE = struct.Struct("<Q")


def framed(block: Block) -> Iterator[bytes]:
    """The frame of a block, in pieces."""
    yield _HEAD.pack(len(block.numbers), len(block.columns))
    yield block.numbers
    for column in block.columns:
        yield _SIZE.pack(len(column.text))
        yield column.ends
        yield column.text


def unframed(file: BinaryIO) -> Iterator[Block]:
    """The blocks of the file, one after the other."""
    while head := file.read(_HEAD.size):
        size, width = _HEAD.unpack(head)
        numbers = file.read(size)
        columns = []
        for _ in range(width):
            (text,) = _SIZE.unpack(file.read(_SIZE.size))
            columns.append(TextColumn(file.read(size // 2 + 4), file.read(text)))
        yield Block(numbers, tuple(columns))
