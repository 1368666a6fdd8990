"""When a contract owes a notice: the calendar of its customer's zone, whatever the clock of the scan did."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellthrough.model.notice_terms import NoticeTerms, Renewals
from sellthrough.renewals.steps import days_left, step_of

NEW_YORK = "America/New_York"
STEPS = NoticeTerms(notice_days=(30, 90, 60, 0), overdue_days=(14, 1)).steps
GRACE = 7


def test_steps_go_from_the_earliest_warning_to_the_last_reminder() -> None:
    assert STEPS == (90, 60, 30, 0, -1, -14)


@pytest.mark.parametrize(
    ("end", "now", "zone", "step"),
    [
        (date(2024, 6, 30), "2024-03-31T12:00+00:00", "UTC", None),  # 91 days
        (date(2024, 6, 30), "2024-04-01T00:00+00:00", "UTC", 90),
        (date(2024, 6, 30), "2024-05-01T23:59+00:00", "UTC", 60),
        (date(2024, 6, 30), "2024-05-31T00:00+00:00", "UTC", 30),
        (date(2024, 6, 30), "2024-06-29T23:59+00:00", "UTC", 30),
        (date(2024, 6, 30), "2024-06-30T00:00+00:00", "UTC", 0),
        (date(2024, 6, 30), "2024-06-30T23:59+00:00", "UTC", 0),
        (date(2024, 6, 30), "2024-07-01T00:00+00:00", "UTC", -1),
        (date(2024, 6, 30), "2024-07-13T23:59+00:00", "UTC", -1),
        (date(2024, 6, 30), "2024-07-14T00:00+00:00", "UTC", -14),
        (date(2024, 6, 30), "2024-07-21T23:59+00:00", "UTC", -14),
        (date(2024, 6, 30), "2024-07-22T00:00+00:00", "UTC", None),
        # The day turns at the customer's midnight: five hours after UTC's in winter, four in summer.
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
def test_a_contract_is_in_the_step_that_the_customers_calendar_says(
    end: date, now: str, zone: str, step: int | None
) -> None:
    assert step_of(days_left(end, datetime.fromisoformat(now), zone), STEPS, GRACE) == step


@pytest.mark.invariant("I5")
@given(
    end=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    zone=st.sampled_from(["UTC", NEW_YORK, "Asia/Tokyo", "Pacific/Kiritimati", "Australia/Lord_Howe"]),
)
def test_scans_every_hour_meet_each_step_once_and_in_order(end: date, zone: str) -> None:
    start = datetime(end.year, end.month, end.day, tzinfo=UTC) - timedelta(days=93)
    hours = (start + timedelta(hours=h) for h in range(24 * (93 + 14 + GRACE + 3)))
    met = [step_of(days_left(end, now, zone), STEPS, GRACE) for now in hours]
    changes = [step for index, step in enumerate(met) if index == 0 or step != met[index - 1]]
    assert changes == [None, *STEPS, None]


@given(left=st.integers(-30, 120))
def test_after_a_gap_only_the_latest_step_is_due(left: int) -> None:
    begun = [step for step in STEPS if left <= step]
    assert step_of(left, STEPS, GRACE) == (begun[-1] if begun and left >= -14 - GRACE else None)


def test_without_steps_nobody_is_told() -> None:
    assert step_of(0, NoticeTerms(notice_days=(), overdue_days=()).steps, GRACE) is None


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ([], 60),
        ([("P-1", None, None)], 60),
        ([("P-9", "Backup", "Services")], 100),
        ([("P-2", "Backup", "Services")], 20),  # the first that fits
        ([("P-1", None, None), ("P-9", "Backup", None)], 100),  # of several products, who warns earliest
        ([("P-7", "Other", "Licences")], 10),
    ],
)
def test_terms_are_those_of_the_product(products: list[tuple[str, str | None, str | None]], expected: int) -> None:
    renewals = Renewals.model_validate(
        {
            "products": [
                {"product_id": "P-2", "due_soon_days": 20},
                {"product_family": "Backup", "due_soon_days": 100},
                {"product_category": "Licences", "due_soon_days": 10},
            ]
        }
    )
    assert renewals.terms_of(products).due_soon_days == expected


def test_what_a_product_leaves_out_is_as_for_every_contract() -> None:
    renewals = Renewals.model_validate(
        {"notice_days": [45], "overdue_days": [], "products": [{"product_id": "P-2", "due_soon_days": 90}]}
    )
    terms = renewals.terms_of([("P-2", None, None)])
    assert (terms.notice_days, terms.overdue_days, terms.due_soon_days) == ((45,), (), 90)


@pytest.mark.parametrize(
    "wrong",
    [
        {"notice_days": [30, 30]},
        {"overdue_days": [0]},
        {"products": [{"due_soon_days": 3}]},
        {"products": [{"product_id": "P", "product_family": "F"}]},
    ],
)
def test_terms_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"each day once|greater than or equal|name one of"):
        Renewals.model_validate(wrong)
