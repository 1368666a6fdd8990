"""Attachments of mails as real programs write them. The files under mails/ are written by hand after those programs'
habits; none was made by the parser's own library."""

from pathlib import Path

import pytest
from tests.unit.unpack.unpacking import unpacked

from sellthrough.errors import Refused
from sellthrough.unpack.parts import Part

MAILS = Path(__file__).parent / "mails"
REPORT = b"Invoice Date;Item;Qty\n2019-12-01;P-1;3\n"
LONG_NAME = "pos_Söhne_und_Töchter_Gesellschaft_mit_beschränkter_Haftung_201912.csv"


def attachments_of(message: bytes) -> list[tuple[Part, bytes]]:
    parts, _ = unpacked(message, kind="mail")
    return [(part, content) for part, content in parts if not part.is_body and not part.holds]


def normal(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").rstrip(b"\n")


@pytest.mark.feature("C8")
@pytest.mark.parametrize(
    ("mail", "names"),
    [
        ("outlook.eml", ["image001.png", "Umsatz München 2019-12.csv"]),
        ("gmail.eml", ["pos_201912.csv"]),
        ("thunderbird.eml", [LONG_NAME]),
        ("iphone.eml", ["pos_201912.csv"]),
        ("swaks.eml", ["pos_201912.csv"]),
        ("forwarded.eml", ["pos_201912.csv"]),
        ("bare_body.eml", ["pos_201912.csv"]),
        ("no_name.eml", ["part-2.csv"]),
        ("hostile_name.eml", ["pos_201912.csv"]),
        ("text_only.eml", []),
    ],
)
def test_every_attachment_of_every_mail_program_is_found(mail: str, names: list[str]) -> None:
    found = attachments_of((MAILS / mail).read_bytes())
    assert [part.name for part, _ in found] == names
    reports = [content for part, content in found if part.name.endswith(".csv")]
    assert [normal(content) for content in reports] == [normal(REPORT)] * len(reports)


def test_the_original_name_is_kept_beside_the_safe_one() -> None:
    ((attachment, _),) = attachments_of((MAILS / "hostile_name.eml").read_bytes())
    assert attachment.name == "pos_201912.csv"
    assert attachment.original_name == "..\\..\\other/partner/../../pos_201912.csv"


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        (b"Subject: x\n\n" + b"x" * (50 * 1024**2), "container_bytes"),
        (
            b"Content-Type: multipart/mixed; boundary=x\n\n"
            + b"--x\nContent-Type: text/csv\n\n1\n" * 2001
            + b"--x--\n",
            "limit parts is 2,000",
        ),
        (
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)),
            "mime_depth",
        ),
        (b"Content-Type: text/csv; name=" + b"=?utf-8?q?a?= " * 20_000 + b"\n\n1", "header_bytes"),
    ],
)
def test_a_mail_over_a_limit_is_refused_by_the_name_of_the_limit(message: bytes, limit: str) -> None:
    with pytest.raises(Refused, match=limit) as refused:
        attachments_of(message)
    assert refused.value.code == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("cut", range(0, 2200, 97))
def test_a_mail_that_is_cut_anywhere_raises_nothing(cut: int) -> None:
    attachments_of((MAILS / "outlook.eml").read_bytes()[:cut])
