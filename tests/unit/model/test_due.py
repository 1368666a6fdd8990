"""When a report is due: tables over zones, clock changes, leap days, business days and holidays."""

from typing import Any

import pytest

from sellthrough.model.due import due_at
from sellthrough.model.workspace import Agreement, Feed, Vendor

HOLIDAYS = {"de": {"holidays": ["2024-03-29", "2024-04-01"]}, "ae": {"weekend": ["friday", "saturday"]}}


def due(zone: str, day: int, time: str, period: str, cadence: str = "monthly", **more: Any) -> str | None:
    calendar = more.pop("calendar", None)
    feed = Feed.model_validate(
        {
            "feed": "pos",
            "record_type": "sell_through",
            "files": ".*",
            "cadence": cadence,
            "due": {"day": day, "time": time, **more},
        }
    )
    vendor = Vendor.model_validate(
        {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}, "calendars": HOLIDAYS}
    )
    return due_at(vendor, Agreement(partner_id="p", time_zone=zone, calendar=calendar, feeds=(feed,)), feed, period)


@pytest.mark.feature("E25")
@pytest.mark.parametrize(
    ("zone", "day", "time", "period", "expected"),
    [
        ("Europe/Berlin", 10, "18:00", "2024-01", "2024-02-10T17:00:00+00:00"),
        ("Europe/Berlin", 10, "18:00", "2024-06", "2024-07-10T16:00:00+00:00"),
        ("UTC", 29, "00:00", "2024-01", "2024-02-29T00:00:00+00:00"),
        ("UTC", 29, "00:00", "2023-01", "2023-03-01T00:00:00+00:00"),
        ("Asia/Kolkata", 0, "09:00", "2024-02", "2024-02-29T03:30:00+00:00"),
        ("America/New_York", 10, "02:30", "2024-02", "2024-03-10T07:30:00+00:00"),  # skipped: 03:30 there
        ("America/New_York", 3, "01:30", "2024-10", "2024-11-03T05:30:00+00:00"),  # twice: the first
        ("Australia/Lord_Howe", 6, "02:15", "2024-09", "2024-10-05T15:45:00+00:00"),  # skips half an hour
        ("Pacific/Apia", 30, "12:00", "2011-11", "2011-12-30T22:00:00+00:00"),  # a day that never was
    ],
)
def test_a_due_time_is_local_on_its_day(zone: str, day: int, time: str, period: str, expected: str) -> None:
    assert due(zone, day, time, period) == expected


@pytest.mark.feature("E25")
@pytest.mark.parametrize(
    ("day", "rule", "calendar", "expected"),
    [
        (30, {}, "de", "2024-03-30"),
        (30, {"closed": "next"}, "de", "2024-04-02"),
        (30, {"closed": "previous"}, "de", "2024-03-28"),
        (30, {"closed": "next"}, None, "2024-04-01"),
        (1, {"count": "business"}, "de", "2024-03-01"),
        (20, {"count": "business"}, "de", "2024-03-28"),
        (21, {"count": "business"}, "de", "2024-04-02"),
        (0, {"count": "business"}, "de", "2024-02-29"),
        (1, {"count": "business"}, "ae", "2024-03-03"),
        (10, {"count": "business"}, None, "2024-03-14"),
    ],
)
def test_business_days_count_by_the_agreements_calendar(
    day: int, rule: dict[str, str], calendar: str | None, expected: str
) -> None:
    found = due("UTC", day, "12:00", "2024-02", calendar=calendar, **rule)
    assert found == f"{expected}T12:00:00+00:00"


@pytest.mark.parametrize(
    ("cadence", "period", "expected"),
    [
        ("daily", "2024-02-29", "2024-03-02"),
        ("weekly", "2024-W09", "2024-03-05"),
        ("4-4-5", "2024-P02", "2024-02-26"),
        ("quarterly", "2024-Q1", "2024-04-02"),
    ],
)
def test_days_count_from_the_last_day_of_the_period(cadence: str, period: str, expected: str) -> None:
    assert due("UTC", 2, "12:00", period, cadence) == f"{expected}T12:00:00+00:00"


def test_nothing_is_due_of_a_feed_without_a_cadence_or_a_period() -> None:
    assert due("UTC", 2, "12:00", "2024", "none") is None
    assert due("UTC", 2, "12:00", "") is None
