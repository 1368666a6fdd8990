"""A shared set's name in, what its scorer says of `sellthrough inspect` on it out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

INSPECT = f"{Path(sys.executable).with_name('sellthrough')} inspect"


def scored(shared: Path, name: str, *options: str, scorer: str = "", seconds: int = 120) -> dict[str, Any]:
    """Run the scorer of a set in its fast mode: one process that answers a path a line."""
    corpus = shared / "corpus"
    script = corpus / f"score_{scorer or name}.py"
    command = [sys.executable, str(script), "--corpus", str(corpus / name), "--cmd", INSPECT, *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds)
    return dict(json.loads(done.stdout))
