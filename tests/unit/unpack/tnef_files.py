"""Names and bytes go in; a winmail.dat as Outlook would write it comes out."""

import struct


def attribute(identifier: int, data: bytes, kind: int = 6, level: int = 2) -> bytes:
    head = struct.pack("<BHHI", level, identifier, kind, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def unicode_property(identifier: int, text: str) -> bytes:
    raw = (text + "\0").encode("utf-16-le")
    return struct.pack("<HHII", 0x001F, identifier, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)


def fixed_property(identifier: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<HH", kind, identifier) + value


def object_property(identifier: int, content: bytes) -> bytes:
    raw = b"\x07\x03\x02\x00" + b"\0" * 12 + content
    return struct.pack("<HHII", 0x000D, identifier, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)


def named_property(name: str, value: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = struct.pack("<HH", 0x0003, 0x8001) + bytes(16) + struct.pack("<II", 1, len(raw))
    return head + raw + b"\0" * (-len(raw) % 4) + struct.pack("<I", value)


def properties(*entries: bytes) -> bytes:
    return struct.pack("<I", len(entries)) + b"".join(entries)


def winmail(*attachments: bytes, code_page: int = 1252) -> bytes:
    head = b"\x78\x9f\x3e\x22" + struct.pack("<H", 1)
    return head + attribute(0x9007, struct.pack("<II", code_page, 0), level=1) + b"".join(attachments)


def attached(title: bytes, content: bytes, *entries: bytes) -> bytes:
    parts = attribute(0x9002, bytes(14)) + attribute(0x8010, title + b"\0") + attribute(0x800F, content)
    return parts + (attribute(0x9005, properties(*entries)) if entries else b"")
