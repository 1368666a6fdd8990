"""ZIP and gzip archives: nested, badly named, locked, damaged, over a limit; each file with where it lies."""

import gzip
import hashlib
import io
import zipfile

import pytest
from tests.unit.unpack.unpacking import files_in, unpacked

from sellthrough.errors import Refused
from sellthrough.unpack.parts import UnpackLimits

CSV = b"sku,qty\r\nA-1,2\r\n\r\n"


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def patched(archive: bytes, at: int, value: int, central: int) -> bytes:
    """Set bits in the first member's own header and in the directory."""
    content = bytearray(archive)
    content[at] |= value
    content[content.index(b"PK\x01\x02") + central] |= value
    return bytes(content)


def test_every_member_is_found_also_in_archives_within_archives() -> None:
    content = zipped(
        {"a.csv": CSV, "2019/b.csv": b"b", "in.zip": zipped({"c.csv": b"c"}), "d.csv.gz": gzip.compress(b"d")}
    )
    assert files_in(content, "report.zip") == {
        "report.zip!a.csv": CSV,
        "report.zip!2019/b.csv": b"b",
        "report.zip!in.zip!c.csv": b"c",
        "report.zip!d.csv.gz!d.csv": b"d",
    }


def test_each_part_has_its_hashes_and_the_name_it_is_landed_under() -> None:
    parts, _ = unpacked(zipped({"2019/pos.csv": CSV}), "x/report.zip")
    ((part, _),) = parts
    assert part.sha256 == hashlib.sha256(CSV).hexdigest()
    assert part.sha256_norm == hashlib.sha256(b"sku,qty\nA-1,2").hexdigest()
    assert (part.path, part.name, part.size) == ("x/report.zip!2019/pos.csv", "pos.csv", len(CSV))
    inner = zipped({"report.zip": zipped({"2019/pos.csv": CSV})})
    assert unpacked(inner, "all.zip")[0][-1][0].landed_name == "report.zip!pos.csv"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\pos.csv", "Users/pos.csv"),
        ("a!b.csv", "a_b.csv"),
        ("exe\u202ecod.csv", "execod.csv"),
        ("売上.csv", "売上.csv"),
    ],
)
def test_a_name_of_a_member_is_text_and_never_a_path(name: str, path: str) -> None:
    assert list(files_in(zipped({name: b"x"}), "r.zip")) == [f"r.zip!{path}"]


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_a_name_without_the_mark_of_its_coding_is_read(codec: str) -> None:
    plain = zipped({"??????.csv"[: len("売上".encode(codec))] + ".csv": b"x"}, zipfile.ZIP_STORED)
    content = plain.replace(b"?" * len("売上".encode(codec)), "売上".encode(codec))
    assert list(files_in(content, "r.zip")) == ["r.zip!売上.csv"]


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (patched(zipped({"a.csv": b"x" * 50, "b.csv": b"b"}), 6, 1, 8), "ENCRYPTED_FILE", "password"),
        (zipped({"a.csv": b"x" * 50, "b.csv": b"b"}, 0).replace(b"xxx", b"xyx", 1), "UNREADABLE_FILE", "damaged"),
    ],
)
def test_a_member_that_is_locked_or_damaged_is_told_and_the_others_are_read(
    content: bytes, code: str, detail: str
) -> None:
    parts, (trouble,) = unpacked(content, "r.zip")
    assert [part.path for part, _ in parts] == ["r.zip!b.csv"]
    assert (trouble.code, trouble.path) == (code, "r.zip!a.csv")
    assert detail in trouble.detail


def test_a_link_is_not_followed() -> None:
    info = zipfile.ZipInfo("link.csv")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    parts, (trouble,) = unpacked(out.getvalue(), "r.zip")
    assert parts == []
    assert "links are never followed" in trouble.detail


BIG = zipped({"a.csv": bytes(3 << 20)})


@pytest.mark.parametrize(
    ("content", "limits", "code", "told"),
    [
        (BIG, UnpackLimits(), "LIMIT_EXCEEDED", "unpack_ratio"),
        (zipped({"z.zip": BIG}), UnpackLimits(), "LIMIT_EXCEEDED", "unpack_ratio"),
        (gzip.compress(bytes(3 << 20)), UnpackLimits(), "LIMIT_EXCEEDED", "unpack_ratio"),
        (BIG, UnpackLimits(unpacked_bytes=1 << 20), "LIMIT_EXCEEDED", "unpacked_bytes"),
        (zipped({f"{n}": b"" for n in range(6)}), UnpackLimits(parts=5), "LIMIT_EXCEEDED", "parts"),
        (BIG, UnpackLimits(container_bytes=100), "LIMIT_EXCEEDED", "container_bytes"),
        (patched(zipped({"a.csv": b"x"}), 6, 1, 8), UnpackLimits(), "ENCRYPTED_FILE", "password"),
        (zipped({"a.csv": CSV})[:-30], UnpackLimits(), "UNREADABLE_FILE", "cut off"),
        (gzip.compress(CSV)[:-9], UnpackLimits(), "UNREADABLE_FILE", "cut off"),
        (b"sku,qty\n", UnpackLimits(), "UNSUPPORTED_FORMAT", "no archive"),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_refused_by_name(
    content: bytes, limits: UnpackLimits, code: str, told: str
) -> None:
    with pytest.raises(Refused, match=told) as refused:
        unpacked(content, "r.zip", limits=limits)
    assert refused.value.code == code


def test_archives_within_each_other_end_at_a_limit() -> None:
    content = CSV
    for _ in range(12):
        content = zipped({"in.zip": content})
    with pytest.raises(Refused, match="nesting"):
        unpacked(content, "r.zip")


def test_members_that_lie_over_each_other_are_refused() -> None:
    content = bytearray(zipped({"a.csv": b"a" * 400, "b.csv": b"b" * 400}, zipfile.ZIP_STORED))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)  # the second member's header is the first's
    with pytest.raises(Refused, match="over each other"):
        unpacked(bytes(content), "r.zip")


def test_a_workbook_is_a_file_and_no_archive() -> None:
    book = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    parts, _ = unpacked(zipped({"pos.xlsx": book}), "r.zip")
    assert [(part.path, part.holds) for part, _ in parts] == [("r.zip!pos.xlsx", "")]
