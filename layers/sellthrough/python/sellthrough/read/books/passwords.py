"""In: an encrypted OOXML package, a password. Out: the package decrypted, agile or standard ([MS-OFFCRYPTO]).

The key is derived here; AES and RC4 are PyCryptodome's.
"""

import base64
import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass

from Cryptodome.Cipher import AES

from sellthrough.errors import Refused
from sellthrough.read.books.cfb import CompoundFile
from sellthrough.read.books.xml import Parsing

# Excel's own: a workbook that may be opened by all but changed only with a password is encrypted with this one.
READ_ONLY_PASSWORD = "VelvetSweatshop"  # noqa: S105 - published by its maker
_SEGMENT = 4096
_MAX_SPINS = 10_000_000
_AGILE = (4, 4)
_INPUT, _VALUE, _KEY = (bytes.fromhex(text) for text in ("fea7d2763b4b9e79", "d7aa0f6d3061344e", "146e0be7abacd0d6"))
_HASHES = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}


def wrong_password(password: str | None) -> Refused:
    """The refusal of a workbook that this password, or the lack of one, does not open."""
    if password is None:
        return Refused(
            "ENCRYPTED_FILE",
            "The workbook is protected by a password. Send it without one, or agree on one with whom you report to: it "
            "is entered in the agreement as password_parameter.",
        )
    return Refused("ENCRYPTED_FILE", "The workbook is protected by a password that is not the agreed one.")


def other_protection(what: str) -> Refused:
    """The refusal of a protection that is not supported."""
    return Refused(
        "ENCRYPTED_FILE", f"The workbook is protected by a password in a way that is not read ({what}); save it anew."
    )


def decrypted_package(file: CompoundFile, password: str | None) -> bytes:
    """The ZIP package inside.

    Raises:
        Refused: ENCRYPTED_FILE when the password does not open it, UNREADABLE_FILE when it is damaged.
    """
    head, package = file.stream("EncryptionInfo"), file.stream("EncryptedPackage")
    try:
        if head is None or package is None:
            raise ValueError("a stream is missing")
        version = struct.unpack_from("<2H", head)
        open_with = _agile(head[8:]) if version == _AGILE else _standard(head)
        for candidate in (READ_ONLY_PASSWORD, password):
            if candidate is not None and (unlock := open_with(candidate)) is not None:
                size = struct.unpack_from("<Q", package)[0]
                return unlock(package[8:])[:size]
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise Refused("UNREADABLE_FILE", "The protected workbook is damaged.") from error
    raise wrong_password(password)


Unlock = Callable[[bytes], bytes]


@dataclass(frozen=True)
class _Agreed:
    """One element of the agile description: what is hashed and enciphered how."""

    values: dict[str, str]

    @property
    def salt(self) -> bytes:
        return base64.b64decode(self.values["saltValue"])

    def bytes_of(self, name: str) -> bytes:
        return base64.b64decode(self.values[name])

    def hashed(self, content: bytes) -> bytes:
        name = self.values["hashAlgorithm"].lower().replace("-", "")
        if name not in _HASHES:
            raise other_protection(name)
        return hashlib.new(name, content).digest()

    def key(self, material: bytes) -> bytes:
        return _fitted(material, int(self.values["keyBits"]) // 8)

    def decipher(self, key: bytes, start: bytes, content: bytes) -> bytes:
        if self.values["cipherAlgorithm"] != "AES" or self.values["cipherChaining"] != "ChainingModeCBC":
            raise other_protection(f"{self.values['cipherAlgorithm']} {self.values['cipherChaining']}")
        start = _fitted(start, int(self.values["blockSize"]))
        return AES.new(key, AES.MODE_CBC, start).decrypt(content[: len(content) // 16 * 16])


def _agile(description: bytes) -> Callable[[str], Unlock | None]:
    found: dict[str, _Agreed] = {}

    def start(element: str, given: dict[str, str]) -> None:
        found.setdefault(element, _Agreed(given))

    parsing = Parsing(start, lambda _: None, lambda _: None)
    parsing.feed(description)
    content, lock = found["keyData"], found["encryptedKey"]
    spins = int(lock.values["spinCount"])
    if not 0 <= spins <= _MAX_SPINS:
        raise ValueError("too many rounds")

    def open_with(password: str) -> Unlock | None:
        state = lock.hashed(lock.salt + password.encode("utf-16-le"))
        for number in range(spins):
            state = lock.hashed(struct.pack("<L", number) + state)

        def unlocked(block: bytes, name: str) -> bytes:
            return lock.decipher(lock.key(lock.hashed(state + block)), lock.salt, lock.bytes_of(name))

        said = lock.hashed(unlocked(_INPUT, "encryptedVerifierHashInput")[: int(lock.values["saltSize"])])
        if not unlocked(_VALUE, "encryptedVerifierHashValue").startswith(said):
            return None
        key = content.key(unlocked(_KEY, "encryptedKeyValue"))
        return lambda package: b"".join(
            content.decipher(
                key, content.hashed(content.salt + struct.pack("<L", at // _SEGMENT)), package[at : at + _SEGMENT]
            )
            for at in range(0, len(package), _SEGMENT)
        )

    return open_with


def _standard(head: bytes) -> Callable[[str], Unlock | None]:
    size = struct.unpack_from("<L", head, 8)[0]
    _, _, algorithm, _, bits = struct.unpack_from("<5L", head, 12)
    if algorithm not in (0x660E, 0x660F, 0x6610):
        raise other_protection(f"algorithm {algorithm:#x}")
    salt, verifier, _, said = struct.unpack_from("<16s16sL32s", head, 12 + size + 4)

    def open_with(password: str) -> Unlock | None:
        state = hashlib.sha1(salt + password.encode("utf-16-le")).digest()  # noqa: S324 - the format's own
        for number in range(50_000):
            state = hashlib.sha1(struct.pack("<L", number) + state).digest()  # noqa: S324
        state = hashlib.sha1(state + bytes(4)).digest().ljust(64, b"\0")  # noqa: S324
        halves = (hashlib.sha1(bytes(byte ^ fill for byte in state)).digest() for fill in (0x36, 0x5C))  # noqa: S324
        cipher = AES.new(b"".join(halves)[: bits // 8], AES.MODE_ECB)
        if cipher.decrypt(said)[:20] != hashlib.sha1(cipher.decrypt(verifier)).digest():  # noqa: S324
            return None
        return lambda package: cipher.decrypt(package[: len(package) // 16 * 16])

    return open_with


def _fitted(material: bytes, size: int) -> bytes:
    return material[:size].ljust(size, b"\x36")
