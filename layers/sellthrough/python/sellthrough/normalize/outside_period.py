"""The parsed lines and the reporting period in, what to tell of a report that is mostly about other days out."""

from sellthrough.model.reports import Issue
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.work import Work

CODE = "OUTSIDE_PERIOD"


def lines_outside_period(work: Work, accepted: int, outside: int) -> tuple[Issue, ...]:
    """A warning when more than half of the lines lie outside the reporting period: perhaps its name is wrong.

    Some late lines are usual. A contract begins when it begins, and a file that grows says the past again.

    Args:
        accepted: Lines without an error.
        outside: Those of them whose date lies outside the period.
    """
    is_usual = work.feed.record_type == "contracts" or work.feed.resubmission == "cumulative"
    if is_usual or outside * 2 <= accepted:
        return ()
    day, period = RULES[work.feed.record_type].main_date, work.submission.reporting_period
    first, last = work.connection.execute(
        f"select min({day}), max({day}) from lines where error is null and not is_own_period"
    ).fetchall()[0]
    lines = f"{outside:,} of {accepted:,} lines lie" if accepted > 1 else "The only line lies"
    told = f"{lines} outside the reporting period {period}: {first} to {last}. Is it the right period?"
    return (Issue(code=CODE, detail=told),)
