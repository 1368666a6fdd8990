"""What reminders and deviations say: every kind of mail, both parts, in the reader's time zone."""

from datetime import timedelta

import pytest
from tests.unit.cycle.agreements import at, configuration_of, january_report, occurrence

from sellthrough.cycle.compose import compose
from sellthrough.cycle.plan import Look, PlannedMail, look_at
from sellthrough.cycle.words import DEVIATION_WORDS, STEP_WORDS
from sellthrough.model.letters import Letter, render
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration

CONFIGURATION = configuration_of(time_zone="America/New_York")
NASTY = "pos\r\nBcc: x@y.example <script>alert(1)</script>.csv"
REFUSED = january_report(
    "2024-02-08T08:00:00+00:00",
    state="refused",
    reason_code="MISSING_MANDATORY",
    reason="There is no column for the product.",
    file_name=NASTY,
)
INSTANTS = {
    "before_due": "2024-02-08T17:00",
    "due": "2024-02-10T17:00",
    "overdue": "2024-02-11T17:00",
    "second_contact": "2024-02-13T17:00",
    "third_contact": "2024-02-16T17:00",
}


def looked_at(now: str, *submissions: Submission, configuration: Configuration = CONFIGURATION) -> Look:
    return look_at(configuration, occurrence(configuration, "2024-01"), submissions, at(now))


def planned(look: Look, what: str, audience: str = "partner") -> PlannedMail:
    return next(mail for mail in look.mails if (mail.what, mail.audience) == (what, audience) and mail.to)


def parts_of(letter: Letter) -> tuple[str, str]:
    rendered = render(letter)
    assert len(rendered.html.encode()) < 60_000
    assert not {"{", "}"} & set(letter.subject + letter.lead + letter.state)
    return rendered.text, rendered.html


@pytest.mark.feature("E26", "E27")
@pytest.mark.parametrize(("step", "trouble"), list(STEP_WORDS))
def test_every_step_tells_report_period_and_due_time_in_the_partners_zone(step: str, trouble: str) -> None:
    look = looked_at(INSTANTS[step], *([REFUSED] if trouble == "failed" else []))
    letter = compose(CONFIGURATION, look, planned(look, step), at(INSTANTS[step]))
    for part in parts_of(letter):
        assert "Sat 10 Feb 2024, 18:00 (Europe/Berlin)" in " ".join(part.split())
        assert "sell-through report" in part
        assert "2024-01" in part
        assert ("There is no column for the product." in part) == (trouble == "failed")
    assert "<script>" not in parts_of(letter)[1]
    assert ("Please" in str(letter.sections)) or ("Send" in str(letter.sections))


@pytest.mark.feature("E27")
def test_a_reminder_shows_the_steps_that_follow_and_whom_they_reach() -> None:
    look = looked_at(INSTANTS["due"])
    text, _ = parts_of(compose(CONFIGURATION, look, planned(look, "due"), at(INSTANTS["due"])))
    ladder = " ".join(text.split("IF IT DOES NOT COME")[1].split())
    assert "Sun 11 Feb 2024, 18:00 (Europe/Berlin): notice that it is overdue, to Ann" in ladder
    assert "Tue 13 Feb 2024, 18:00 (Europe/Berlin): escalation, to Max" in ladder
    assert "Fri 16 Feb 2024, 18:00 (Europe/Berlin): last escalation, to Dora" in ladder


def test_a_ladder_that_the_partner_is_not_told_of_is_not_threatened_with() -> None:
    configuration = configuration_of(agreement={"deviations": {"missing": "vendor"}})
    look = looked_at(INSTANTS["due"], configuration=configuration)
    text, _ = parts_of(compose(configuration, look, planned(look, "due"), at(INSTANTS["due"])))
    assert "IF IT DOES NOT COME" not in text


@pytest.mark.feature("E24")
@pytest.mark.parametrize(("deviation", "audience"), list(DEVIATION_WORDS))
def test_every_deviation_is_told_in_the_time_of_whoever_reads_it(deviation: str, audience: str) -> None:
    configuration = configuration_of(
        time_zone="America/New_York", reporting={"deviations": dict.fromkeys(("late", "partial"), "both")}
    )
    partly = {"rows_in": 9, "accepted_rows": 7, "quarantined_rows": 2}
    files = {
        "missing": [],
        "failed": [REFUSED],
        "late": [january_report("2024-02-12T20:00:00+00:00", file_name=NASTY)],
        "partial": [january_report("2024-02-09T20:00:00+00:00", file_name=NASTY, counts=partly)],
    }[deviation]
    look = looked_at("2024-02-12T21:00", *files, configuration=configuration)
    letter = compose(configuration, look, planned(look, deviation, audience), at("2024-02-12T21:00"))
    due = "Sat 10 Feb 2024, 18:00 (Europe/Berlin)" if audience == "partner" else "12:00 (America/New_York)"
    for part in parts_of(letter):
        assert due in " ".join(part.split())
    assert "Bcc" not in "".join(line for line in letter.subject.splitlines()[1:])
    if deviation == "late":
        assert "2 days, 3 hours after it was due" in letter.lead
    if deviation == "partial":
        assert "2 of its rows are quarantined" in letter.lead


def test_our_own_errors_are_not_told_to_anybody_by_name() -> None:
    ours = january_report(
        "2024-02-08T08:00:00+00:00", state="needs_attention", reason_code="PROCESSING_FAILED", reason="KeyError: x"
    )
    look = looked_at("2024-02-09T00:00", ours)
    letter = compose(CONFIGURATION, look, planned(look, "failed", "vendor"), at("2024-02-09T00:00"))
    assert "KeyError" not in str(letter)


def test_the_span_since_the_due_time_is_told_in_days_and_hours() -> None:
    late = january_report((at("2024-02-10T17:00") + timedelta(minutes=30)).isoformat())
    look = looked_at("2024-02-12T21:00", late)
    letter = compose(CONFIGURATION, look, planned(look, "late", "vendor"), at("2024-02-12T21:00"))
    assert "less than an hour after it was due" in letter.lead
