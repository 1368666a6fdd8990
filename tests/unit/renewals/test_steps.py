"""When a contract owes a notice: the calendar of the vendor's zone, whatever the clock of the scan did."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellthrough.model.contracts import Contract
from sellthrough.model.letters import render
from sellthrough.model.workspace import Brand
from sellthrough.renewals.compose import compose_notice
from sellthrough.renewals.steps import GRACE_DAYS, STEPS, step_of

NEW_YORK = "America/New_York"
BRAND = Brand(name="Northgate Systems", support_email="help@northgate.example")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("end", "now", "zone", "step"),
    [
        (date(2024, 6, 30), "2024-03-31T12:00+00:00", "UTC", None),  # 91 days
        (date(2024, 6, 30), "2024-04-01T00:00+00:00", "UTC", 90),
        (date(2024, 6, 30), "2024-05-01T23:59+00:00", "UTC", 60),
        (date(2024, 6, 30), "2024-05-31T00:00+00:00", "UTC", 30),
        (date(2024, 6, 30), "2024-06-29T23:59+00:00", "UTC", 30),
        (date(2024, 6, 30), "2024-06-30T00:00+00:00", "UTC", 0),
        (date(2024, 6, 30), "2024-07-07T23:59+00:00", "UTC", 0),
        (date(2024, 6, 30), "2024-07-08T00:00+00:00", "UTC", None),
        # The day turns at the vendor's midnight: five hours after UTC's in winter, four in summer.
        (date(2024, 2, 29), "2024-02-29T04:59+00:00", NEW_YORK, 30),
        (date(2024, 2, 29), "2024-02-29T05:00+00:00", NEW_YORK, 0),
        (date(2024, 6, 30), "2024-06-30T03:59+00:00", NEW_YORK, 30),
        (date(2024, 6, 30), "2024-06-30T04:00+00:00", NEW_YORK, 0),
        (date(2024, 6, 30), "2024-06-29T15:00+00:00", "Asia/Tokyo", 0),
        # The night the clocks change: 23 hours long, still one day.
        (date(2024, 3, 10), "2024-03-11T03:59+00:00", NEW_YORK, 0),
        (date(2024, 6, 8), "2024-03-10T04:59+00:00", NEW_YORK, None),
        (date(2024, 6, 8), "2024-03-10T05:00+00:00", NEW_YORK, 90),
    ],
)
def test_a_contract_is_in_the_step_that_the_vendors_calendar_says(
    end: date, now: str, zone: str, step: int | None
) -> None:
    assert step_of(end, at(now), zone) == step


@pytest.mark.invariant("I5")
@given(
    end=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    zone=st.sampled_from(["UTC", NEW_YORK, "Asia/Tokyo", "Pacific/Kiritimati", "Australia/Lord_Howe"]),
)
def test_scans_every_hour_meet_each_step_once_and_in_order(end: date, zone: str) -> None:
    start = datetime(end.year, end.month, end.day, tzinfo=UTC) - timedelta(days=93)
    met = [step_of(end, start + timedelta(hours=h), zone) for h in range(24 * (93 + GRACE_DAYS + 3))]
    changes = [step for index, step in enumerate(met) if index == 0 or step != met[index - 1]]
    assert changes == [None, *STEPS, None]


@given(end=st.dates(date(2020, 1, 1), date(2035, 12, 31)), gap=st.integers(0, 120))
def test_after_a_gap_only_the_latest_step_is_due(end: date, gap: int) -> None:
    now = datetime(end.year, end.month, end.day, 12, tzinfo=UTC) - timedelta(days=gap)
    expected = next((step for step in sorted(STEPS) if gap <= step), None)
    assert step_of(end, now, "UTC") == expected


@pytest.mark.parametrize(
    ("left", "subject"),
    [
        (90, "Contract K-7 ends in 90 days (2024-06-30)"),
        (1, "Contract K-7 ends tomorrow (2024-06-30)"),
        (0, "Contract K-7 ends today (2024-06-30)"),
        (-2, "Contract K-7 has ended (2024-06-30)"),
    ],
)
def test_a_notice_says_how_long_is_left_and_how_to_renew(left: int, subject: str) -> None:
    contract = Contract(
        contract_id="c1",
        contract_number="K-7",
        end_date=date(2024, 6, 30),
        customer_name="<b>Müller</b>",
        covers="Router",
    )
    rendered = render(compose_notice(contract, BRAND, left))
    assert rendered.subject == subject
    assert "help@northgate.example" in rendered.text
    assert "&lt;b&gt;Müller" in rendered.html
