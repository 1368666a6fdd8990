"""How mails carry files: codings, names, multiparts in all their forms, mails in mails, uuencode, winmail.dat."""

import base64
import binascii

import pytest
from tests.unit.unpack.tnef_files import (
    attached,
    attribute,
    fixed_property,
    named_property,
    object_property,
    properties,
    unicode_property,
    winmail,
)
from tests.unit.unpack.unpacking import files_in, unpacked

from sellthrough.unpack.coding import decode_base64, find_uuencoded
from sellthrough.unpack.headers import decode_words, parameters_of
from sellthrough.unpack.kinds import looks_like_mail

CSV = b"sku,qty\nA-1,2\n"


def mail(*parts: str, boundary: str = "b", kind: str = "mixed", end: str = "--b--\n") -> bytes:
    head = f"From: ann@birch.example\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary={boundary}\n\n"
    return (head + "".join(f"--{boundary}\n{part}\n" for part in parts) + end).encode()


def part(content: str = CSV.decode(), disposition: str = "attachment; filename=pos.csv", **headers: str) -> str:
    lines = {"Content-Type": "text/csv", "Content-Disposition": disposition} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items()) + "\n" + content


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="pos.csv"', "pos.csv"),
        ("attachment; filename=pos 2019.csv", "pos 2019.csv"),
        ("attachment;filename = 'pos.csv'", "'pos.csv'"),
        ('attachment; filename="a;b\\"c.csv"', 'a;b"c.csv'),
        ('attachment; filename="unclosed.csv', "unclosed.csv"),
        ("attachment; filename*=UTF-8''%E5%A3%B2%E4%B8%8A.csv", "売上.csv"),
        ("attachment; filename*=iso-8859-1'de'M%E4rz.csv", "März.csv"),
        ("attachment; filename*0*=UTF-8''%E5%A3; filename*1*=%B2; filename*2=.csv", "売.csv"),
        ("attachment; filename*1=b.csv; filename*0=a_", "a_b.csv"),
        ("attachment; filename=old.csv; filename*=UTF-8''new.csv", "new.csv"),
        ("attachment; filename*=nowhere''%41.csv", "A.csv"),
        ('attachment; filename="=?UTF-8?B?5aOy5LiKLmNzdg==?="', "売上.csv"),
        ('attachment; filename="=?utf-8?q?M=C3=A4rz_2019?= =?utf-8?q?=2Ecsv?="', "März 2019.csv"),
        ('attachment; filename="=?utf-8?B?5Q==?= =?utf-8?B?o7I=?=.csv"', "売.csv"),
        ('attachment; filename="=?none?B?QQ==?="', "A"),
        ('attachment; filename="x=?utf-8?B?!?="', "x"),
    ],
)
def test_a_name_is_decoded_however_it_is_written(value: str, name: str) -> None:
    assert parameters_of(value)["filename"] == name


def test_words_that_are_no_words_stay_as_they_are() -> None:
    assert decode_words("=?utf-8?x?a?= a=?b") == "=?utf-8?x?a?= a=?b"


@pytest.mark.parametrize(
    ("coding", "content"),
    [
        ("7bit", CSV.decode()),
        ("Base64", base64.encodebytes(CSV).decode()),
        ("base64", base64.b64encode(CSV).decode().rstrip("=") + " !\n"),
        ("base64", base64.b64encode(CSV[:8]).decode() + "\n" + base64.b64encode(CSV[8:]).decode()),
        ("quoted-printable", "sku,qty=0AA-1,=\n2=0A"),
        ("x-uuencode", "begin 644 x.csv\n" + binascii.b2a_uu(CSV).decode() + "`\nend\n"),
        ("something-new", CSV.decode()),
    ],
)
def test_the_coding_of_a_part_is_undone(coding: str, content: str) -> None:
    found = files_in(mail(part(content, Content_Transfer_Encoding=coding)))
    assert found["mail.eml!pos.csv"].strip() == CSV.strip()


def test_base64_with_padding_in_the_middle_is_read_to_its_end() -> None:
    assert decode_base64(b"QQ==QUI=\nQUJD") == b"AABABC"
    assert decode_base64(b"Q") == b""


NESTED = "Content-Type: multipart/mixed; boundary=c\n\n--c\n" + part() + "\n--c--"
FORWARDED = "Content-Type: message/rfc822\n\n" + mail(part(), boundary="d", end="--d--\n").decode()


@pytest.mark.feature("C8")
@pytest.mark.parametrize(
    ("message", "paths"),
    [
        (mail(part(), part()), ["mail.eml!pos.csv"] * 2),
        (mail("Content-Type: text/plain\n\nHello", part()), ["mail.eml!pos.csv"]),
        (mail(part(), kind="alternative"), ["mail.eml!pos.csv"]),
        (mail(part(disposition="inline; filename=pos.csv")), ["mail.eml!pos.csv"]),
        (mail(part(disposition="attachment")), ["mail.eml!part-1.csv"]),
        (mail("Content-Type: application/octet-stream\n\nx"), ["mail.eml!part-1.bin"]),
        (mail(NESTED), ["mail.eml!pos.csv"]),
        (mail(FORWARDED), ["mail.eml!part-1.eml!pos.csv"]),
        (mail(FORWARDED.replace("rfc822\n", "rfc822; name=fw.eml\n")), ["mail.eml!fw.eml!pos.csv"]),
        (
            mail("\n" + mail(part(), boundary="d", end="--d--\n").decode(), kind="digest"),
            ["mail.eml!part-1.eml!pos.csv"],
        ),
        (mail(part(), end=""), ["mail.eml!pos.csv"]),
        (mail(part(), end="--b--\nepilogue\n--b\n" + part()), ["mail.eml!pos.csv"] * 2),
        (mail(part()).replace(b"; boundary=b", b"").replace(b"--b--", b"--b"), ["mail.eml!pos.csv"]),
        (mail(part()).replace(b"\n", b"\r\n"), ["mail.eml!pos.csv"]),
        (mail(part()).replace(b"\n", b"\r"), ["mail.eml!pos.csv"]),
        (b"From sender Mon Jan  1\n" + mail(part()), ["mail.eml!pos.csv"]),
        (mail(part().replace("; filename", ";\nfilename")), ["mail.eml!pos.csv"]),
        (b"Subject: x\nContent-Type: text/csv; name=pos.csv\n\n" + CSV, ["mail.eml!pos.csv"]),
        (b"Subject: x\n\nno files", []),
        (b"", []),
    ],
)
def test_every_file_is_found_wherever_it_hangs(message: bytes, paths: list[str]) -> None:
    parts, troubles = unpacked(message, kind="mail")
    assert [part.path for part, _ in parts if not part.is_body and not part.holds] == paths
    assert troubles == []
    found = [content for part, content in parts if not part.is_body and not part.holds]
    assert all(content.replace(b"\r\n", b"\n").strip() in (CSV.strip(), b"x") for content in found)


def test_two_boundaries_of_which_one_starts_like_the_other_are_told_apart() -> None:
    inner = "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n" + part() + "\n--bb--"
    assert len(files_in(mail(inner, part(disposition="attachment; filename=two.csv")))) == 2


def test_uuencoded_files_in_a_text_are_found_and_plain_words_are_not() -> None:
    block = "begin 644 pos.csv\n" + binascii.b2a_uu(CSV).decode() + "`\nend\n"
    assert files_in(f"From: a@b.example\n\nHello\n{block}Bye\n".encode()) == {"mail.eml!pos.csv": CSV}
    assert find_uuencoded(b"begin 644 of the story\nthat has no end\n") == []
    assert find_uuencoded(block.replace("`\nend\n", "").encode()) == [("pos.csv", CSV)]


def test_a_mail_that_hangs_elsewhere_has_no_bytes_here() -> None:
    external = "Content-Type: message/external-body; name=draft.txt\n\nContent-Type: text/plain\n\n"
    assert files_in(mail(external)) == {"mail.eml!draft.txt": b""}


def test_a_winmail_dat_gives_its_files_with_their_long_names() -> None:
    long_name = unicode_property(0x3707, "Umsätze März 2019.csv")
    size = fixed_property(0x0E20, 0x0003, b"\0\0\0\0")
    flag = fixed_property(0x7FFE, 0x000B, b"\1\0\0\0")
    content = winmail(
        attached(b"UMSATZ~1.CSV", CSV, size, flag, named_property("x-note", 7), long_name),
        attached("März.csv".encode("cp1250"), b"b"),
        code_page=1250,
    )
    assert files_in(content, "winmail.dat") == {
        "winmail.dat!Umsätze März 2019.csv": CSV,
        "winmail.dat!März.csv": b"b",
    }


def test_a_mail_within_a_winmail_dat_gives_its_files() -> None:
    inner = winmail(attached(b"pos.csv", CSV))
    content = winmail(attribute(0x9002, bytes(14)) + attribute(0x9005, properties(object_property(0x3701, inner))))
    assert list(files_in(content, "w.dat").values()) == [CSV]


@pytest.mark.parametrize("cut", range(6, 300, 7))
def test_a_winmail_dat_that_is_cut_anywhere_raises_nothing(cut: int) -> None:
    unpacked(winmail(attached(b"a.csv", CSV, unicode_property(0x3707, "b.csv")))[:cut], "w.dat", kind="tnef")


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        (b"From: Ann <ann@birch.example>\nSubject: x\n", True),
        (b"Received: from x\n", True),
        (b"\r\n  \nMIME-Version: 1.0\n", True),
        (b"From ann Mon Jan 1\nFrom: a\nTo: b\nSubject: c\n", True),
        (b"\xef\xbb\xbfFrom: a@b.example\n", True),
        (b"Subject: =?utf-8?q?x?=\n", True),
        (b"From: 2019-01-01\nTo: 2019-01-31\n\nSKU,Qty\n", False),
        (b"Date: 2019-01-31\nSKU,Qty\n", False),
        (b"Report: POS\nFrom: a@b.example\n", False),
        (b"SKU,Qty\n", False),
        (b"", False),
    ],
)
def test_a_mail_is_known_by_headers_that_only_mails_have(head: bytes, is_mail: bool) -> None:
    assert looks_like_mail(head) is is_mail
