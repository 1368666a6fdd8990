"""Whatever bytes come, text is read, held or refused: no crash, no hang, and every physical line is accounted for.

How long: `fuzzing.py`. A failure names its seed: `broken_file(seed)` gives the bytes again.
"""

import json
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


def outcome_of(content: bytes) -> str:
    """How the pipeline's reading of these bytes ended; asserts that all lines or rows are accounted for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "landed"
        path.write_bytes(content)
        try:
            request = Request(Layout(), folder, Limits(), open_file)
            opened = open_file(path, request)
            lines = [sum(record.span for record in page.records()) for page in opened.pages]
            if opened.kind in TEXT:
                assert lines == [physical_lines(path, opened.encoding)], "lines of the page"
            json.loads("".join(json_of(inspect(path, Layout(), folder))))
            report = read_file(path, "f", Layout(), folder)
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
    outcomes = fuzz(lambda seed: [outcome_of(broken_file(seed))])
    assert set(outcomes) == {"read", "held", "refused"}


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(content=b'"')
@example(content=b"\xff\xfe")
@example(content=b'a,"b\r\n"c')
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_are_read_held_or_refused(content: bytes) -> None:
    assert outcome_of(content) in ("read", "held", "refused")
