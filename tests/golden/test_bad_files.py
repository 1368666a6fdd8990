"""Files that are not what they should be: refused with the place where it shows, or one line set aside; never half loaded."""

from pathlib import Path

import pytest
from tests.golden.canonical import canonical

from sellthrough.errors import Refused
from sellthrough.model.workspace import Layout

HEADING = "Invoice No,Invoice Date,SKU,Qty,Net Amount\n"
LINES = [f"I{n},2025-03-0{n},VX-100,{n},{n}0.00\n" for n in range(1, 6)]
GOOD = (HEADING + "".join(LINES)).encode()
OBJECT = '{"Invoice Date": "2025-03-03", "SKU": "VX-100", "Qty": 3}'
XML = '<?xml version="1.0"?>\n<lines>\n<line><date>2025-03-03</date><sku>VX-100</sku></line>\n'


@pytest.mark.feature("C29")
@pytest.mark.parametrize(
    ("content", "layout", "reason"),
    [
        (GOOD + b"I6,2025-03-06,VX-100,1,M\xfcller\n", {"encoding": "utf-8"}, "see byte 212 (line 7)"),
        (GOOD + "I6,2025-03-06,VX-100,1,é".encode()[:-1], {"encoding": "utf-8"}, "cut off within a character"),
        ((HEADING + "あ").encode("shift-jis") + b"\x81\x00", {"encoding": "shift-jis"}, "see byte 45 (line 2)"),
        (GOOD + b"I6," + b"x" * (17 << 20), {}, "bytes in line 7; the limit line_bytes"),
        (f"[\n{OBJECT},\n{OBJECT.replace(':', '', 1)},\n{OBJECT}]".encode(), {}, "line 3 is where it breaks"),
        (f"[\n{OBJECT},\n\n{OBJECT[:20]}".encode(), {}, "line 4 is where it breaks"),
        (f"[\n{OBJECT},\n{OBJECT},\n".encode(), {}, "line 4 is where it breaks"),
        (f"{OBJECT}\n{OBJECT}\n{OBJECT[:20]}\n".encode(), {}, "Line 3 is no JSON object"),
        (f"{XML}<line><date>2025-03-03</line>\n</lines>".encode(), {}, "line 4 is where it breaks"),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_gives_no_row(
    content: bytes, layout: dict[str, str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        canonical(content, tmp_path, Layout.model_validate(layout))
    assert reason in refused.value.detail
    assert not (tmp_path / "candidates.parquet").exists()


@pytest.mark.feature("C29", "C36")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("I6,2025-03-06,VX-100,6,60.00,7,8\n", "RAGGED_RECORD"),
        ("I6,2025-03-06,VX-100,6\x00,60.00\n", "INVALID_NUMBER"),
        ("I6,2025-03-06\n", "MISSING_MANDATORY"),
        (f"I6,2025-03-06,VX-100,6,{'9' * 40_000}\n", "CELL_TOO_LONG"),
    ],
)
def test_a_bad_line_is_set_aside_with_its_place_and_the_others_load(line: str, code: str, tmp_path: Path) -> None:
    found = canonical((HEADING + "".join([*LINES[:3], line, *LINES[3:]])).encode(), tmp_path)
    assert [(reject["code"], reject["source_line"]) for reject in found.rejects] == [(code, 5)]
    assert [row["source_line"] for row in found.rows] == [2, 3, 4, 6, 7]
    assert found.normalized.rows_in == 6
