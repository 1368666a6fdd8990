"""An OpenDocument sheet and a password come in; the sheet protected as ODF 1.2 says comes out."""

import base64
import hashlib
import io
import zipfile
import zlib

from Cryptodome.Cipher import AES
from tests.hostile.packages import zip_of

_IV, _SALT, _ROUNDS = bytes(range(16)), bytes(range(100, 116)), 2_000
_ODF = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def locked_ods(
    content: bytes,
    password: str,
    *,
    hashed: str = "sha256",
    cipher: str = "aes256-cbc",
    bits: int = 256,
    cut: int = 0,
    said_rounds: int = _ROUNDS,
) -> bytes:
    """Protect content.xml; `cut` leaves off that many of its enciphered bytes, `said_rounds` is what the manifest says."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    size = len(parts["content.xml"])
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(parts["content.xml"]) + deflate.flush()
    secret = hashlib.new(hashed, password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", secret, _SALT, _ROUNDS, bits // 8)
    padding = 16 - len(packed) % 16
    enciphered = AES.new(key, AES.MODE_CBC, _IV).encrypt(packed + bytes(padding - 1) + bytes([padding]))
    check = base64.b64encode(hashlib.new(hashed, packed[:1024]).digest()).decode()
    start = {"sha256": "http://www.w3.org/2000/09/xmldsig#sha256", "sha1": "SHA1"}[hashed]
    manifest = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_ODF}">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="{size}">
<manifest:encryption-data manifest:checksum-type="{_ODF}#{hashed}-1k" manifest:checksum="{check}">
<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#{cipher}"
  manifest:initialisation-vector="{base64.b64encode(_IV).decode()}"/>
<manifest:start-key-generation manifest:start-key-generation-name="{start}" manifest:key-size="32"/>
<manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="{bits // 8}"
  manifest:iteration-count="{said_rounds}" manifest:salt="{base64.b64encode(_SALT).decode()}"/>
</manifest:encryption-data></manifest:file-entry></manifest:manifest>"""
    parts |= {"content.xml": enciphered[: len(enciphered) - cut], "META-INF/manifest.xml": manifest.encode()}
    return zip_of(parts)
