"""A shared set's name in, what its scorer says of `sellthrough inspect` on it out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

INSPECT = f"{Path(sys.executable).with_name('sellthrough')} inspect"


def scored(shared: Path, name: str, *, scorer: str = "", command: str = INSPECT, seconds: int = 240) -> dict[str, Any]:
    """Run the scorer of a set, in its fast mode unless told otherwise: one process that answers a path a line."""
    corpus = shared / "corpus"
    script = corpus / f"score_{scorer or name}.py"
    line = [sys.executable, str(script), "--corpus", str(corpus / name), "--cmd", command]
    done = subprocess.run(line, check=True, capture_output=True, text=True, timeout=seconds)
    return dict(json.loads(done.stdout))
