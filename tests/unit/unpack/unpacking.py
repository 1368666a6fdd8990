"""Bytes in, what lies in them out: the test's way to call `unpack`, with the bytes of each part kept."""

import tempfile
from pathlib import Path
from typing import Any

from sellthrough.unpack.parts import Part, Trouble
from sellthrough.unpack.unpack import unpack


def unpacked(content: bytes, name: str = "mail.eml", **options: Any) -> tuple[list[tuple[Part, bytes]], list[Trouble]]:
    """All parts with their bytes, and the troubles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landed"
        path.write_bytes(content)
        found = unpack(path, name, Path(folder), **options)
        return [(part, part.content) for part in found.parts], found.troubles


def files_in(content: bytes, name: str = "mail.eml", **options: Any) -> dict[str, bytes]:
    """The files by where they lie; text of a mail and what was unpacked itself left out."""
    parts, _ = unpacked(content, name, **options)
    return {part.path: content for part, content in parts if not part.is_body and not part.holds}
