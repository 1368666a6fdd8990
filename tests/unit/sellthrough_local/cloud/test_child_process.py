"""What is told of a child process that does not start: its own words and nobody else's."""

import os
import sys
from pathlib import Path

import pytest

from sellthrough_local.cloud.child_process import ChildProcess, DidNotStartError


def test_only_what_this_process_wrote_is_quoted(tmp_path: Path) -> None:
    log = tmp_path / "cloud.log"
    log.write_text("what the last one said\n" * 20)
    child = ChildProcess.start([sys.executable, "-c", "raise SystemExit('in use')"], dict(os.environ), log)
    with pytest.raises(DidNotStartError) as caught:
        child.wait_for("http://127.0.0.1:9", 20)
    child.kill()
    assert str(caught.value) == "cloud ended while starting: in use"
    assert log.read_text().startswith("what the last one said")
