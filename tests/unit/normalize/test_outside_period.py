"""A report whose lines are mostly of other days than its period: loaded, and somebody is asked to look."""

from typing import Any

import pytest

SALES = ["Invoice Date", "Vendor Part #", "Qty"]
STOCK = ["Snapshot Date", "Vendor Part #", "On Hand"]
GROWING = {"resubmission": "cumulative"}


def told(run: Any, headings: list[str], days: list[str], **options: Any) -> list[str]:
    done = run(headings, [[day, "VX-100", "1"] for day in days], **options)
    assert len(done.candidates) == len(days)
    return [issue.detail for issue in done.report.issues if issue.code == "OUTSIDE_PERIOD"]


@pytest.mark.feature("C31")
@pytest.mark.parametrize(
    ("days", "options", "words"),
    [
        (["2025-03-01", "2025-03-31"], {}, ""),
        (["2025-02-27", "2025-03-31"], {}, ""),  # late lines are usual
        (["2025-02-02", "2025-02-27", "2025-03-31"], {}, "2 of 3 lines lie outside the reporting period 2025-03"),
        (["2025-02-02", "2025-02-27", "2025-03-31"], {}, "2025-02-02 to 2025-02-27. Is it the right period?"),
        (["2025-02-02"], {}, "The only line lies outside the reporting period 2025-03"),
        (["2025-02-02", "2025-03-31"], {"period": "2025-Q1"}, ""),
        (["2025-02-02", "2025-02-27", "2025-03-31"], GROWING, ""),
        ([], {}, ""),
    ],
)
def test_a_report_of_other_days_than_its_period_is_asked_about(
    run, days: list[str], options: dict[str, Any], words: str
) -> None:
    found = told(run, SALES, days, **options)
    assert found == [] if not words else words in found[0]


@pytest.mark.feature("C31")
def test_stock_of_another_day_is_asked_about_and_a_contract_begins_when_it_begins(run) -> None:
    assert len(told(run, STOCK, ["2025-01-31"], record_type="inventory")) == 1
    headings = ["Contract Number", "Start Date", "End Date", "Vendor Part #"]
    done = run(headings, [["K1", "2024-01-01", "2024-12-31", "VX-100"]], record_type="contracts", period="2025-Q1")
    assert (len(done.candidates), done.report.issues) == (1, ())
