"""What inspect prints: the reader's own understanding, as one JSON object."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from sellthrough.errors import Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.inspection import inspect, json_of


def inspected(content: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landed"
        path.write_bytes(content)
        return dict(json.loads("".join(json_of(inspect(path, Layout(), Path(folder))))))


def test_every_line_of_a_report_is_told() -> None:
    text = b"Monthly report\n\nSKU;Qty;Note\nA-1;2;x\nB-2;3;y\nSKU;Qty;Note\nC-3;4;z\nTotal;9;\n\nEnd of report\n"
    found = inspected(text)
    assert found["dialect"]["delimiter"] == ";"
    (table,) = found["tables"]
    assert table["header"] == ["SKU", "Qty", "Note"]
    assert table["header_lines"] == [3]
    assert table["rows"] == [["A-1", "2", "x"], ["B-2", "3", "y"], ["C-3", "4", "z"], ["Total", "9", ""]]
    assert table["line_numbers"] == [4, 5, 7, 8]
    assert table["total_lines"] == [8]
    assert table["preamble"] == ["Monthly report"]
    assert table["footer"] == ["End of report"]
    assert table["other_rows"] == [["Monthly report"], ["SKU", "Qty", "Note"], ["End of report"]]


def test_a_file_that_would_be_held_is_described_with_the_question() -> None:
    found = inspected(b"A-1,2,3\nB-2,5,6\n")
    assert found["tables"][0]["rows"] == [["A-1", "2", "3"], ["B-2", "5", "6"]]
    assert found["tables"][0]["header"] == []
    assert [issue["severity"] for issue in found["issues"]] == ["question"]


def test_the_columns_of_a_bare_matrix_get_names_to_speak_of() -> None:
    (table,) = inspected(b"1,2.5,3\n4,-5,6\n")["tables"]
    assert (table["header"], table["header_rows"]) == (["col_1", "col_2", "col_3"], 0)


@pytest.mark.parametrize("content", [b"", b" \r\n\r\n", b"<table></table>"])
def test_a_file_that_holds_nothing_is_told_to_be_empty(content: bytes) -> None:
    found = inspected(content)
    assert (found["tables"], found["kind"]) == ([], "empty")
    assert [(issue["code"], issue["severity"]) for issue in found["issues"]] == [("EMPTY_FILE", "error")]


def test_a_table_over_the_limit_of_columns_is_described_with_the_error() -> None:
    found = inspected(",".join(f"c{at}" for at in range(501)).encode() + b"\n" + b",".join([b"1"] * 501) + b"\n")
    assert len(found["tables"][0]["header"]) == 501
    assert [(issue["code"], issue["severity"]) for issue in found["issues"]] == [("LIMIT_EXCEEDED", "error")]


def test_more_rows_than_fit_one_piece_stay_in_order() -> None:
    found = inspected(b"SKU,Qty\n" + b"".join(b"A-%d,%d\n" % (at, at) for at in range(1_700)))
    assert [row[1] for row in found["tables"][0]["rows"]] == [str(at) for at in range(1_700)]
    assert found["tables"][0]["line_numbers"] == list(range(2, 1_702))


def test_what_is_not_read_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="a PDF document"):
        inspected(b"%PDF-1.7 ...")
