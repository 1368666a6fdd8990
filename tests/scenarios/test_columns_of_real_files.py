"""Real business files with no agreement: mandatory columns right first time, the rest asked, none wrong."""

from pathlib import Path

import pytest
from tests.scenarios.columns_of_real_files import RealFile, measure, real_files

pytestmark = [pytest.mark.shared, pytest.mark.proof]


@pytest.fixture(scope="module")
def files(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[RealFile]:
    return list(real_files(shared_data, tmp_path_factory.mktemp("northwind")))


@pytest.mark.feature("C28", "M22")
@pytest.mark.parametrize(
    ("is_told", "goal"), [(True, 0.98), (False, 0.90)], ids=["as shipped", "every heading withheld"]
)
def test_mandatory_columns_of_real_files_are_right_first_time_and_none_is_wrong_silently(
    files: list[RealFile], is_told: bool, goal: float
) -> None:
    found = measure(files, is_told)
    assert len(found.layouts) >= 15
    assert found.right_share >= goal, found.asked
    assert found.mapped > 200
    assert found.wrong == []
