"""In: the stream of a protected .xls, a password. Out: the stream with its records decrypted (RC4, [MS-OFFCRYPTO])."""

import hashlib
import struct
from collections.abc import Callable

from Cryptodome.Cipher import ARC4

from sellthrough.read.books.passwords import READ_ONLY_PASSWORD, other_protection, wrong_password

_BLOCK = 1024
_HEADER = 4
_SHEET = 0x85
# Records that are never encrypted: starts of streams, the protection itself, who has the file open.
_PLAIN = {0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138}
KeyOf = Callable[[int], bytes]


def decrypted_stream(stream: bytes, protection: bytes, password: str | None) -> bytes:
    """The whole stream with its records in the clear.

    Args:
        stream: As it is in the file.
        protection: Content of its FILEPASS record.
        password: The agreed one.

    Raises:
        Refused: ENCRYPTED_FILE when the password does not open it, or the protection is older than RC4.
        struct.error: The description of the protection is cut off.
    """
    kind, major, minor = struct.unpack_from("<3H", protection.ljust(6, b"\0"))
    if kind != 1 or minor not in (1, 2):
        raise other_protection("as Excel 95 did")
    for candidate in (READ_ONLY_PASSWORD, password):
        key_of = None
        if candidate is not None:
            key_of = (
                _basic(protection, candidate) if (major, minor) == (1, 1) else _with_provider(protection, candidate)
            )
        if key_of is not None:
            return _restored(stream, key_of)
    raise wrong_password(password)


def _basic(protection: bytes, password: str) -> KeyOf | None:
    salt, verifier, said = struct.unpack_from("<16s16s16s", protection, 6)
    start = _md5(password.encode("utf-16-le"))[:5]
    state = _md5((start + salt) * 16)[:5]

    def key_of(block: int) -> bytes:
        return _md5(state + struct.pack("<L", block))

    plain = ARC4.new(key_of(0)).decrypt(verifier + said)
    return key_of if _md5(plain[:16]) == plain[16:] else None


def _with_provider(protection: bytes, password: str) -> KeyOf | None:
    size = struct.unpack_from("<L", protection, 10)[0]
    _, _, algorithm, _, bits = struct.unpack_from("<5L", protection, 14)
    if algorithm != 0x6801:
        raise other_protection(f"algorithm {algorithm:#x}")
    salt, verifier, _, said = struct.unpack_from("<16s16sL20s", protection, 14 + size + 4)
    state = _sha1(salt + password.encode("utf-16-le"))
    length = (bits or 40) // 8

    def key_of(block: int) -> bytes:
        key = _sha1(state + struct.pack("<L", block))[:length]
        return key.ljust(16, b"\0") if length == 5 else key

    plain = ARC4.new(key_of(0)).decrypt(verifier + said)
    return key_of if _sha1(plain[:16]) == plain[16:36] else None


def _restored(stream: bytes, key_of: KeyOf) -> bytes:
    """Headers of records and what is never encrypted stay; the key changes every 1,024 bytes, headers counted."""
    pieces = (stream[at : at + _BLOCK] for at in range(0, len(stream), _BLOCK))
    plain = bytearray(b"".join(ARC4.new(key_of(number)).decrypt(piece) for number, piece in enumerate(pieces)))
    at = 0
    while at + _HEADER <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        kept = _HEADER + (size if kind in _PLAIN else _HEADER if kind == _SHEET else 0)
        plain[at : at + kept] = stream[at : at + kept]
        at += _HEADER + size
    return bytes(plain)


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content).digest()  # noqa: S324 - the format's own


def _sha1(content: bytes) -> bytes:
    return hashlib.sha1(content).digest()  # noqa: S324 - the format's own
