"""`sellthrough inspect` as other programs call it: one JSON object a file, exit 0 or 2."""

import json
from pathlib import Path

from typer.testing import CliRunner

from sellthrough_local.cli.application import application


def test_piped_it_prints_one_json_object(tmp_path: Path) -> None:
    file = tmp_path / "*[a-z]?'; drop.csv"
    file.write_text("sku,qty\nA-1,2\n")
    result = CliRunner().invoke(application, ["inspect", str(file)])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["tables"][0]["rows"] == [["A-1", "2"]]


def test_a_refusal_is_json_and_exit_two(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"%PDF-1.7\n")
    result = CliRunner().invoke(application, ["inspect", str(file)])
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "error": {"code": "UNSUPPORTED_FORMAT", "message": "The file is a PDF document."}
    }


def test_without_a_file_it_answers_a_path_a_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sku,qty\nA-1,2\n")
    paths = f"{file}\n{tmp_path / 'missing.csv'}\n{file}\n"
    result = CliRunner().invoke(application, ["inspect"], input=paths)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert answers[0] == answers[2]
    assert answers[0]["kind"] == "delimited"
    assert answers[1]["error"]["code"] == "UNREADABLE_FILE"


def test_the_layout_of_a_workspace_is_used_and_two_fitting_feeds_are_told(tmp_path: Path) -> None:
    (tmp_path / "agreements").mkdir()
    (tmp_path / "vendor.toml").write_text('[vendor]\nname = "V"\nreporting_currency = "USD"\nbrand = { name = "V" }\n')
    feed = "[[feeds]]\nfeed = '{0}'\nrecord_type = '{0}'\nfiles = '.*'\nperiod = '2025-01'\nlayout = {{ header = false }}\n"
    (tmp_path / "agreements" / "p.toml").write_text(
        "partner_id = 'P'\n" + feed.format("sell_through") + feed.format("inventory")
    )
    (tmp_path / "partners.csv").write_text("partner_id,partner_name\nP,Pe\n")
    (tmp_path / "products.csv").write_text("product_id,product_name\n1,One\n")
    file = tmp_path / "a.csv"
    file.write_text("A-1,2\nB-2,3\n")
    asked = ["inspect", str(file), "--workspace", str(tmp_path)]
    result = CliRunner().invoke(application, asked)
    assert result.exit_code == 2
    assert "P/sell_through, P/inventory" in result.output
    result = CliRunner().invoke(application, [*asked, "--feed", "P/inventory"])
    assert json.loads(result.stdout)["tables"][0]["rows"] == [["A-1", "2"], ["B-2", "3"]]
    assert json.loads(result.stdout)["issues"] == []
