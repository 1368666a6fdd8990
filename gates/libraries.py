"""A layer's folder comes in; shared libraries that its libraries need and nobody brings come out.

A layer is built for another machine than the one that builds it, so it cannot be tried; but each ELF file names what it
needs (DT_NEEDED), and leaving out one library too many shows there.
"""

import fnmatch
import struct
from pathlib import Path

# In Lambda's runtime (Amazon Linux 2023).
_RUNTIME = (
    "libc.so*",
    "libm.so*",
    "libdl.so*",
    "librt.so*",
    "libpthread.so*",
    "libgcc_s.so*",
    "libstdc++.so*",
    "ld-linux*",
    "libutil.so*",
)
_DYNAMIC, _NEEDED, _STRINGS, _LOAD = 2, 1, 5, 1


def missing_libraries(folder: Path) -> dict[str, list[str]]:
    """Needed libraries that are neither in the folder nor in the runtime, by the file (relative) that needs them."""
    files = [path for path in folder.rglob("*.so*") if path.is_file()]
    present = {path.name for path in files}
    missing = {}
    for path in sorted(files):
        absent = [name for name in needed_by(path.read_bytes()) if name not in present and not _in_runtime(name)]
        if absent:
            missing[path.relative_to(folder).as_posix()] = absent
    return missing


def needed_by(elf: bytes) -> list[str]:
    """DT_NEEDED of a 64-bit little-endian ELF file (ELF-64 Object File Format, chapter 8); nothing for other files."""
    if elf[:6] != b"\x7fELF\x02\x01":
        return []
    (table,) = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    segments = [struct.unpack_from("<IIQQQQ", elf, table + i * size) for i in range(count)]
    loads = [(address, offset, length) for kind, _, offset, address, _, length in segments if kind == _LOAD]
    entries = [
        struct.unpack_from("<QQ", elf, offset + i * 16)
        for kind, _, offset, _, _, length in segments
        if kind == _DYNAMIC
        for i in range(length // 16)
    ]
    strings = next((value for tag, value in entries if tag == _STRINGS), None)
    if strings is None:
        return []
    start = next(
        offset + strings - address for address, offset, length in loads if address <= strings < address + length
    )
    return [_text(elf, start + value) for tag, value in entries if tag == _NEEDED]


def _text(elf: bytes, start: int) -> str:
    return elf[start : elf.index(b"\0", start)].decode("ascii")


def _in_runtime(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in _RUNTIME)
