"""A folder of samples: each file's outcome, its reasons, and the page."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sellthrough_local.cli.application import application

GOOD = "Invoice Date,Vendor Part #,Qty\n2025-03-01,A-1,3\n2025-03-02,A-2,4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "samples"
    (found / "more").mkdir(parents=True)
    (found / "good.csv").write_text(GOOD)
    (found / "more" / "same.csv").write_text(GOOD.replace("A-1", "A-9"))
    (found / "dates.csv").write_text(GOOD.replace("2025-03-01", "03/04/2025").replace("2025-03-02", "05/06/2025"))
    (found / "odd.csv").write_text(GOOD.replace("Qty", "Kolumna"))
    (found / "letter.pdf").write_bytes(b"%PDF-1.4\n")
    return found


@pytest.mark.feature("E81")
def test_every_file_has_an_outcome_and_its_reason(folder: Path) -> None:
    result = CliRunner().invoke(application, ["assess", str(folder), "--json"])
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    outcomes = {f["file"]: f["outcome"] for f in found["files"]}
    assert outcomes == {
        "good.csv": "loads", "more/same.csv": "loads", "dates.csv": "asks", "odd.csv": "asks", "letter.pdf": "refused",
    }  # fmt: skip
    reasons = {f["file"]: " ".join(f["reasons"]) for f in found["files"]}
    assert "03/04/2025" in reasons["dates.csv"]
    assert "Which column is quantity_units?" in reasons["odd.csv"]
    assert "PDF" in reasons["letter.pdf"]
    assert found["summary"]["layouts"] == 2
    assert found["summary"]["rows"] == 8


@pytest.mark.feature("E81", "E13")
def test_cases_beside_units_are_a_question_when_they_are_filled(tmp_path: Path) -> None:
    folder = tmp_path / "samples"
    folder.mkdir()
    (folder / "cases.csv").write_text(GOOD.replace("Qty", "Units,Cases").replace(",3", ",3,1").replace(",4", ",4,0"))
    (folder / "none.csv").write_text(GOOD.replace("Qty", "Units,Cases").replace(",3", ",3,0").replace(",4", ",4,0"))
    found = json.loads(CliRunner().invoke(application, ["assess", str(folder), "--json"]).stdout)
    assert {f["file"]: f["outcome"] for f in found["files"]} == {"cases.csv": "asks", "none.csv": "loads"}
    assert "How many units does one of 'Cases' hold" in " ".join(found["files"][0]["reasons"])


def test_the_page_stands_alone_and_text_from_a_file_stays_text(folder: Path, tmp_path: Path) -> None:
    (folder / "x.csv").write_text(GOOD.replace("Qty", "Qty,<script>alert(1)</script>").replace(",3\n", ",3,1\n"))
    page = tmp_path / "report.html"
    CliRunner().invoke(application, ["assess", str(folder), "--html", str(page)])
    text = page.read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "http://" not in text and "https://" not in text
    assert "prefers-color-scheme: dark" in text


def test_a_currency_in_a_heading_is_no_riddle(folder: Path) -> None:
    (folder / "eur.csv").write_text(
        GOOD.replace("Qty", "Qty,Umsatz EUR").replace(",3\n", ",3,3.50\n").replace(",4\n", ",4,4.50\n")
    )
    result = CliRunner().invoke(application, ["assess", str(folder), "--json"])
    (found,) = [f for f in json.loads(result.stdout)["files"] if f["file"] == "eur.csv"]
    assert {c["heading"]: c["field"] for c in found["columns"]}["Umsatz EUR"] == "net_amount"
    assert found["reasons"] == []


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    assert CliRunner().invoke(application, ["assess", str(tmp_path)]).exit_code == 2
