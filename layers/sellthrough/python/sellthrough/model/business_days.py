"""A business calendar (weekend days and holidays) and a date in, the business day that counts out."""

from datetime import date, timedelta

from sellthrough.model.reporting_terms import BusinessCalendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = timedelta(days=1)


def is_business_day(day: date, calendar: BusinessCalendar) -> bool:
    """True for a day that is neither in the weekend nor a holiday."""
    return WEEKDAYS[day.weekday()] not in calendar.weekend and day not in calendar.holidays


def business_day_after(day: date, count: int, calendar: BusinessCalendar) -> date:
    """The `count`-th business day after `day`; for 0 the day itself, or the next business day when it is none."""
    if count == 0:
        return nearest_business_day(day, 1, calendar)
    for _ in range(count):
        day = nearest_business_day(day + _DAY, 1, calendar)
    return day


def nearest_business_day(day: date, direction: int, calendar: BusinessCalendar) -> date:
    """The day itself, or the first business day later (`direction` 1) or earlier (-1)."""
    while not is_business_day(day, calendar):
        day += direction * _DAY
    return day
