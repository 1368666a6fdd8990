"""`cycle` against moto: one mail per step, in the partner's time; it stops when the report is in."""

import email
import email.policy
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.submissions import submission

from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration

REPORT = "birch/pos/2024-01"
FEED = {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d)\.csv"}
CONTACTS = [
    {"name": "Ann", "email": "ann@birch.example"},
    {"name": "Max", "email": "max@birch.example", "role": "manager"},
    {"name": "Dora", "email": "dora@birch.example", "role": "director"},
]


def load(world: Any, **agreement: Any) -> None:
    """Publish a configuration with one agreement: monthly, due on the 10th at 18:00 in Berlin, a day's grace."""
    birch = {"partner_id": "birch", "time_zone": "Europe/Berlin", "contacts": CONTACTS, "feeds": [FEED]}
    vendor = {
        "name": "Northgate",
        "reporting_currency": "USD",
        "brand": {"name": "Northgate", "support_email": "desk@northgate.example"},
        "reporting": agreement.pop("reporting", {}),
    }
    document = {"vendor": vendor, "agreements": [birch | agreement], "products": []}
    partners = [{"partner_id": "birch", "partner_name": "Birch & Söhne"}]
    version = str(abs(hash(repr(document))))
    configuration = Configuration.model_validate({"version": version, "partners": partners, **document})
    content = configuration.model_dump_json().encode()
    world.s3.put_object(Bucket="archive", Key=configuration_key(version), Body=content)
    world.ledger.set_current_configuration(version)


def scan(world: Any, context: Any, at: str) -> Any:
    return world.load("cycle").handler({"time": f"{at}Z"}, context)


def walk(world: Any, context: Any, until: int = 18) -> None:
    """Look on the evenings (18:00 UTC) of February 2024 on which something may change, up to that day."""
    app = world.load("cycle")
    for day in (1, 7, 8, 10, 11, 12, 13, 16, 17):
        if day <= until:
            app.handler({"time": f"2024-02-{day:02d}T18:00:00Z"}, context)


def receive(world: Any, landed_at: str, **changes: Any) -> None:
    january = {"submission_id": f"s{landed_at}", "sha256": landed_at, "reporting_period": "2024-01"}
    named = {"file_name": "pos_202401.csv", "landed_at": f"{landed_at}+00:00"}
    world.ledger.receive(submission(**january | named | changes))


def mails(world: Any) -> list[tuple[str, str, str]]:
    """When, to whom and about what every mail went out, in order."""
    found = []
    for sent in world.sent():
        message = email.message_from_string(sent.raw_data, policy=email.policy.default)
        at = datetime.strptime(message["Date"], "%a, %d %b %Y %H:%M:%S %z")
        found.append((f"{at:%d %H:%M}", message["To"].partition("@")[0], str(message["Subject"]).strip()))
    return found


def suppressed(world: Any) -> dict[str, str]:
    return {m.about: m.reason for m in world.ledger.mails() if m.state == "SUPPRESSED"}


@pytest.mark.feature("E26", "E27", "E29")
@pytest.mark.invariant("I5")
def test_a_report_that_does_not_come_climbs_the_ladder_one_mail_a_step(world: Any, context: Any) -> None:
    load(world)
    walk(world, context)
    walk(world, context)
    due = "Sat 10 Feb 2024, 18:00 (Europe/Berlin)"
    assert mails(world) == [
        ("08 18:00", "ann", f"sell-through report 2024-01 is due on {due}"),
        ("10 18:00", "ann", "sell-through report 2024-01 is due now"),
        ("11 18:00", "ann", "sell-through report 2024-01 is overdue"),
        ("11 18:00", "desk", "Missing: sell-through report of Birch & Söhne for 2024-01"),
        ("13 18:00", "max", "Birch & Söhne: sell-through report 2024-01 is overdue, please help"),
        ("16 18:00", "dora", "Birch & Söhne: sell-through report 2024-01 is still missing"),
    ]
    assert suppressed(world) == {}
    (missing,) = world.ledger.missing_reports()
    assert (missing.period, missing.missing_since, missing.cleared_at) == (
        "2024-01",
        "2024-02-11T18:00:00+00:00",
        None,
    )


@pytest.mark.feature("E29")
def test_a_missing_report_is_noted_within_a_quarter_of_an_hour_and_cleared_when_it_comes(
    world: Any, context: Any
) -> None:
    load(world)
    scan(world, context, "2024-02-01T00:00:00")
    scan(world, context, "2024-02-11T16:45:00")
    assert world.ledger.missing_reports() == []
    scan(world, context, "2024-02-11T17:00:00")
    assert [m.missing_since for m in world.ledger.missing_reports()] == ["2024-02-11T17:00:00+00:00"]
    receive(world, "2024-02-12T09:10:00")
    before = len(world.sent())
    scan(world, context, "2024-02-12T09:15:00")
    scan(world, context, "2024-02-18T00:00:00")
    assert [m.cleared_at for m in world.ledger.missing_reports()] == ["2024-02-12T09:10:00+00:00"]
    assert mails(world)[before:] == [("12 09:15", "desk", "Late: sell-through report of Birch & Söhne for 2024-01")]


@pytest.mark.feature("E26", "E27")
@pytest.mark.invariant("I5")
def test_after_a_standstill_of_ten_weeks_what_is_still_missing_is_told_once(world: Any, context: Any) -> None:
    load(world)
    scan(world, context, "2024-02-01T00:00:00")
    receive(world, "2024-03-20T09:10:00", submission_id="s202402", reporting_period="2024-02")
    scan(world, context, "2024-04-15T06:00:00")
    scan(world, context, "2024-04-15T06:15:00")
    told = [subject for _, _, subject in mails(world)]
    assert [subject for subject in told if "2024-01" in subject] == [
        "Birch & Söhne: sell-through report 2024-01 is still missing",
        "Missing: sell-through report of Birch & Söhne for 2024-01",
    ]
    assert [subject for subject in told if "2024-02" in subject] == [
        "Late: sell-through report of Birch & Söhne for 2024-02"
    ]
    assert {step for step in suppressed(world) if "2024-01" in step} == {
        f"birch/pos/2024-01/{step}" for step in ("before_due", "due", "overdue", "second_contact")
    }


@pytest.mark.feature("E26")
def test_a_report_in_time_gets_no_reminder_at_all(world: Any, context: Any) -> None:
    load(world)
    scan(world, context, "2024-02-01T00:00:00")
    receive(world, "2024-02-02T09:10:00")
    walk(world, context)
    assert mails(world) == []
    assert world.ledger.missing_reports() == []


@pytest.mark.feature("E26", "E28")
def test_a_refused_file_is_reminded_of_with_its_reason_until_one_counts(world: Any, context: Any) -> None:
    load(world)
    scan(world, context, "2024-02-01T00:00:00")
    receive(
        world, "2024-02-07T09:00:00", state="refused", reason_code="MISSING_MANDATORY", reason="No column says what."
    )
    walk(world, context, 10)
    due = "Sat 10 Feb 2024, 18:00 (Europe/Berlin)"
    assert [m[1:] for m in mails(world)] == [
        ("ann", f"sell-through report 2024-01: pos_202401.csv could not be used; due on {due}"),
        ("desk", "Failed: sell-through report of Birch & Söhne for 2024-01"),
        ("ann", "sell-through report 2024-01 is due now: pos_202401.csv could not be used"),
    ]
    text = email.message_from_string(world.sent()[-1].raw_data, policy=email.policy.default)
    assert "No column says what." in text.get_body("plain").get_content()
    receive(world, "2024-02-10T18:30:00")
    count = len(world.sent())
    walk(world, context)
    assert [m[1] for m in mails(world)[count:]] == ["desk"]  # it was late


@pytest.mark.parametrize("state", ["held", "needs_attention"])
def test_while_the_vendor_must_act_the_partner_is_left_alone(world: Any, context: Any, state: str) -> None:
    load(world)
    scan(world, context, "2024-02-01T00:00:00")
    receive(world, "2024-02-02T09:00:00", state=state)
    walk(world, context)
    assert [m[1:] for m in mails(world)] == [("desk", "Failed: sell-through report of Birch & Söhne for 2024-01")]


@pytest.mark.feature("E26")
@pytest.mark.invariant("I5")
def test_after_a_standstill_only_the_latest_step_is_mailed_and_the_others_say_why_not(world: Any, context: Any) -> None:
    load(world)
    scan(world, context, "2024-02-01T00:00:00")
    assert scan(world, context, "2024-02-14T08:00:00") == {"missing": 1, "SENT": 2, "SUPPRESSED": 3}
    assert [m[1] for m in mails(world)] == ["max", "desk"]
    reason = "a later step was due at the same look"
    assert suppressed(world) == {f"{REPORT}/{step}": reason for step in ("before_due", "due", "overdue")}


@pytest.mark.invariant("I5")
def test_a_step_without_a_contact_is_kept_and_does_not_silence_the_one_before(world: Any, context: Any) -> None:
    load(world, contacts=CONTACTS[:1])
    scan(world, context, "2024-02-01T00:00:00")
    scan(world, context, "2024-02-20T08:00:00")
    assert mails(world)[0][1:] == ("ann", "sell-through report 2024-01 is overdue")
    assert suppressed(world)[f"{REPORT}/third_contact"] == "no contact has the role"
    assert suppressed(world)[f"{REPORT}/second_contact"] == "no contact has the role"


@pytest.mark.feature("E24")
@pytest.mark.parametrize(
    ("route", "told"),
    [("vendor", ["ann", "ann", "desk"]), ("partner", ["ann", "ann", "ann", "max", "dora"]),
     ("both", ["ann", "ann", "ann", "desk", "max", "dora"]), ("none", ["ann", "ann"])],
)  # fmt: skip
def test_the_agreement_says_who_hears_of_a_missing_report(
    world: Any, context: Any, route: str, told: list[str]
) -> None:
    load(world, deviations={"missing": route})
    walk(world, context)
    assert [m[1] for m in mails(world)] == told


@pytest.mark.feature("E24")
@pytest.mark.parametrize(
    ("route", "told"), [("vendor", ["desk"]), ("partner", ["ann"]), ("both", ["desk", "ann"]), ("none", [])]
)
def test_the_vendor_says_who_hears_of_a_report_that_counts_in_part(
    world: Any, context: Any, route: str, told: list[str]
) -> None:
    load(world, reporting={"deviations": {"partial": route}})
    scan(world, context, "2024-02-01T00:00:00")
    receive(world, "2024-02-02T09:00:00", state="published", counts={"rows_in": 9, "quarantined_rows": 2})
    walk(world, context)
    assert [m[1] for m in mails(world)] == told


def test_the_vendors_own_steps_and_desk_hold_for_every_agreement(world: Any, context: Any) -> None:
    steps = [{"step": "overdue", "hours": 12, "to": ["reporter", "manager"]}]
    load(world, reporting={"reminders": steps, "told": ["ops@northgate.example"]})
    walk(world, context)
    assert [m[:2] for m in mails(world)] == [("11 18:00", "ops"), ("12 18:00", "ann")]
    assert "max@birch.example" in world.sent()[-1].destinations


def test_what_was_due_before_we_watched_is_nobodys_fault(world: Any, context: Any) -> None:
    load(world)
    assert scan(world, context, "2024-02-20T00:00:00") == {}
    assert world.sent() == []
    assert world.ledger.watched()["birch", "pos"] == datetime(2024, 2, 20, tzinfo=UTC)


def test_a_feed_that_is_no_longer_agreed_is_no_longer_missing(world: Any, context: Any) -> None:
    load(world)
    walk(world, context, 11)
    load(world, feeds=[FEED | {"feed": "sales"}])
    count = len(world.sent())
    scan(world, context, "2024-02-15T00:00:00")
    assert [m.cleared_at for m in world.ledger.missing_reports()] == ["2024-02-15T00:00:00+00:00"]
    assert len(world.sent()) == count


def test_every_mail_is_archived_as_it_was_sent(world: Any, context: Any) -> None:
    load(world)
    walk(world, context, 11)
    kept = {key: body for key, body in world.objects("archive").items() if key.startswith("sent/")}
    assert len(kept) == len(world.sent()) == 4
    assert {m.archive_key for m in world.ledger.mails()} == set(kept)
