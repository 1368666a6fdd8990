"""The same 42 files read and normalised in this process: quick, and it says which file is at fault."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.scenarios.files_as_sent import broken_lines, files_as_sent
from tests.scenarios.in_process import Outcome, outcomes

from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.shared]
WORKSPACE = Path(__file__).parent / "drop_dev_aw"


@pytest.fixture(scope="module")
def inbox(shared_data: Path) -> Path:
    return shared_data / "drop_dev_aw" / "inbox"


@pytest.fixture(scope="module")
def normalised(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    scratch = tmp_path_factory.mktemp("staging")
    return list(outcomes(load_folder(WORKSPACE, inbox), inbox, scratch))


@pytest.mark.feature("M31")
def test_no_file_is_held_or_refused(normalised: list[Outcome]) -> None:
    assert {o.submission.file_name: o.stopped for o in normalised if o.stopped} == {}
    assert len({o.submission.file_name for o in normalised}) == 42


@pytest.mark.feature("E14", "C32", "C36")
def test_the_nineteen_broken_lines_are_rejected_and_no_other(normalised: list[Outcome], inbox: Path) -> None:
    manifest = json.loads((inbox.parent / "manifest.json").read_text())
    found = [(o.submission.file_name, r["source_line"], r["code"]) for o in normalised for r in o.rejects]
    assert len(found) == manifest["rejected_lines_total"]
    assert set(found) == broken_lines(manifest, inbox)


@pytest.mark.invariant("I1", "I4")
def test_every_record_and_every_amount_comes_through(normalised: list[Outcome], inbox: Path) -> None:
    by_file = {(o.submission.file_name, o.submission.feed): o for o in normalised}
    for sent in files_as_sent(inbox):
        outcome = by_file[sent.file, sent.feed]
        assert outcome.report is not None
        assert outcome.report.rows_in == len(sent.amounts) == len(outcome.candidates) + len(outcome.rejects)
        rows: list[Any] = [*outcome.candidates, *outcome.rejects]
        amounts = [row["net_amount"] for row in rows if row.get("net_amount") is not None]
        assert sum(amounts, Decimal(0)) == sum(a for a in sent.amounts if a is not None), sent.file
