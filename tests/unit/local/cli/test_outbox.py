"""The list of mails as a program gets it: those that were sent and those that were not, each with the same keys."""

from sellthrough_local.cli.outbox import SENT, _with_ends

HEADING = {"number": 1, "date": "d", "from": "f", "to": "t", "subject": "s"}
ENDS = {
    "m1": {"mail_id": "m1", "state": "SENT", "to": "t", "reason": ""},
    "m2": {"mail_id": "m2", "state": "SUPPRESSED", "to": "", "reason": "nobody to send it to"},
}


def test_a_mail_that_was_never_written_has_no_number_and_its_reason() -> None:
    first, second = _with_ends([HEADING], [f"{SENT}m1.eml"], ENDS)
    assert first == HEADING | ENDS["m1"]
    assert second == {"number": None, "date": "", "from": "", "subject": ""} | ENDS["m2"]
    assert set(first) == set(second)
