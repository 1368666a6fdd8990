"""The bytes of a message: its header lines as every mail program reads them."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from sellthrough.model.letters import Envelope, Rendered, message_of

ENVELOPE = Envelope(
    mail_id="m1",
    sender="from@vendor.example",
    sender_name="Vendor",
    to=("to@partner.example",),
    at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
)


@pytest.mark.parametrize("length", [20, 60, 69, 70, 72, 76, 77, 78, 90, 180])
def test_a_subject_of_any_length_begins_on_its_own_line(length: int) -> None:
    subject = ("pos_2025-01.csv: received, replaced by a later report " * 4)[:length].strip()
    content = message_of(Rendered(subject=subject, text="Hello\n", html="<p>Hello</p>"), ENVELOPE)
    assert b"\r\nSubject: pos_2025-01.csv" in content
    assert message_from_bytes(content, policy=policy.default)["Subject"] == subject
    assert max(map(len, content.split(b"\r\n"))) < 100


def test_a_text_that_speaks_of_a_subject_stays_as_it_is() -> None:
    text = "You wrote:\n\nSubject:\n pos_2025-01.csv\n"
    content = message_of(Rendered(subject="Re: your report", text=text, html="<p>Hello</p>"), ENVELOPE)
    part = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    assert part is not None
    assert part.get_content().splitlines() == text.splitlines()
