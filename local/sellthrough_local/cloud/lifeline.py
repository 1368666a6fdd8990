"""A module's name and arguments in, that module run as a program until whoever started it is gone out.

`python -m sellthrough_local.cloud.lifeline MODULE ARGUMENTS...`: standard input is a pipe that only the parent holds;
when it closes, however the parent ended, so does this process.
"""

import os
import runpy
import sys
import threading


def main() -> None:
    """Run the module of the first argument."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
