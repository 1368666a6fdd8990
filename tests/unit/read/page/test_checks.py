"""Subtotals are checked against their own lines; the file's grand total is left to the normaliser."""

import pytest
from tests.unit.read.reading import read_text

ROWS = "SKU,Units,Net\nA-1,5,51.20\nA-2,7,14.75\nSubtotal,{0},{1}\nA-3,1,2.10\nA-4,3,9.00\nSubtotal,4,11.10\n"
GRAND = "Grand total,16,77.05\n"


@pytest.mark.feature("E22")
@pytest.mark.parametrize(
    ("units", "net", "said"),
    [
        ("12", "65.95", None),
        ("12", "65.99", None),
        ("12", "66.95", "Line 4: the total of 'Net' is 66.95, its lines add up to 65.95."),
        ("13", "65.95", "Line 4: the total of 'Units' is 13, its lines add up to 12."),
        ("", "65.95", None),
    ],
)
@pytest.mark.parametrize("end", ["", GRAND])
def test_a_subtotal_is_checked_against_its_lines(units: str, net: str, said: str | None, end: str) -> None:
    found = read_text(ROWS.format(units, net) + end)
    assert len(found.rows) == 4
    issues = [(issue.code, issue.detail, issue.line) for issue in found.report.issues]
    assert issues == ([("CONTROL_TOTAL_MISMATCH", said, 4)] if said else [])
    assert found.report.totals == ({2: "16", 3: "77.05"} if end else {})


def test_the_one_total_of_a_file_is_checked_once_by_the_normaliser() -> None:
    found = read_text("SKU,Units,Net\nA-1,5,51.20\nA-2,7,14.75\nTotal,99,65.95\n")
    assert found.report.totals == {2: "99", 3: "65.95"}
    assert found.report.issues == ()


def test_a_sum_in_the_midst_of_records_is_not_the_total_of_the_file() -> None:
    found = read_text(
        "Date,Customer,SKU,Units,Net\n2019-10-01,Oslo Sykkel,A-1,12,1437.61\n2019-10-01,Bergen Hjul,A-2,14,2093.17\n"
        ",,,26,3530.78\n2019-10-03,Narvik Sport,A-4,3,12.10\n"
    )
    assert found.kinds == [(1, "header"), (4, "total")]
    assert found.report.totals == {}
