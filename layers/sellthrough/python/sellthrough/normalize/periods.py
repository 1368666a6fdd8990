"""The period that a report is about in, the calendar days it spans out; a history has none."""

import re
from datetime import date

from sellthrough.model import reporting_periods
from sellthrough.model.workspace import Vendor


def span_of(reporting_period: str, vendor: Vendor) -> tuple[date, date] | None:
    """First and last day of a reporting period; None when its name is none of the known ones."""
    try:
        return reporting_periods.span_of(reporting_period, vendor.fiscal_year_starts, vendor.weeks)
    except ValueError:
        return None


def is_month(reporting_period: str) -> bool:
    """True for a monthly period, YYYY-MM."""
    return re.fullmatch(r"\d{4}-\d{2}", reporting_period) is not None
