"""What a report says of itself - lines, units, amount - against what was loaded: a difference is a matter for a person."""

from pathlib import Path

import pytest
from tests.golden.canonical import canonical

from sellthrough.model.workspace import Layout

HEADINGS = "Invoice No|Invoice Date|Vendor Part #|Qty|Net Amount"
SALES = ["I1|2025-03-03|VX-100|3|30.00", "I2|2025-03-04|VX-200|-1|-7.50", "I3|2025-03-05|VX-300|2|1,020.25"]
LAYOUT = Layout(preamble_prefix="HDR", trailer_prefix="TRL")


def report(units: str, amount: str, lines: str) -> bytes:
    return "\n".join(["HDR|POS|202503", HEADINGS, *SALES, f"Total|||{units}|{amount}", f"TRL|{lines}", ""]).encode()


@pytest.mark.feature("E22")
def test_right_control_totals_ask_nothing(tmp_path: Path) -> None:
    found = canonical(report("4", "1,042.75", "3"), tmp_path, LAYOUT)
    assert (len(found.rows), found.normalized.questions, found.normalized.issues) == (3, (), ())
    assert (found.read.totals, found.read.trailer_rows) == ({4: "4", 5: "1,042.75"}, 3)


@pytest.mark.feature("E22")
@pytest.mark.parametrize(
    ("units", "amount", "lines", "wrong", "told"),
    [
        ("5", "1,042.75", "3", "5", "Column Qty: the file's total is 5, its lines sum to 4."),
        ("4", "1,142.75", "3", "1,142.75", "Column Net Amount: the file's total is 1142.75, its lines sum to 1042.75."),
        ("4", "1,042.75", "4", "4", "The trailer record says 4 records, the file has 3."),
    ],
)
def test_a_wrong_control_total_is_a_work_item_and_loads_what_there_is(
    units: str, amount: str, lines: str, wrong: str, told: str, tmp_path: Path
) -> None:
    found = canonical(report(units, amount, lines), tmp_path, LAYOUT)
    assert len(found.rows) == 3
    asked = [(one.work_item_type, one.cell_value, one.note) for one in found.normalized.questions]
    assert asked == [("total_mismatch", wrong, told)]
    assert {issue.code for issue in found.normalized.issues} == {"CONTROL_TOTAL_MISMATCH"}
