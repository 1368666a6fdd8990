"""Schedule expressions against the instants AWS's documentation gives for them."""

import datetime as dt

import pytest

from sellthrough_local.cloud.schedule_expressions import ExpressionError, due

START = dt.datetime(2024, 2, 28, 12, 0, tzinfo=dt.UTC)


def instants(expression: str, days: int = 3, zone: str = "UTC") -> list[str]:
    return [f"{at:%m-%dT%H:%M}" for at in due(expression, zone, START, START + dt.timedelta(days=days))]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 10 * * ? *)", ["02-29T10:00", "03-01T10:00", "03-02T10:00"]),
        ("cron(15 12 * * ? 2023)", []),
        ("cron(0 18 ? * MON-FRI *)", ["02-28T18:00", "02-29T18:00", "03-01T18:00"]),
        ("cron(0 8 1 * ? *)", ["03-01T08:00"]),
        ("cron(0 8 L * ? *)", ["02-29T08:00"]),
        ("cron(30 7 ? * 5L *)", ["02-29T07:30"]),
        ("cron(0/30 12-13 28 FEB ? 2024)", ["02-28T12:30", "02-28T13:00", "02-28T13:30"]),
        ("cron(0 0,12 1 3 ? *)", ["03-01T00:00", "03-01T12:00"]),
        ("rate(1 day)", ["02-29T00:00", "03-01T00:00", "03-02T00:00"]),
        ("at(2024-02-29T09:30:00)", ["02-29T09:30"]),
        ("at(2024-02-28T12:00:00)", []),
    ],
)
def test_an_expression_fires_when_aws_says_so(expression, expected):
    assert instants(expression) == expected


def test_a_quarter_hour_schedule_fires_96_times_a_day_and_never_twice_at_a_border():
    day = list(due("cron(0/15 * * * ? *)", "UTC", START, START + dt.timedelta(days=1)))
    middle = START + dt.timedelta(hours=6)
    halves = [*due("cron(0/15 * * * ? *)", "UTC", START, middle)]
    halves += due("cron(0/15 * * * ? *)", "UTC", middle, START + dt.timedelta(days=1))
    assert len(day) == 96
    assert halves == day


def test_a_zone_moves_with_its_daylight_saving():
    start = dt.datetime(2024, 3, 30, tzinfo=dt.UTC)
    fired = list(due("cron(0 9 * * ? *)", "Europe/Berlin", start, start + dt.timedelta(days=2)))
    assert [at.hour for at in fired] == [8, 7]


@pytest.mark.parametrize(
    "expression", ["0 10 * * *", "cron(0 10 * * *)", "cron(0 0 15W * ? *)", "rate(0 days)", "cron(61 * * * ? *)"]
)
def test_what_is_not_understood_is_refused(expression):
    with pytest.raises(ExpressionError):
        instants(expression)
