"""A text and an encoding that it is not in, the place where that shows, in words, out."""

import codecs
from pathlib import Path

_CHUNK = 1 << 20
_LINE_END = b"\n"


def first_failure(path: Path, encoding: str) -> str:
    """Where a text is not in that encoding: its first such byte, from 0, and the line from 1 that this stands in."""
    decoder, read, lines = codecs.getincrementaldecoder(encoding)("strict"), 0, 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                at = error.start - kept
                line = lines + chunk.count(_LINE_END, 0, max(at, 0))
                return f": see byte {read + at:,} (line {line:,})"
            except UnicodeError:
                break
            read, lines = read + len(chunk), lines + chunk.count(_LINE_END)
    return ": it is cut off within a character"
