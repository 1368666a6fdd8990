"""Every file of the seven partners' inbox beside the checkout is read, and each of its lines is accounted for."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.read.reading import read_bytes

from sellthrough.model.workspace import Layout

INBOX = Path(__file__).parents[3].parent / "shared" / "data" / "drop_dev_aw" / "inbox"
pytestmark = pytest.mark.shared
# Of all 42 files only these need to be told anything.
TOLD = {
    "gum2": Layout(header=False, preamble_prefix="HDR", trailer_prefix="TRL", columns={"1": "a", "7": "b"}),
    "Birch": Layout(sheet="Sales"),
}


def layout_of(name: str) -> Layout:
    return next((layout for start, layout in TOLD.items() if name.startswith(start)), Layout())


def test_every_file_is_read_with_a_plausible_table_and_all_its_lines() -> None:
    files = sorted(INBOX.iterdir())
    assert len(files) == 42
    for path in files:
        found = read_bytes(path.read_bytes(), layout_of(path.name), name=path.name)
        report = found.report
        assert 4 <= len(report.headings) <= 8, path.name
        assert report.overlong == {}
        assert report.issues == (), path.name
        assert report.rows_in > 50 or path.name == "gum202001.txt", path.name
        assert report.rows_in + report.ignored_lines == line_count(path, report.encoding), path.name
        filled = sum(cell is not None for row in found.rows for cell in row)
        assert filled >= 0.99 * len(report.headings) * report.rows_in, path.name


def line_count(path: Path, encoding: str) -> int:
    if path.suffix == ".xlsx":
        return int(openpyxl.load_workbook(path, read_only=True)["Sales"].max_row)
    return len(path.read_bytes().decode(encoding).splitlines())
