"""One report with all that is cleaned from reports: the canonical rows are clean, and each removal is named."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.golden.canonical import canonical

LINES = [
    b"# exported by ERP 7.1",
    b"Sales of March,,,,,",
    b"",
    b"Invoice No,Invoice Date,Vendor Part #,Qty,Net Amount,Reseller",
    b"I1,2025-03-03,  VX-100 ,3,$30.00,Acme\x1f Ltd",
    b'I2,2025-03-04,VX-200,1,"1,045.50 USD","Caf\xe9 ""Nova"""',
    b"# checked",
    b'I3,2025-03-05,\x07VX-300,2,20,Zum  "L\xc3\xb6wen',
    b"Invoice No,Invoice Date,Vendor Part #,Qty,Net Amount,Reseller",
    b"I4,2025-03-06,'VX-400',1,10.00,\xc2\xa0Bike\x00 AG",
    b"Total,,,7,1105.50,",
]


@pytest.mark.feature("E12")
def test_each_removal_from_a_report_is_named_with_its_line(tmp_path: Path) -> None:
    found = canonical(b"\r\n".join(LINES) + b"\r\n", tmp_path)
    assert found.rejects == []
    assert [(row["source_line"], row["product_id"], row["net_amount"], row["reseller_name"]) for row in found.rows] == [
        (5, "VX-100", Decimal("30.00"), "Acme Ltd"),
        (6, "VX-200", Decimal("1045.50"), 'Café "Nova"'),
        (8, "VX-300", Decimal("20.00"), 'Zum "Löwen'),
        (10, "VX-400", Decimal("10.00"), "Bike\ufffd AG"),
    ]
    assert [(entry.line, entry.kind) for entry in found.read.ignored] == [
        (1, "comment"), (2, "title"), (3, "blank"), (4, "header"), (7, "comment"), (9, "header"), (11, "total"),
    ]  # fmt: skip
    assert [(issue.code, issue.line) for issue in found.read.issues] == [("MIXED_ENCODING", 6), ("NUL_CHARACTERS", 10)]
    assert {(one.heading, one.what, one.row_count, one.first_line) for one in found.normalized.cleaned} == {
        ("Vendor Part #", "spaces", 1, 5),
        ("Vendor Part #", "control characters", 1, 8),
        ("Vendor Part #", "quotes", 1, 10),
        ("Net Amount", "currency signs", 2, 5),
        ("Reseller", "control characters", 1, 5),
        ("Reseller", "spaces", 2, 8),
    }


@pytest.mark.feature("E12")
def test_a_clean_report_names_nothing(tmp_path: Path) -> None:
    text = "Invoice Date,Vendor Part #,Qty,Net Amount,Reseller\n2025-03-03,VX-100,3,(30.00),Men's & Co\n"
    found = canonical((text + "2025-03-04,VX-100,1,1045.5,Ünal GmbH\n").encode(), tmp_path)
    assert found.normalized.cleaned == ()
