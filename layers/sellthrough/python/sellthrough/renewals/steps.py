"""A contract's last day, its terms and a time go in; the notice step that it is in comes out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def step_of(left: int, steps: tuple[int, ...], grace_days: int) -> int | None:
    """The step that a contract is in.

    A step begins at midnight of its day and lasts until the next one begins; the last one lasts `grace_days`. So a scan
    that was missed costs a notice its punctuality, never the notice; and of two steps missed, only the later one is
    due, because its letter says all that the earlier one would have.

    Args:
        left: Days left, of `days_left`.
        steps: Days left at the beginning of each step, the latest last (`NoticeTerms.steps`).

    Returns:
        One of the steps; None when the first has not begun, or the last is over for good.
    """
    if not steps or left < steps[-1] - grace_days:
        return None
    return min((step for step in steps if left <= step), default=None)


def days_left(end_date: date, now: datetime, time_zone: str) -> int:
    """Days from that zone's today to the last day covered; 0 on that day, negative afterwards.

    Args:
        now: An aware instant.
    """
    return (end_date - now.astimezone(ZoneInfo(time_zone)).date()).days
