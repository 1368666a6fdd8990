"""An EventBridge schedule expression in, the instants at which it fires between two instants out.

cron(minute hour day-of-month month day-of-week year), rate(n unit) and at(instant), as documented in
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")  # 1 to 7
UNITS = {"minute": 60, "hour": 3600, "day": 86400}
DAY = dt.timedelta(days=1)


class ExpressionError(ValueError):
    """An expression that is not understood."""


def due(expression: str, zone: str, after: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    """Instants (UTC, ascending) in `after` < t <= `until`.

    A rate fires at whole multiples of its unit since 1970: AWS counts from the creation of the schedule, which a walk
    through time does not have.

    Raises:
        ExpressionError: Not an expression, or one with W or #.
    """
    match = re.fullmatch(r"(cron|rate|at)\((.+)\)", expression.strip())
    if not match:
        raise ExpressionError(f"{expression}: expected cron(...), rate(...) or at(...)")
    kind, body = match.groups()
    tz = ZoneInfo(zone)
    if kind == "cron":
        yield from _cron(body, tz, after, until)
    elif kind == "rate":
        yield from _rate(body, after, until)
    else:
        instant = dt.datetime.fromisoformat(body).replace(tzinfo=tz).astimezone(dt.UTC)
        if after < instant <= until:
            yield instant


def _rate(body: str, after: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    match = re.fullmatch(r"(\d+) (minute|hour|day)s?", body)
    if not match or not int(match[1]):
        raise ExpressionError(f"rate({body}): expected a number and minutes, hours or days")
    step = int(match[1]) * UNITS[match[2]]
    moment = (int(after.timestamp()) // step + 1) * step
    while moment <= until.timestamp():
        yield dt.datetime.fromtimestamp(moment, dt.UTC)
        moment += step


def _cron(body: str, tz: ZoneInfo, after: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    fields = body.split()
    if len(fields) != 6:
        raise ExpressionError(f"cron({body}): expected six fields")
    minutes = _values(fields[0], 0, 59)
    hours = _values(fields[1], 0, 23)
    months = _values(fields[3], 1, 12, MONTHS)
    years = _values(fields[5], 1970, 2199)
    day, last = after.astimezone(tz).date(), until.astimezone(tz).date()
    while day <= last:
        if day.year in years and day.month in months and _is_day(day, fields[2], fields[4]):
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    moment = dt.datetime.combine(day, dt.time(hour, minute), tz).astimezone(dt.UTC)
                    if after < moment <= until:
                        yield moment
        day += DAY


def _is_day(day: dt.date, of_month: str, of_week: str) -> bool:
    if of_week == "?":
        return day.month != (day + DAY).month if of_month == "L" else day.day in _values(of_month, 1, 31)
    weekday = day.isoweekday() % 7 + 1
    if of_week.endswith("L") and of_week != "L":
        return weekday in _values(of_week[:-1], 1, 7, WEEKDAYS) and day.month != (day + 7 * DAY).month
    return weekday in _values("7" if of_week == "L" else of_week, 1, 7, WEEKDAYS)


def _values(field: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    values: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?", part)
        if not match:
            raise ExpressionError(f"{field}: {part} is not understood")
        first, last, step = match.groups()
        start = low if first in "*?" else _number(first, low, names)
        stop = high if first in "*?" or (step and not last) else _number(last or first, low, names)
        values.update(range(start, stop + 1, int(step or 1)))
    if not values or min(values) < low or max(values) > high:
        raise ExpressionError(f"{field}: outside {low} to {high}")
    return frozenset(values)


def _number(text: str, low: int, names: tuple[str, ...]) -> int:
    if text.upper() in names:
        return names.index(text.upper()) + low
    if not text.isdigit():
        raise ExpressionError(f"{text}: not a number or name")
    return int(text)
