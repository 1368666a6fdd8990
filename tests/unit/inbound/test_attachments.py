"""Attachments of mails as real programs write them. The files under mails/ are written by hand after those programs'
habits; none was made by the parser's own library."""

import hashlib
import json
from pathlib import Path

import pytest

from sellthrough.errors import Refused
from sellthrough.inbound.attachments import attachments_of

MAILS = Path(__file__).parent / "mails"
REPORT = b"Invoice Date;Item;Qty\n2019-12-01;P-1;3\n"
LONG_NAME = "pos_Söhne_und_Töchter_Gesellschaft_mit_beschränkter_Haftung_201912.csv"


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
        ("no_name.eml", ["part-3.csv"]),
        ("hostile_name.eml", ["pos_201912.csv"]),
        ("text_only.eml", []),
    ],
)
def test_every_attachment_of_every_mail_program_is_found(mail: str, names: list[str]) -> None:
    found = attachments_of((MAILS / mail).read_bytes())
    assert [a.name for a in found] == names
    reports = [a for a in found if a.name.endswith(".csv")]
    assert [normal(a.content) for a in reports] == [normal(REPORT)] * len(reports)


def test_the_original_name_is_kept_beside_the_safe_one() -> None:
    (attachment,) = attachments_of((MAILS / "hostile_name.eml").read_bytes())
    assert attachment.name == "pos_201912.csv"
    assert attachment.original_name == "..\\..\\other/partner/../../pos_201912.csv"


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        (b"Subject: x\n\n" + b"x" * (50 * 1024**2), "50 MB"),
        (
            b"Content-Type: multipart/mixed; boundary=x\n\n"
            + b"--x\nContent-Type: text/csv\n\n1\n" * 2001
            + b"--x--\n",
            "2,000 parts",
        ),
        (
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)),
            "deep|2,000 parts",
        ),  # which comes first, depends on the stack
        (b"Content-Type: text/csv; name=" + b"=?utf-8?q?a?= " * 20_000 + b"\n\n1", "header"),
    ],
)
def test_a_mail_over_a_limit_is_refused_by_the_name_of_the_limit(message: bytes, limit: str) -> None:
    with pytest.raises(Refused, match=limit) as refused:
        attachments_of(message)
    assert refused.value.code == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("cut", range(0, 2200, 97))
def test_a_mail_that_is_cut_anywhere_raises_nothing(cut: int) -> None:
    attachments_of((MAILS / "outlook.eml").read_bytes()[:cut])


@pytest.mark.shared
def test_attachments_that_other_parsers_agree_on_are_found(shared: Path) -> None:
    corpus = shared / "corpus" / "mail"
    wanted, found, names, right_names = 0, 0, 0, 0
    for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        mail = json.loads(line)
        if mail["expect"].get("tnef"):
            continue
        got = attachments_of((corpus / mail["file"]).read_bytes())
        hashes = {hashlib.sha256(form).hexdigest() for a in got for form in (a.content, normal(a.content))}
        for truth in mail["expect"]["attachments"]:
            if truth.get("required", True):
                wanted, found = wanted + 1, found + (truth["sha"] in hashes)
                names += truth["name"] is not None
                right_names += truth["name"] in {a.original_name for a in got} - {None}
    print(f"attachments {found} of {wanted}, names {right_names} of {names}")
    assert found >= 0.95 * wanted
    assert right_names >= 0.95 * names
