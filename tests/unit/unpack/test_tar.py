"""Tar archives: what the standard library writes is read alike; what leads out of the file, or out of a folder, is not."""

import gzip
import io
import tarfile
from random import Random

import pytest
from tests.unit.unpack.unpacking import files_in, unpacked

from sellthrough.errors import Refused
from sellthrough.unpack.parts import UnpackLimits

CSV = b"sku,qty\r\nA-1,2\r\n"
LONG = "/".join(["folder of many letters"] * 9) + "/Umsätze 2025-03.csv"
FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT, *others: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in others:
            archive.addfile(info)
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.feature("C8")
@pytest.mark.parametrize("form", FORMATS)
def test_every_file_is_found_with_its_whole_name(form: int) -> None:
    files = {"pos.csv": CSV, LONG: b"x" * 1300, "empty.csv": b"", "2025/03.csv": b"3" * 512}
    content = tarred(files, form, special("a folder", tarfile.DIRTYPE))
    assert files_in(content, "all.tar") == {f"all.tar!{name}": file for name, file in files.items()}


def test_a_packed_one_is_unpacked_within() -> None:
    assert files_in(gzip.compress(tarred({"pos.csv": CSV})), "all.tgz") == {"all.tgz!all!pos.csv": CSV}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_link_or_a_device_is_trouble_and_the_others_are_unpacked(kind: bytes) -> None:
    parts, (trouble,) = unpacked(
        tarred({"pos.csv": CSV}, tarfile.GNU_FORMAT, special("x", kind, "/etc/passwd")), "a.tar"
    )
    assert [part.path for part, _ in parts] == ["a.tar!pos.csv"]
    assert (trouble.code, trouble.path) == ("UNSUPPORTED_FORMAT", "a.tar!x")


def test_a_name_never_leads_out_of_the_folder() -> None:
    assert list(files_in(tarred({"../../etc/passwd": CSV}), "a.tar")) == ["a.tar!etc/passwd"]


def broken(at: int, content: bytes) -> bytes:
    """The archive with other bytes in its first header, whose check sum is right again."""
    archive = bytearray(tarred({"pos.csv": CSV, "b.csv": CSV}, tarfile.GNU_FORMAT))
    archive[at : at + len(content)] = content
    archive[148:156] = b" " * 8
    archive[148:156] = b"%06o\0 " % sum(archive[:512])
    return bytes(archive)


@pytest.mark.parametrize(
    "content",
    [
        broken(124, b"\xff" * 12),  # a size below nothing
        broken(124, b"\x80" + b"\x7f" * 11),
        broken(124, b"77777777777\0"),
        broken(124, b"garbage 124\0"),
        tarred({"pos.csv": CSV})[:600],
        tarred({"pos.csv": CSV})[:300],
        tarred({"pos.csv": CSV}).replace(b"pos.csv", b"pos.xls", 1),  # the check sum of another name
    ],
)
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        unpacked(content, "a.tar")
    assert refused.value.code in ("UNREADABLE_FILE", "UNSUPPORTED_FORMAT")


def test_a_size_that_two_headers_say_differently_is_refused() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("pos.csv")
        info.size, info.pax_headers = len(CSV), {"size": "-512"}
        archive.addfile(info, io.BytesIO(CSV))
    with pytest.raises(Refused):
        unpacked(out.getvalue(), "a.tar")


def test_the_limits_of_archives_hold() -> None:
    many = tarred({f"{at}.csv": b"x" for at in range(20)}, tarfile.GNU_FORMAT)
    for limits in (UnpackLimits(parts=10), UnpackLimits(unpacked_bytes=10), UnpackLimits(container_bytes=1000)):
        with pytest.raises(Refused, match="LIMIT_EXCEEDED"):
            unpacked(many, "a.tar", limits=limits)


def test_archives_broken_by_chance_are_unpacked_or_refused() -> None:
    dice, whole = Random(7), tarred({"pos.csv": CSV, LONG: CSV * 50})
    outcomes = set()
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        try:
            outcomes.add(len(unpacked(bytes(content[: dice.randrange(200, len(content) + 1)]), "a.tar")[0]))
        except Refused as refused:
            outcomes.add(refused.code)
    assert outcomes >= {2, "UNREADABLE_FILE"}
