"""A contract's last day and a time go in; the notice step that it is in comes out. Pure calendar, no clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

STEPS = (90, 60, 30, 0)  # days before the last day that a contract covers
GRACE_DAYS = 7  # how long after its last day a contract is still told about


def step_of(end_date: date, now: datetime, time_zone: str) -> int | None:
    """The step that a contract is in at that instant, in the vendor's zone.

    A step begins at midnight of its day and lasts until the next one begins; the last one lasts `GRACE_DAYS`. So a scan
    that was missed costs a notice its punctuality, never the notice; and of two steps missed, only the later one is
    due, because its letter says all that the earlier one would have.

    Args:
        now: An aware instant.

    Returns:
        90, 60, 30 or 0; None when the contract ends later than that, or has ended for good.
    """
    left = days_left(end_date, now, time_zone)
    if left < -GRACE_DAYS:
        return None
    return min((step for step in STEPS if left <= step), default=None)


def days_left(end_date: date, now: datetime, time_zone: str) -> int:
    """Days from the vendor's today to the last day covered; 0 on that day, negative afterwards."""
    return (end_date - now.astimezone(ZoneInfo(time_zone)).date()).days
