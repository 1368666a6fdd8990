"""Where attachments land, and names that would like to be paths."""

from pathlib import Path
from typing import Any

import pytest

from sellthrough.inbound.compose import compose_intake
from sellthrough.inbound.triage import Unread, triage
from sellthrough.model.letters import render
from sellthrough.model.workspace import Agreement, Brand, Feed
from sellthrough.unpack.names import LONGEST_NAME, safe_name
from sellthrough.unpack.parts import Part, Trouble, Unpacked

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


def attachment(name: str, content_type: str = "application/octet-stream", **more: Any) -> Part:
    return Part(1, name, name, f"mail!{name}", content_type, 4, "", "", Path("part-1"), **more)


def mail(*parts: Part, troubles: tuple[Trouble, ...] = ()) -> Unpacked:
    return Unpacked("mail", list(parts), list(troubles))


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (attachment("pos_201912.csv"), "landing/birch/pos/pos_201912.csv"),
        (attachment("POS_201912.CSV"), "landing/birch/pos/POS_201912.CSV"),
        (attachment("pos_201912.xlsx"), "landing/birch/pos/pos_201912.xlsx"),
        (attachment("both_201912.xlsx"), "landing/birch/both_201912.xlsx"),
        (attachment("something else.csv"), "landing/birch/something else.csv"),
        (attachment("noending"), "landing/birch/noending"),
    ],
)
def test_an_attachment_lands_below_the_feed_that_expects_it(file: Part, key: str) -> None:
    assert [landing.key for landing in triage(mail(file), [BIRCH]).landings] == [key]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("pos_201912.csv", "landing/birch/pos/pos_201912.csv"),
        ("cedar_pos_201912.csv", "landing/cedar/pos/cedar_pos_201912.csv"),
        ("who_knows.csv", "landing/_unassigned/who_knows.csv"),
    ],
)
def test_the_name_decides_whose_file_it_is_where_a_bureau_reports_for_two(name: str, key: str) -> None:
    assert [landing.key for landing in triage(mail(attachment(name)), [BIRCH, CEDAR]).landings] == [key]


@pytest.mark.parametrize(
    "file",
    [
        attachment("pos_201912.7z"),
        attachment("report.pdf"),
        attachment("x.csv.bz2"),
    ],
)
def test_what_is_not_read_is_told_to_the_sender_and_not_landed(file: Part) -> None:
    result = triage(mail(file), [BIRCH])
    assert result.unsupported == (Unread(file.name, file.content_type, 4),)
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
def test_logos_and_signatures_are_no_reports(file: Part) -> None:
    assert triage(mail(file), [BIRCH]).furniture == (file,)


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


def test_the_members_of_an_archive_land_beside_each_other_and_say_where_they_come_from() -> None:
    archive = attachment("pos_201912.zip", holds="zip")
    member = attachment("pos.csv", archives=("pos_201912.zip",))
    by_own_name = attachment("stock_201912.csv", archives=("all.zip",))
    result = triage(mail(archive, member, by_own_name), [BIRCH])
    assert [landing.key for landing in result.landings] == [
        "landing/birch/pos/pos_201912.zip!pos.csv",
        "landing/birch/stock/all.zip!stock_201912.csv",
    ]
    assert result.unsupported == ()


def test_a_part_that_could_not_be_unpacked_is_told_to_the_sender() -> None:
    trouble = Trouble("ENCRYPTED_FILE", "mail!pos.zip!pos.csv", "It is protected by a password.")
    result = triage(mail(attachment("pos.zip", holds="zip"), troubles=(trouble,)), [BIRCH])
    assert result.unsupported == (Unread("pos.zip!pos.csv", "It is protected by a password."),)


def test_the_letter_about_an_unread_file_says_what_to_do() -> None:
    brand = Brand(name="Northgate", support_email="help@northgate.example")
    rendered = render(compose_intake(brand, 1, [Unread("pos_201912.zip", "It is protected by a password.")]))
    assert rendered.subject == "Your mail: attachments not read"
    assert "1 other file was taken" in rendered.text
    assert "without a password" in rendered.text
    assert "pos_201912.zip" in rendered.text


def test_the_letter_about_a_mail_without_a_report_says_what_to_do() -> None:
    rendered = render(compose_intake(Brand(name="Northgate"), 0, []))
    assert rendered.subject == "Your mail: no report found"
    assert "Attach the report as CSV" in rendered.text
