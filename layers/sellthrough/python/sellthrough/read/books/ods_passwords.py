"""In: a protected OpenDocument package, a password. Out: its content, decrypted piece by piece (ODF 1.2 part 3, 4.8).

The key is derived with PBKDF2; AES is PyCryptodome's. What is decrypted is a deflated part, measured as it unpacks.
"""

import base64
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from Cryptodome.Cipher import AES

from sellthrough.errors import Refused
from sellthrough.read.books.parts import Parts
from sellthrough.read.books.passwords import other_protection, wrong_password
from sellthrough.read.books.sheets import Damage
from sellthrough.read.books.xml import local_attributes, parse_xml
from sellthrough.read.limits import MIB, Limits, keep_to

_PACKAGE = "encrypted-package"  # all in one part: newer programs, with ciphers that are not read
_CHECKED = 1024
_BLOCK = 16
_CHUNK = 1 << 20
_MAX_ROUNDS = 10_000_000
_KEY_SIZES = (16, 24, 32)
_CIPHERS = ("aes128-cbc", "aes192-cbc", "aes256-cbc")
_CHECKSUMS = {"sha256-1k": "sha256", "sha1-1k": "sha1", "sha1/1k": "sha1"}
_START_KEYS = {"sha256": "sha256", "sha1": "sha1"}


@dataclass
class _Described:
    """How one part is enciphered: attributes of the elements of its `encryption-data`, without prefixes."""

    elements: dict[str, dict[str, str]] = field(default_factory=dict)

    def bytes_of(self, element: str, name: str) -> bytes:
        return base64.b64decode(self.elements[element][name])

    def algorithm(self, element: str, name: str, known: dict[str, str]) -> str:
        said = self.elements[element][name].rpartition("#")[2].lower()
        if said not in known:
            raise other_protection(said)
        return known[said]


@dataclass(frozen=True)
class UnlockedParts:
    """The package as if one of its parts were not enciphered; `chunks` as `Parts` has it."""

    parts: Parts
    key: bytes
    start: bytes
    size: int
    limits: Limits
    damage: Damage

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part decrypted and unpacked, as far as it goes."""
        unpack, size = zlib.decompressobj(-15), 0
        try:
            for piece in self._decrypted(name):
                rest = piece
                while rest and not unpack.eof:
                    out = unpack.decompress(rest, _CHUNK)
                    rest = unpack.unconsumed_tail
                    size += len(out)
                    self._measure(size)
                    yield out
        except zlib.error:
            self.damage.note(f"The part {name!r} is damaged; what could be unpacked was read.")
            return
        if not unpack.eof:
            self.damage.note(f"The part {name!r} is cut off; what could be unpacked was read.")

    def begins_with(self, name: str, digest: str, algorithm: str) -> bool:
        """True when the check sum of the deflated part's first KiB is the one that the package says."""
        begun = b""
        for piece in self._decrypted(name):
            begun += piece
            if len(begun) > _CHECKED + _BLOCK:
                break
        padding = begun[-1] if begun else 0
        found = [begun[:_CHECKED], begun[: len(begun) - padding][:_CHECKED]]
        return any(hashlib.new(algorithm, text).digest() == base64.b64decode(digest) for text in found)

    def _decrypted(self, name: str) -> Iterator[bytes]:
        cipher, waiting = AES.new(self.key, AES.MODE_CBC, self.start), b""
        for piece in self.parts.chunks(name):
            waiting += piece
            whole = len(waiting) // _BLOCK * _BLOCK
            yield cipher.decrypt(waiting[:whole])
            waiting = waiting[whole:]

    def _measure(self, size: int) -> None:
        keep_to("unpacked_bytes", size, self.limits.unpacked_bytes, "bytes unpacked")
        if size > MIB:
            keep_to("unpack_ratio", size // self.size, self.limits.unpack_ratio, "times its packed size")


def unlocked(parts: Parts, name: str, password: str | None, limits: Limits, damage: Damage) -> UnlockedParts:
    """Open one part of a protected package.

    Raises:
        Refused: ENCRYPTED_FILE when the password does not open it or the protection is another one, UNREADABLE_FILE
            when its description is damaged.
    """
    described = _described(parts, name) or _described(parts, _PACKAGE)
    if described is None:
        raise Refused("UNREADABLE_FILE", "The protected workbook is damaged.")
    if password is None:
        raise wrong_password(None)
    try:
        described.algorithm("algorithm", "algorithm-name", {c: c for c in _CIPHERS})
        described.algorithm("key-derivation", "key-derivation-name", {"pbkdf2": "pbkdf2"})
        start_key = described.algorithm("start-key-generation", "start-key-generation-name", _START_KEYS)
        checksum = described.algorithm("encryption-data", "checksum-type", _CHECKSUMS)
        rounds, length = (int(described.elements["key-derivation"][n]) for n in ("iteration-count", "key-size"))
        if not 0 < rounds <= _MAX_ROUNDS or length not in _KEY_SIZES:
            raise ValueError("no key is made like that")
        secret = hashlib.new(start_key, password.encode()).digest()
        key = hashlib.pbkdf2_hmac("sha1", secret, described.bytes_of("key-derivation", "salt"), rounds, length)
        start = described.bytes_of("algorithm", "initialisation-vector")
        opened = UnlockedParts(parts, key, start, max(1, parts.size), limits, damage)
        if opened.begins_with(name, described.elements["encryption-data"]["checksum"], checksum):
            return opened
    except (KeyError, ValueError) as error:
        raise Refused("UNREADABLE_FILE", "The protected workbook is damaged.") from error
    raise wrong_password(password)


def _described(parts: Parts, name: str) -> _Described | None:
    found: dict[str, _Described] = {}
    path = [""]

    def start(element: str, given: dict[str, str]) -> None:
        values = local_attributes(given)
        if element == "file-entry":
            path[0] = values.get("full-path", "")
        elif element == "encryption-data":
            found[path[0]] = _Described({element: values})
        elif path[0] in found:
            found[path[0]].elements[element] = values

    parse_xml(parts.chunks("META-INF/manifest.xml"), start, lambda _: None, lambda _: None)
    return found.get(name)
