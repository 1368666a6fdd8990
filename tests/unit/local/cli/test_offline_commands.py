"""Commands that need no cloud: load --dry-run, doctor, and every refusal before a cloud is started."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sellthrough_local.cli.application import application

VENDOR = '[vendor]\nname = "V"\nreporting_currency = "USD"\nbrand = { name = "V" }\n'
AGREEMENT = "partner_id = 'P'\n[[feeds]]\nfeed = 'pos'\nrecord_type = 'sell_through'\nfiles = 'a'\nperiod = '2025-01'\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "agreements").mkdir()
    (tmp_path / "vendor.toml").write_text(VENDOR)
    (tmp_path / "agreements" / "p.toml").write_text(AGREEMENT)
    (tmp_path / "partners.csv").write_text("partner_id,partner_name\nP,Pe\n")
    (tmp_path / "products.csv").write_text("product_id,product_name\n1,One\n")
    return tmp_path


def test_a_dry_run_checks_and_publishes_nothing(workspace: Path) -> None:
    result = CliRunner().invoke(application, ["load", str(workspace), "--dry-run", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["is_published"] is False


def test_a_wrong_workspace_is_refused_with_every_mistake(workspace: Path) -> None:
    (workspace / "partners.csv").write_text("partner_id\nP\n")
    (workspace / "vendor.toml").write_text("x")
    result = CliRunner().invoke(application, ["load", str(workspace), "--dry-run", "--json"])
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["error"]) == 2
    assert "Traceback" not in result.output


REFUSALS = [
    (["query", "SELECT 1"], "no local cloud was ever started there"),
    (["status"], "no local cloud was ever started there"),
    (["drop", "nothing.csv"], "there is no such file"),
    (["mail", "nothing.eml"], "there is no such file"),
    (["mail", __file__, "--fail", "smell"], "There is no check smell"),
    (["drop", __file__, "--period", "2025-01"], "--period needs --partner and --feed"),
    (["inspect", "nothing.csv"], "there is no such file"),
    (["tick", "--to", "tomorrow"], "tomorrow is no date"),
    (["tick", "--to", "9999-12-31T23:00:00-10:00"], "9999-12-31T23:00:00-10:00 is no date"),
    (["run", "nowhere"], "there is no such folder"),
    (["up", "nowhere"], "there is no such folder"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSALS)
def test_what_cannot_be_done_is_refused_in_words(arguments: list[str], message: str, tmp_path: Path) -> None:
    options = [] if arguments[0] in ("inspect",) else ["--state", str(tmp_path / "state")]
    result = CliRunner().invoke(application, [*arguments, *options])
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


MISTYPED = [
    (["load"], "Missing argument 'WORKSPACE'. See: sellthrough load --help"),
    (["load", "x", "--nope"], "No such option: --nope. See: sellthrough load --help"),
    (["nope"], "No such command 'nope'. See: sellthrough --help"),
    (["outbox", "x"], "unable to parse string as an integer. See: sellthrough outbox --help"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTYPED)
def test_a_mistyped_command_is_refused_in_one_line_and_with_json_as_a_document(
    arguments: list[str], message: str
) -> None:
    result = CliRunner().invoke(application, [*arguments, "--json"], prog_name="sellthrough")
    assert result.exit_code == 2
    [line] = json.loads(result.stdout)["error"]
    assert line.endswith(message)
    assert result.stderr.strip() == line


def test_doctor_finds_this_machine_fit(tmp_path: Path) -> None:
    result = CliRunner().invoke(application, ["doctor", "--state", str(tmp_path), "--json"])
    checks = {check["check"]: check["is_ok"] for check in json.loads(result.stdout)}
    assert set(checks) == {"python", "packages", "template", "ports", "disk", "state"}
    assert checks["python"]
    assert checks["ports"]


def test_doctor_finds_a_state_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(application, ["doctor", "--state", str(tmp_path / "file" / "state"), "--json"])
    assert result.exit_code == 2
    [check] = [check for check in json.loads(result.stdout) if check["check"] == "state"]
    assert not check["is_ok"]
    assert check["todo"] == "Choose a folder that you may write, with --state."
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
