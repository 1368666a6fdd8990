"""Where attachments land, and names that would like to be paths."""

import io
import zipfile

import pytest

from sellthrough.inbound.attachments import Attachment
from sellthrough.inbound.compose import compose_intake
from sellthrough.inbound.names import LONGEST_NAME, safe_name
from sellthrough.inbound.triage import triage
from sellthrough.model.letters import render
from sellthrough.model.workspace import Agreement, Brand, Feed

BIRCH = Agreement(
    partner_id="birch",
    feeds=(
        Feed(feed="pos", record_type="sell_through", files=r"(pos|both)_\d{6}\.(csv|xlsx)"),
        Feed(feed="stock", record_type="inventory", files=r"(stock|both)_\d{6}\.(csv|xlsx)"),
    ),
)
CEDAR = Agreement(
    partner_id="cedar", feeds=(Feed(feed="pos", record_type="sell_through", files=r"cedar_pos_\d{6}\.csv"),)
)


def zipped(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "x")
    return content.getvalue()


def attachment(name: str, content: bytes = b"a,b\n", content_type: str = "application/octet-stream") -> Attachment:
    return Attachment(1, name, name, content_type, is_inline=False, content=content)


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (attachment("pos_201912.csv"), "landing/birch/pos/pos_201912.csv"),
        (attachment("POS_201912.CSV"), "landing/birch/pos/POS_201912.CSV"),
        (attachment("pos_201912.xlsx", zipped("[Content_Types].xml")), "landing/birch/pos/pos_201912.xlsx"),
        (attachment("both_201912.xlsx", zipped("[Content_Types].xml")), "landing/birch/both_201912.xlsx"),
        (attachment("something else.csv"), "landing/birch/something else.csv"),
        (attachment("noending"), "landing/birch/noending"),
    ],
)
def test_an_attachment_lands_below_the_feed_that_expects_it(file: Attachment, key: str) -> None:
    assert [landing.key for landing in triage([file], [BIRCH]).landings] == [key]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("pos_201912.csv", "landing/birch/pos/pos_201912.csv"),
        ("cedar_pos_201912.csv", "landing/cedar/pos/cedar_pos_201912.csv"),
        ("who_knows.csv", "landing/_unassigned/who_knows.csv"),
    ],
)
def test_the_name_decides_whose_file_it_is_where_a_bureau_reports_for_two(name: str, key: str) -> None:
    assert [landing.key for landing in triage([attachment(name)], [BIRCH, CEDAR]).landings] == [key]


@pytest.mark.parametrize(
    "file",
    [
        attachment("pos_201912.zip", zipped("pos.csv")),
        attachment("pos_201912.csv", zipped("pos.csv")),
        attachment("report.pdf"),
        attachment("winmail.dat", content_type="application/ms-tnef"),
        attachment("x.csv.gz"),
    ],
)
def test_what_is_not_read_is_told_to_the_sender_and_not_landed(file: Attachment) -> None:
    result = triage([file], [BIRCH])
    assert result.unsupported == (file,)
    assert result.landings == ()


@pytest.mark.parametrize(
    "file",
    [
        attachment("image001.png", content_type="image/png"),
        attachment("smime.p7s"),
        attachment("ann.vcf", content_type="text/vcard"),
        attachment("invite.ics", content_type="text/calendar"),
        attachment("part-2.html", content_type="text/html"),
    ],
)
def test_logos_and_signatures_are_no_reports(file: Attachment) -> None:
    assert triage([file], [BIRCH]).furniture == (file,)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\pos.csv", "pos.csv"),
        ("..", "part-7.csv"),
        ("/", "part-7.csv"),
        (".hidden.csv", "hidden.csv"),
        ("a\u0000b\r\nc.csv", "abc.csv"),
        ("exe\u202ecod.csv", "execod.csv"),
        ("  many   spaces .csv  ", "many spaces .csv"),
        ("Mu\u0308nchen.csv", "München.csv"),
        (None, "part-7.csv"),
        ("", "part-7.csv"),
    ],
)
def test_a_name_is_never_a_path(name: str | None, safe: str) -> None:
    assert safe_name(name, 7, "text/csv") == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("x" * 5000 + ".csv", 1, "text/csv")
    assert len(name) == LONGEST_NAME
    assert name.endswith(".csv")


def test_the_letter_about_an_archive_says_what_to_do() -> None:
    brand = Brand(name="Northgate", support_email="help@northgate.example")
    rendered = render(compose_intake(brand, 1, [attachment("pos_201912.zip", b"PK")]))
    assert rendered.subject == "Your mail: attachments not read"
    assert "1 other file was taken" in rendered.text
    assert "Unpack archives" in rendered.text
    assert "pos_201912.zip" in rendered.text


def test_the_letter_about_a_mail_without_a_report_says_what_to_do() -> None:
    rendered = render(compose_intake(Brand(name="Northgate"), 0, []))
    assert rendered.subject == "Your mail: no report found"
    assert "Attach the report as CSV" in rendered.text
