"""Envelopes that are whole, and every way one breaks: an issue at its segment, and the lines are read all the same."""

import pytest
from tests.unit.read.edi.edi_files import edifact, records, walked, x12

from sellthrough.errors import Refused

SALE = ("PTD*SS", "LIN**VP*VX-100", "QTY*32*5*EA", "CTT*1*5")
SOLD = ("LIN+1++4012345000016:EN", "QTY+153:5:PCE", "CNT+2:1")


@pytest.mark.parametrize(
    ("content", "code", "segment", "told"),
    [
        (x12(*SALE).replace("SE*6", "SE*9"), "CONTROL_TOTAL_MISMATCH", 8, "SE says 9; there are 6 segments"),
        (x12(*SALE).replace("SE*6*0001", "SE*6*0002"), "CONTROL_TOTAL_MISMATCH", 8, "control number"),
        (x12(*SALE).replace("GE*1*7", "GE*2*7"), "CONTROL_TOTAL_MISMATCH", 9, "GE says 2; there are 1 transactions"),
        (x12(*SALE).replace("GE*1*7", "GE*1*8"), "CONTROL_TOTAL_MISMATCH", 9, "control number"),
        (x12(*SALE).replace("IEA*1*", "IEA**"), "CONTROL_TOTAL_MISMATCH", 10, "IEA says nothing"),
        (x12(*SALE).replace("SE*6*0001~", ""), "BROKEN_ENVELOPE", 8, "transaction that starts at segment 3 has no end"),
        (x12(*SALE).replace("IEA*1*000000007~", ""), "BROKEN_ENVELOPE", 9, "interchange that starts at segment 1"),
        (x12(*SALE).replace("~GS*PT*B*V*20250401*0800*7*X*004010~", "~"), "BROKEN_ENVELOPE", 2, "ST stands in no group"),
        (x12(*SALE).replace("~GE*1", "~N1*ST*X~GE*1"), "BROKEN_ENVELOPE", 9, "N1 stands outside every transaction"),
        (x12(*SALE)[:-4], "BROKEN_ENVELOPE", 10, "ends within a segment"),
        ("SE*1*1~" + x12(*SALE), "BROKEN_ENVELOPE", 1, "SE closes a transaction that was never opened"),
        (x12(*SALE).replace("CTT*1*5", "CTT*2*5"), "CONTROL_TOTAL_MISMATCH", 7, "says 2 lines; its lines have 1"),
        (x12(*SALE).replace("CTT*1*5", "CTT*1*6"), "CONTROL_TOTAL_MISMATCH", 7, "says 6 units (hash total)"),
        (x12(*SALE).replace("CTT*1*5", "CTT*x"), "CONTROL_TOTAL_MISMATCH", 7, "no number"),
        (x12("QTY*TO*9", *SALE), "CONTROL_TOTAL_MISMATCH", 4, "says 9 units; its lines have 5"),
        (x12(*SALE, "PTD*SS", "LIN**VP*X"), "LINE_INCOMPLETE", 9, "A quantity is missing"),
        (x12(*SALE, "PTD*SS", "QTY*32*1"), "LINE_INCOMPLETE", 9, "A product number is missing"),
        (edifact(*SOLD).replace("UNT+5", "UNT+6"), "CONTROL_TOTAL_MISMATCH", 6, "UNT says 6; there are 5 segments"),
        (edifact(*SOLD).replace("UNZ+1+R1", "UNZ+1+R2"), "CONTROL_TOTAL_MISMATCH", 7, "control number 'R2'"),
        (edifact(*SOLD).replace("CNT+2:1", "CNT+2:7"), "CONTROL_TOTAL_MISMATCH", 5, "says 7 lines"),
        (edifact(*SOLD, "MOA+79:10").replace("QTY+153", "MOA+203:9.5'QTY+153"), "CONTROL_TOTAL_MISMATCH", 7, "says 10"),
    ],
)  # fmt: skip
def test_a_broken_envelope_or_total_is_told_at_its_segment(content: str, code: str, segment: int, told: str) -> None:
    items, file = walked(content)
    assert [item["quantity"] for item in items] == ["5"]
    issue = next(issue for issue in file.issues if told in issue.detail)
    assert (issue.code, issue.line) == (code, segment)


def test_a_sound_report_has_no_issue() -> None:
    for content in (x12(*SALE), edifact(*SOLD), edifact(*SOLD, advice="UNA:+.? '\n")):
        items, file = walked(content)
        assert (len(items), file.issues) == (1, [])


def test_a_transaction_of_another_kind_is_told_and_the_reports_beside_it_are_read() -> None:
    order = "ST*850*0009~BEG*00~PO1**1*EA~SE*4*0009~"
    items, file = walked(x12(*SALE).replace("~GE*1", f"~{order}GE*2"))
    assert len(items) == 1
    assert [issue.detail.partition(";")[0] for issue in file.issues] == ["Segment 9: 850 is not read"]


@pytest.mark.parametrize(
    ("content", "record_type", "code", "told"),
    [
        (x12(*SALE, kind="850"), "sell_through", "UNSUPPORTED_FORMAT", "holds 850"),
        (x12(*SALE), "inventory", "UNSUPPORTED_FORMAT", "holds 1 sold, and nothing that counts as inventory"),
        (x12(*SALE), "opportunities", "UNSUPPORTED_FORMAT", "nothing that counts as opportunities"),
        ("ISA*00*          *00*          *ZZ", "sell_through", "UNSUPPORTED_FORMAT", "no transaction"),
    ],
)
def test_a_file_that_holds_nothing_for_the_feed_is_refused(
    content: str, record_type: str, code: str, told: str
) -> None:
    with pytest.raises(Refused, match=told) as refused:
        records(content, record_type)
    assert refused.value.code == code


def test_a_report_without_lines_is_a_nil_report() -> None:
    report, rows = records(x12("BPT*00*R1*20250401*DR", "CTT*0"), "sell_through")
    assert (report.rows_in, rows, report.issues) == (0, [], ())
