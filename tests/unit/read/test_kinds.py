"""A file is what its bytes say, whatever it is called."""

import io
import zipfile

import pytest
from tests.hostile.packages import plain_workbook
from tests.unit.read.reading import read_bytes

from sellthrough.errors import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (b"%PDF-1.7\n", "UNSUPPORTED_FORMAT", "PDF"),
        (b"\x89PNG\r\n", "UNSUPPORTED_FORMAT", "PNG"),
        (b"<!DOCTYPE html><table>", "EMPTY_FILE", "no table"),
        (b"\xef\xbb\xbf<html><body>", "EMPTY_FILE", "no table"),
        (b'<?xml version="1.0"?><a/>', "EMPTY_FILE", "no table"),
        (bytes(range(256)) * 40, "UNSUPPORTED_FORMAT", "binary"),
        (bytes(500), "UNSUPPORTED_FORMAT", "binary"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "UNREADABLE_FILE", "protected workbook is damaged"),
        (OLE + "Workbook".encode("utf-16-le"), "UNREADABLE_FILE", "records are not there"),
        (OLE, "UNSUPPORTED_FORMAT", "old Microsoft Office"),
        (archive("word/document.xml"), "UNSUPPORTED_FORMAT", "Word"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_refused_by_its_name(content: bytes, code: str, named: str) -> None:
    with pytest.raises(Refused, match=named) as refused:
        read_bytes(content, name="report.csv")
    assert refused.value.code == code


def test_the_bytes_count_not_the_extension() -> None:
    assert read_bytes(plain_workbook(3), name="report.csv").report.kind == "xlsx"
    assert read_bytes(b"SKU,Qty\nA-1,5\n", name="report.xlsx").report.kind == "delimited"


def test_a_heading_that_looks_like_markup_is_text() -> None:
    assert read_bytes(b"<img src=x onerror=alert(1)>,qty\nA-1,2\n").rows == [["A-1", "2"]]
