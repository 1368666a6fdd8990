"""In: a winmail.dat (TNEF), as Outlook sends it. Out: the files in it, with their long names.

The stream is a list of attributes: level, id, length, data, checksum. Attachments start with their rendering data; the
name and bytes are attributes, or MAPI properties of the attachment (long file name, data, an embedded message).
Layout: [MS-OXTNEF] section 2.1.3.
"""

import struct
from dataclasses import dataclass, field

SIGNATURE = b"\x78\x9f\x3e\x22"
_RENDERING, _TITLE, _DATA, _ATTACHMENT, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _MIME_TAG, _OBJECT = 0x3707, 0x3704, 0x3001, 0x370E, 0x3701
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8}
_FIXED |= {0x0048: 16, 0x0000: 0, 0x0001: 0}
_STRINGS = frozenset({0x001E, 0x001F})
_SIZED = frozenset({0x001E, 0x001F, 0x000D, 0x0102})
_MULTIPLE = 0x1000
_INTERFACE = 16  # bytes of interface id before an embedded object


@dataclass
class TnefFile:
    """One file in a winmail.dat; `is_message` marks an embedded message, itself a TNEF stream."""

    name: str | None = None
    content_type: str = "application/octet-stream"
    content: bytes = b""
    is_message: bool = False
    _names: dict[int, str] = field(default_factory=dict)


def files_in_tnef(content: bytes) -> list[TnefFile]:
    """The files; what is cut off ends the list, it raises nothing."""
    files: list[TnefFile] = []
    code_page = "cp1252"
    at = 6  # signature and key
    while at + 9 <= len(content):
        identifier, _, length = struct.unpack_from("<HHI", content, at + 1)
        data = content[at + 9 : at + 9 + length]
        at += 9 + length + 2
        if identifier == _CODE_PAGE and len(data) >= 4:
            code_page = _codec(struct.unpack_from("<I", data)[0])
        elif identifier == _RENDERING:
            files.append(TnefFile())
        elif not files:
            continue
        elif identifier == _TITLE:
            files[-1]._names.setdefault(_TITLE, _text(data, code_page))
        elif identifier == _DATA:
            files[-1].content = data
        elif identifier == _ATTACHMENT:
            _take_properties(files[-1], data, code_page)
    for file in files:
        order = (_LONG_NAME, _TITLE, _SHORT_NAME, _DISPLAY_NAME)
        file.name = next((file._names[key] for key in order if file._names.get(key)), None)
    return files


def _take_properties(file: TnefFile, data: bytes, code_page: str) -> None:
    for identifier, kind, value in _properties(data):
        if identifier in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME) and kind in _STRINGS:
            file._names[identifier] = _string(value, kind, code_page)
        elif identifier == _MIME_TAG and kind in _STRINGS:
            file.content_type = _string(value, kind, code_page) or file.content_type
        elif identifier == _OBJECT and len(value) > _INTERFACE and not file.content:
            inner = value[_INTERFACE:]
            file.is_message = inner.startswith(SIGNATURE)
            file.content = inner if file.is_message else value


def _properties(data: bytes) -> "list[tuple[int, int, bytes]]":
    """(id, type, value) of each property; the first value of those that have several."""
    found: list[tuple[int, int, bytes]] = []
    try:
        (count,), at = struct.unpack_from("<I", data), 4
        for _ in range(min(count, len(data))):
            kind, identifier = struct.unpack_from("<HH", data, at)
            at += 4
            if identifier >= 0x8000:
                at = _after_name(data, at)
            values, at = _values(data, at, kind)
            if values:
                found.append((identifier, kind & ~_MULTIPLE, values[0]))
    except struct.error:
        return found  # cut off
    return found


def _after_name(data: bytes, at: int) -> int:
    """A named property: GUID, then a number or a UTF-16 name."""
    at += 16
    (by,) = struct.unpack_from("<I", data, at)
    if by == 0:
        return at + 8
    length = int(struct.unpack_from("<I", data, at + 4)[0])
    return at + 8 + length + (-length % 4)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    plain = kind & ~_MULTIPLE
    count = 1
    if kind & _MULTIPLE or plain in _SIZED:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values = []
    for _ in range(min(count, len(data))):
        if plain in _SIZED:
            (length,) = struct.unpack_from("<I", data, at)
            at += 4
        elif plain in _FIXED:
            length = _FIXED[plain]
        else:
            raise struct.error("a property of an unknown type: its end is not known")
        values.append(data[at : at + length])
        at += length + (-length % 4)
    return values, at


def _string(value: bytes, kind: int, code_page: str) -> str:
    return value.decode("utf-16-le", "replace").split("\0")[0] if kind == 0x001F else _text(value, code_page)


def _text(raw: bytes, code_page: str) -> str:
    return raw.split(b"\0")[0].decode(code_page, "replace").strip()


def _codec(number: int) -> str:
    name = "utf-8" if number == 65001 else f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
