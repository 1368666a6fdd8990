"""What must not be in the repository: each rule finds a violation, and our files have none."""

from pathlib import Path

import pytest
from gates.exceptions import Exceptions, LongFileException
from gates.files import MAX_LINES, check_files

NONE = Exceptions()


def findings_of(tmp_path: Path, name: str, content: str, exceptions: Exceptions = NONE) -> list[str]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return [finding.problem for finding in check_files([path], exceptions, tmp_path)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("see https://pypi" + ".org/project/x", "names a package registry"),
        ("--index" + "-url https://mirror.example", "names an index of packages"),
        ('PATH = "/ro' + 'ot/data"', "names a folder of one machine"),
        ("open('/home/" + "ann/file')", "names a folder of one machine"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "carries a key of an account"),
    ],
)
def test_what_belongs_to_one_machine_or_account_is_found(tmp_path: Path, text: str, problem: str) -> None:
    assert findings_of(tmp_path, "docs/a.md", text) == [problem]


@pytest.mark.parametrize("text", ["s3://bucket/landing/work/1", "https://example.com/root/1", "Path('work/root/1')"])
def test_addresses_and_relative_paths_are_fine(tmp_path: Path, text: str) -> None:
    assert findings_of(tmp_path, "a.py", text) == []


def test_a_long_file_is_found_unless_granted_or_generated(tmp_path: Path) -> None:
    text = "x = 1\n" * (MAX_LINES + 1)
    granted = Exceptions(long_file=(LongFileException(path="a.py", lines=400, reason="one table, kept in one place"),))
    assert findings_of(tmp_path, "a.py", text) == [f"{MAX_LINES + 1} lines; at most {MAX_LINES}: split it"]
    assert findings_of(tmp_path, "a.py", text, granted) == []
    assert findings_of(tmp_path, "requirements/dev.txt", text) == []


def test_a_big_file_is_found(tmp_path: Path) -> None:
    assert "generate it or fetch it" in findings_of(tmp_path, "a.csv", "x" * 600_000)[0]
