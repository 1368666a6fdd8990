"""A held report is fetched and read under the name it landed with, also where no file of this machine can have it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sellthrough_local.cli.answer import _fetched
from sellthrough_local.onboarding.files import open_onboarding
from sellthrough_samples.workspace import write_workspace

CONTENT = "Invoice date;Item;Qty;Net USD\n" + "".join(
    f"2025-03-0{day};NL-CM10{day};{day};9.00\n" for day in range(1, 7)
)


class Deployment:
    """What is fetched from: one object."""

    objects = SimpleNamespace(get_bytes=lambda *_: CONTENT.encode())


@pytest.mark.parametrize("name", ["..", "é" * 300 + ".csv", "a\nb.csv", "-rf"])
def test_a_report_of_any_name_is_fetched(tmp_path: Path, name: str) -> None:
    held: Any = SimpleNamespace(file_name=name, bucket="b", object_key=f"landing/P/pos/{name}", version_id=None)
    assert _fetched(Deployment(), held, tmp_path).read_text() == CONTENT  # type: ignore[arg-type]


def test_its_period_and_its_feed_are_those_of_the_name_it_landed_with(tmp_path: Path) -> None:
    write_workspace(tmp_path / "workspace")
    report = tmp_path / "report"
    report.write_text(CONTENT)
    name = f"kiefer_2025-03_{'é' * 300}.csv"
    onboarding = open_onboarding(report, tmp_path / "workspace", "Kiefer", file_name=name)
    (tmp_path / "scratch").mkdir()
    understanding = onboarding.understand(tmp_path / "scratch")
    assert "period" not in {question.key for question in understanding.questions}
    assert (onboarding.file_name, onboarding.sample) == (name, report)
