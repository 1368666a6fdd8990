"""A report whose date is split over a column of years and one of months: each sale counts in its own month."""

from datetime import date
from pathlib import Path

import pytest
from tests.golden.canonical import canonical

from sellthrough.errors import Refused
from sellthrough.model.workspace import Layout


@pytest.mark.feature("M22", "C28")
@pytest.mark.parametrize(
    ("headings", "periods"),
    [
        ("Year,Month", ["2025,3", "2025,02", "2024,2"]),
        ("MONTH,YEAR", ["Mar,2025", "February,2025", "Feb.,2024"]),
        ("Jahr,Monat", ["2025,März", "2025,Februar", "2024,Feb"]),
        ("Mois,Année", ["3,2025", "févr.,2025", "février,2024"]),
        ("Año,Mes", ["2025.0,3.0", "2025,febrero", "2024,feb"]),
        ("年,月", ["2025,3", "2025,2", "2024,2"]),
    ],
)
def test_year_and_month_become_the_last_day_of_the_month(headings: str, periods: list[str], tmp_path: Path) -> None:
    lines = [f"{period},VX-{at}00,{at},{at * 5}.50,USD" for at, period in enumerate(periods, 1)]
    text = "\n".join([f"{headings},Vendor Part #,Qty,Net Amount,Currency", *lines, ""])
    found = canonical(text.encode(), tmp_path)
    assert found.rejects == []
    assert [(row["sold_date"], row["product_id"], int(row["quantity_units"])) for row in found.rows] == [
        (date(2025, 3, 31), "VX-100", 1),
        (date(2025, 2, 28), "VX-200", 2),
        (date(2024, 2, 29), "VX-300", 3),
    ]
    assert [row["is_own_period"] for row in found.rows] == [True, False, False]


def test_a_line_without_its_month_is_rejected_by_itself(tmp_path: Path) -> None:
    text = "Year,Month,Vendor Part #,Qty,Net Amount,Currency\n2025,3,VX-100,1,5,USD\n2025,13,VX-200,1,5,USD\n"
    found = canonical((text + "2025,2,VX-300,1,5,USD\n").encode(), tmp_path)
    assert [row["source_line"] for row in found.rows] == [2, 4]
    assert [(row["source_line"], row["code"]) for row in found.rejects] == [(3, "MISSING_MANDATORY")]


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("Year,Month,SKU,Qty\n2025,40,VX-100,1\n2025,50,VX-200,2\n", Layout()),
        ("Fiscal year,Month,SKU,Qty\n2025,3,VX-100,1\n2025,4,VX-200,2\n", Layout()),
        ("Year,Month,SKU,Qty\n2025,3,VX-100,1\n2025,4,VX-200,2\n", Layout(columns={"Year": "ignore"})),
    ],
)
def test_what_does_not_name_a_month_of_the_calendar_makes_no_date(text: str, layout: Layout, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="sold_date"):
        canonical(text.encode(), tmp_path, layout)


def test_dates_of_the_report_itself_count_before_year_and_month(tmp_path: Path) -> None:
    text = "Year,Month,Invoice Date,SKU,Qty,Net Amount,Currency\n2025,3,2025-03-04,VX-100,1,5,USD\n"
    found = canonical(text.encode(), tmp_path)
    assert [row["sold_date"] for row in found.rows] == [date(2025, 3, 4)]
    assert "Date" not in found.read.headings
