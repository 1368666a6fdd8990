"""Notices and reminders at the edges of the calendar: a month on, over a change of the clocks, after days of silence."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.integration.mail.test_cycle_function import load, mails, receive, suppressed
from tests.integration.mail.test_renewal_notify_function import contract, messages, put

QUARTER = timedelta(minutes=15)


def scan(world: Any, context: Any, function: str, *instants: str) -> None:
    """Look at those instants (UTC)."""
    app = world.load(function)
    for at in instants:
        app.handler({"time": f"{at}Z"}, context)


def around(instant: str) -> list[str]:
    """The quarters of an hour just before, at and after an instant."""
    at = datetime.fromisoformat(instant)
    return [(at + QUARTER * n).isoformat() for n in (-1, 0, 1)]


def told(world: Any) -> list[tuple[str, str]]:
    """When each notice went out (UTC), and about what."""
    return [(f"{m['Date'].datetime:%m-%d %H:%M}", str(m["Subject"])) for m in messages(world)]


@pytest.mark.feature("R22", "E26")
@pytest.mark.invariant("I5")
@pytest.mark.parametrize(
    ("end", "begins", "again"),
    [
        # 60 days before: New York's day of 23 hours begins at 05:00 UTC; 30 days later days begin an hour earlier.
        (date(2024, 5, 9), "2024-03-10T05:00:00", "2024-04-09T04:00:00"),
        # 60 days before the clocks go back, and the month after: from 04:00 to 05:00 UTC.
        (date(2024, 12, 5), "2024-10-06T04:00:00", "2024-11-05T05:00:00"),
        # The last step but one begins on the leap day.
        (date(2024, 3, 30), "2024-01-30T05:00:00", "2024-02-29T05:00:00"),
        # Ends with the year: the step lies in the year before.
        (date(2025, 1, 15), "2024-11-16T05:00:00", "2024-12-16T05:00:00"),
    ],
    ids=["spring", "autumn", "leap day", "new year"],
)
def test_a_notice_goes_out_at_the_customers_midnight_and_a_month_later_again(
    world: Any, context: Any, end: date, begins: str, again: str
) -> None:
    put(contract(start_date=date(2023, 1, 1), end_date=end))
    quiet = (datetime.fromisoformat(begins) - timedelta(days=29)).isoformat()  # in the step before
    scan(world, context, "renewal_notify", quiet)
    before = len(messages(world))
    scan(world, context, "renewal_notify", *around(begins), *around(again))
    assert told(world)[before:] == [
        (f"{datetime.fromisoformat(at):%m-%d %H:%M}", f"Contract K-c1 ends in {days} days ({end})")
        for at, days in ((begins, 60), (again, 30))
    ]


@pytest.mark.invariant("I5")
def test_after_days_without_a_scan_a_customer_hears_the_latest_step_only_and_later_steps_in_time(
    world: Any, context: Any
) -> None:
    put(contract())  # until 2024-06-30
    scan(world, context, "renewal_notify", "2024-04-01T12:00:00")
    scan(world, context, "renewal_notify", "2024-06-05T12:00:00", "2024-06-05T12:15:00")  # 60 days and 30 were missed
    scan(world, context, "renewal_notify", *around("2024-06-30T04:00:00"))
    assert told(world) == [
        ("04-01 12:00", "Contract K-c1 ends in 90 days (2024-06-30)"),
        ("06-05 12:00", "Contract K-c1 ends in 25 days (2024-06-30)"),
        ("06-30 04:00", "Contract K-c1 ends today (2024-06-30)"),
    ]


@pytest.mark.invariant("I5")
def test_after_the_grace_nothing_is_told_of_a_contract_that_is_long_over(world: Any, context: Any) -> None:
    put(contract())
    scan(world, context, "renewal_notify", "2024-07-09T04:00:00")  # the overdue step was a day after, the grace is 7
    assert told(world) == []
    scan(world, context, "renewal_notify", "2024-07-09T03:45:00")
    assert told(world) == [("07-09 03:45", "Contract K-c1 ended 8 days ago and is overdue (2024-06-30)")]


@pytest.mark.invariant("I5")
@pytest.mark.parametrize("seed", range(3))
def test_a_clock_that_jumps_to_and_fro_tells_each_step_once(world: Any, context: Any, seed: int) -> None:
    put(contract())
    rng = random.Random(seed)
    instants = [
        datetime(2024, 6, 30, 4, tzinfo=UTC) - timedelta(days=days) + timedelta(hours=rng.randint(-26, 26))
        for days in (90, 60, 30, 0, -1)
        for _ in range(4)
    ]
    scan(world, context, "renewal_notify", *(at.replace(tzinfo=None).isoformat() for at in instants))
    scan(world, context, "renewal_notify", "2024-07-02T04:00:00")
    steps = [m.mail_id for m in world.ledger.mails() if m.kind == "notice"]
    assert len(steps) == len(set(steps)) == len(messages(world))
    assert len(steps) == 5


@pytest.mark.feature("E26", "E27")
@pytest.mark.invariant("I5")
def test_reminders_of_the_next_month_follow_the_partners_clock_over_its_change(world: Any, context: Any) -> None:
    """Due at 18:00 in Berlin: 17:00 UTC on 10 March, 16:00 UTC on 10 April, after the clocks went forward."""
    load(world)
    scan(world, context, "cycle", "2024-03-01T00:00:00")
    receive(world, "2024-03-02T09:00:00", reporting_period="2024-01")
    before = len(world.sent())
    scan(world, context, "cycle", *around("2024-03-10T17:00:00"))
    receive(world, "2024-03-10T17:20:00", reporting_period="2024-02")
    scan(world, context, "cycle", "2024-03-10T17:30:00", *around("2024-04-10T16:00:00"), *around("2024-04-11T16:00:00"))
    assert mails(world)[before:] == [
        ("10 16:45", "ann", "sell-through report 2024-02 is due on Sun 10 Mar 2024, 18:00 (Europe/Berlin)"),
        ("10 17:00", "ann", "sell-through report 2024-02 is due now"),
        ("10 17:30", "desk", "Late: sell-through report of Birch & Söhne for 2024-02"),
        ("10 15:45", "ann", "sell-through report 2024-03 is due on Wed 10 Apr 2024, 18:00 (Europe/Berlin)"),
        ("10 16:00", "ann", "sell-through report 2024-03 is due now"),
        ("11 16:00", "ann", "sell-through report 2024-03 is overdue"),
        ("11 16:00", "desk", "Missing: sell-through report of Birch & Söhne for 2024-03"),
    ]


@pytest.mark.feature("E26", "E27")
@pytest.mark.invariant("I5")
def test_a_cycle_that_did_not_look_for_weeks_over_two_due_times_tells_each_report_once(
    world: Any, context: Any
) -> None:
    """Nobody looked from 1 to 29 March, then the clocks changed, and nobody looked until 12 April."""
    load(world)
    scan(world, context, "cycle", "2024-03-01T00:00:00")
    scan(world, context, "cycle", "2024-03-29T08:00:00", "2024-03-29T08:15:00")
    scan(world, context, "cycle", "2024-04-12T08:00:00", "2024-04-12T08:15:00")
    february, march = "sell-through report 2024-02", "sell-through report 2024-03"
    assert sorted(m[1:] for m in mails(world)) == [
        ("ann", f"{march} is overdue"),
        ("desk", "Missing: sell-through report of Birch & Söhne for 2024-02"),
        ("desk", "Missing: sell-through report of Birch & Söhne for 2024-03"),
        ("dora", f"Birch & Söhne: {february} is still missing"),
    ]
    assert {about.removeprefix("birch/pos/") for about in suppressed(world)} == {
        *(f"2024-02/{step}" for step in ("before_due", "due", "overdue", "second_contact")),
        *(f"2024-03/{step}" for step in ("before_due", "due")),
    }
    count = len(world.sent())
    scan(world, context, "cycle", *around("2024-04-13T16:00:00"))
    assert [m[1] for m in mails(world)[count:]] == ["max"]  # the ladder of March goes on where it stands
