"""docs/cli.md names every command and every option, and nothing that does not exist."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sellthrough_local.cli.application import COMMANDS, application

PAGE = (Path(__file__).parents[4] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `sellthrough ([a-z]+)[^`]*`\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
GROUP = typer.main.get_command(application)


def options_of(command: str) -> set[str]:
    parameters = GROUP.commands[command].params  # type: ignore[attr-defined]
    return {name for parameter in parameters for name in parameter.opts if name.startswith("--")} - {"--help"}


def test_every_command_has_its_section_and_no_other_has_one() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_section_names_the_options_that_exist(command: str) -> None:
    named = set(re.findall(r"^\| `(--[a-z-]+)", SECTIONS[command], re.M))
    assert named == options_of(command)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_speaks_json_and_explains_itself(command: str) -> None:
    assert "--json" in options_of(command)
    assert CliRunner().invoke(application, [command, "--help"]).exit_code == 0


def test_an_unknown_option_is_a_usage_error() -> None:
    assert CliRunner().invoke(application, ["query", "--nothing"]).exit_code == 2
