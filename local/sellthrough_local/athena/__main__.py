"""`python -m sellthrough_local.athena --port N`: serves Athena on 127.0.0.1 over the cloud at AWS_ENDPOINT_URL."""

import argparse
import logging
import signal
import sys
import tempfile
from pathlib import Path

import uvicorn

from sellthrough_local.athena.server import create_app


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m sellthrough_local.athena", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--output", default="", help="default result location, s3://bucket/prefix/")
    parser.add_argument("--memory-limit", default="1GB", help="of the engine; beyond it spills to disk")
    arguments = parser.parse_args()
    # uvicorn raises the signal again when it has shut down: by default that would end us with the folder still there.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logging.getLogger("pyiceberg").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="sellthrough-athena-") as folder:
        app = create_app(Path(folder) / "work", arguments.output, arguments.memory_limit)
        uvicorn.run(app, host="127.0.0.1", port=arguments.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
