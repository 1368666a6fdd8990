"""The local Athena leaves nothing behind in the folder for temporary files when it is stopped."""

import os
import subprocess
import sys
import time
from pathlib import Path


def test_a_stopped_athena_removes_its_folder(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    credentials = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    command = [sys.executable, "-m", "sellthrough_local.athena", "--port", "0"]
    process = subprocess.Popen(command, env=environment | credentials)
    try:
        deadline = time.monotonic() + 60
        while not any(tmp_path.glob("sellthrough-athena-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert any(tmp_path.glob("sellthrough-athena-*"))
        process.terminate()
        process.wait(30)
    finally:
        process.kill()
        process.wait()
    assert list(tmp_path.iterdir()) == []
