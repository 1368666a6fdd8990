"""Which reports are looked at, and which mails are due about them: cases that a year seldom has."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.cycle.agreements import at, configuration_of, january_report, occurrence

from sellthrough.cycle.plan import NO_CONTACT, NOT_ROUTED, OVERTAKEN, look_at, occurrences_to_look_at
from sellthrough.cycle.steps import mail_ids_of
from sellthrough.model.workspace import Configuration

LONG_AGO = {("birch", "pos"): datetime(2020, 1, 1, tzinfo=UTC)}


def looked_at(configuration: Configuration, now: str, missing: Any = (), last: str = "") -> list[str]:
    agreement = configuration.agreements[0]
    found = occurrences_to_look_at(
        configuration, agreement, agreement.feeds[0], now=at(now), looked_at=at(last) if last else None,
        watched=LONG_AGO, missing=missing,
    )  # fmt: skip
    return [one.period for one in found]


def due_at(now: str, *submissions: Any, **agreement: Any) -> list[tuple[str, str]]:
    """What is due about January 2024: (what, the first recipient's name or why nobody gets it)."""
    configuration = configuration_of(agreement=agreement)
    look = look_at(configuration, occurrence(configuration, "2024-01"), submissions, at(now))
    return [(mail.what, mail.to[0].partition("@")[0] if mail.to else mail.reason) for mail in look.mails]


def test_a_report_that_is_due_before_its_period_ends_is_looked_at_in_time() -> None:
    # The 30th of April 2023 is a Sunday and the 1st of May a holiday: the business day before is Friday the 28th.
    configuration = configuration_of(
        {"due": {"day": 1, "closed": "previous"}}, {"calendar": "de"}, calendars={"de": {"holidays": ["2023-05-01"]}}
    )
    assert looked_at(configuration, "2023-04-26T15:59") == []
    assert looked_at(configuration, "2023-04-26T16:00") == ["2023-04"]


def test_a_report_is_looked_at_from_its_first_step_to_two_weeks_after_its_last() -> None:
    configuration = configuration_of()
    assert looked_at(configuration, "2024-02-08T16:59") == []
    assert looked_at(configuration, "2024-02-08T17:00") == ["2024-01"]
    assert looked_at(configuration, "2024-03-01T16:59") == ["2024-01"]
    assert looked_at(configuration, "2024-03-01T17:00") == []
    assert looked_at(configuration, "2024-03-01T17:00", [("birch", "pos", "2024-01")]) == ["2024-01"]


@pytest.mark.invariant("I5")
def test_after_a_standstill_every_report_of_it_is_looked_at_however_long_it_was() -> None:
    configuration = configuration_of()
    assert looked_at(configuration, "2024-06-01T00:00", last="2024-03-01T16:59") == [
        "2024-01", "2024-02", "2024-03", "2024-04",
    ]  # fmt: skip
    assert looked_at(configuration, "2024-06-01T00:00", last="2024-03-01T17:00") == ["2024-02", "2024-03", "2024-04"]
    assert looked_at(configuration, "2024-06-01T00:00") == []  # the first look of all
    assert looked_at(configuration, "2024-03-01T16:59", last="2030-01-01T00:00") == ["2024-01"]  # a clock set back


@pytest.mark.feature("E24", "E26", "E27")
@pytest.mark.parametrize(
    ("now", "agreement", "expected"),
    [
        ("2024-02-08T16:59", {}, []),
        ("2024-02-08T17:00", {}, [("before_due", "ann")]),
        ("2024-02-10T17:00", {}, [("before_due", OVERTAKEN), ("due", "ann")]),
        (
            "2024-02-11T17:00",
            {"reminders": [{"step": "overdue", "to": ["director"]}]},
            [("overdue", "dora"), ("missing", "desk")],
        ),
        (
            "2024-02-11T17:00",
            {"reminders": [{"step": "due"}, {"step": "overdue"}], "deviations": {"missing": "vendor"}},
            [("due", "ann"), ("overdue", NOT_ROUTED), ("missing", "desk")],
        ),
        ("2024-02-10T17:00", {"contacts": []}, [("before_due", NO_CONTACT), ("due", NO_CONTACT)]),
        ("2024-02-10T17:00", {"reminders": []}, []),
        ("2024-02-20T17:00", {"reminders": [], "deviations": {"missing": "none"}}, []),
        ("2024-02-20T17:00", {"ends_on": "2023-12-31"}, []),
    ],
)
def test_the_latest_step_that_can_be_mailed_is_mailed(
    now: str, agreement: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert due_at(now, **agreement) == expected


def test_a_grace_of_no_hours_has_due_and_overdue_at_one_instant() -> None:
    configuration = configuration_of({"due": {"grace_hours": 0}})
    look = look_at(configuration, occurrence(configuration, "2024-01"), (), at("2024-02-10T17:00"))
    assert [(m.what, bool(m.to)) for m in look.mails] == [
        ("before_due", False),
        ("due", False),
        ("overdue", True),
        ("missing", True),
    ]


def test_each_failed_file_is_told_to_the_vendor_for_itself() -> None:
    first = january_report("2024-02-09T08:00:00+00:00", state="refused")
    second = january_report("2024-02-09T09:00:00+00:00", state="refused")
    configuration = configuration_of()
    one = occurrence(configuration, "2024-01")
    ids = {
        mail.mail_id
        for files in ([first], [first, second])
        for mail in look_at(configuration, one, files, at("2024-02-09T10:00")).mails
        if mail.what == "failed"
    }
    assert len(ids) == 2
    assert ids <= set(mail_ids_of(one, [first, second]))


def test_every_mail_that_is_due_is_among_those_that_may_ever_be() -> None:
    configuration = configuration_of()
    one = occurrence(configuration, "2024-01")
    partial = {"rows_in": 2, "accepted_rows": 1, "quarantined_rows": 1}
    for files in ([], [january_report("2024-02-20T08:00:00+00:00", counts=partial)]):
        look = look_at(configuration, one, files, at("2024-02-21T00:00"))
        assert look.mails
        assert {mail.mail_id for mail in look.mails} <= set(look.mail_ids)
