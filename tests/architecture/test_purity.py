"""`sellthrough` reads neither clock nor environment, a handler takes the time from its event."""

from pathlib import Path

import pytest
from gates.findings import ROOT
from gates.purity import CLOCK, check_purity


def test_the_pure_package_reads_neither_clock_nor_environment() -> None:
    assert check_purity(ROOT / "layers" / "sellthrough" / "python" / "sellthrough") == []


def test_handlers_and_adapters_do_not_read_the_clock() -> None:
    assert check_purity(ROOT / "functions") == []
    assert check_purity(ROOT / "layers" / "sellthrough" / "python" / "sellthrough_aws", banned=CLOCK) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.py", "import os\nx = os.environ['A']"),
        ("a.py", "from os import getenv\nx = getenv('A')"),
        ("a.py", "from datetime import datetime\nx = datetime.now()"),
        ("a.py", "import datetime as dt\ndef f(): return dt.date.today()"),
        ("a.py", "from datetime import UTC, datetime as when\nclock = when.now"),
        ("a.py", "def f():\n    import time\n    return time.time()"),
        ("kpis/a.sql", "select current_date"),
        ("kpis/a.sql", "select 1 where NOW() > x"),
    ],
)
def test_a_violation_is_found(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text)
    assert len(check_purity(tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(1)",
        "import os\nos.cpu_count()",
        "def f(datetime): return datetime.now",
        "x = 'os.environ'",
    ],
)
def test_other_uses_are_fine(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    assert check_purity(tmp_path) == []
