"""Whatever bytes come, text is read, held or refused: no crash, no hang, and every physical line is accounted for.

How long: `fuzzing.py`. A failure names its seed: `broken_file(seed)` and `layout_of(seed)` give both again.
"""

import json
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.hostile.fuzzing import fuzz
from tests.hostile.mutations import broken_file
from tests.hostile.reading import accounts, physical_lines

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.inspection import inspect, json_of
from sellthrough.read.limits import Limits
from sellthrough.read.opened import Request
from sellthrough.read.reader import open_file, read_file

TEXT = ("delimited", "fixed_width")
NOTHING_KNOWN = Layout()
# What agreements say of files, true or not: every fourth file is read as it comes, the others as one of these says.
LAYOUTS = (
    Layout(preamble_prefix="SKU", trailer_prefix="Total"),
    Layout(record_prefix="Qty", header=False, columns={"1": "product", "2": "quantity_units"}),
    Layout(header=False),
    Layout(delimiter=";", encoding="cp1252"),
    Layout(widths=(4, 9, 3)),
    Layout(columns={"SKU": "product", "Qty": "quantity_units"}, sheets="all", measure="Units"),
)


def layout_of(seed: int) -> Layout:
    """What the agreement says of the file of that seed."""
    return NOTHING_KNOWN if seed % 4 == 0 else random.Random(seed).choice(LAYOUTS)


def outcome_of(content: bytes, layout: Layout = NOTHING_KNOWN) -> str:
    """How the pipeline's reading of these bytes ended; asserts that all lines or rows are accounted for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "landed"
        path.write_bytes(content)
        try:
            request = Request(layout, folder, Limits(), open_file)
            opened = open_file(path, request)
            lines = [sum(record.span for record in page.records()) for page in opened.pages]
            if opened.kind in TEXT:
                assert lines == [physical_lines(path, opened.encoding)], "lines of the page"
            json.loads("".join(json_of(inspect(path, layout, folder))))
            report = read_file(path, "f", layout, folder)
        except Held:
            return "held"
        except Refused:
            return "refused"
        if report.kind in TEXT:
            found = accounts(path, report, folder)
            assert found["accounted"] == found["lines"], found
        elif len(lines) == 1:
            assert report.rows_in + report.ignored_lines == lines[0], "rows of the page"
        return "read"


@pytest.mark.proof
@pytest.mark.feature("E9")
@pytest.mark.timeout(7_200)
def test_no_broken_file_crashes_the_readers_or_loses_a_line() -> None:
    outcomes = fuzz(lambda seed: [outcome_of(broken_file(seed), layout_of(seed))])
    assert set(outcomes) == {"read", "held", "refused"}


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(content=b'"')
@example(content=b"\xff\xfe")
@example(content=b'a,"b\r\n"c')
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_are_read_held_or_refused(content: bytes) -> None:
    assert outcome_of(content) in ("read", "held", "refused")
