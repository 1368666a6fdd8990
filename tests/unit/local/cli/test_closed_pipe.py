"""A reader that stops reading, as `head` does, ends a command without a word."""

import subprocess
import sys
from pathlib import Path


def test_a_closed_pipe_is_no_failure_to_tell_of(tmp_path: Path) -> None:
    file = tmp_path / "pos.csv"
    file.write_text("Date,Item,Units\n" + "2025-01-01,A,1\n" * 20_000)
    script = "from sellthrough_local.cli import main; main()"
    command = [sys.executable, "-c", script, "inspect", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (141, b"")
