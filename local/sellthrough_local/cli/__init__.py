"""The `sellthrough` command line: one short file per command, what they share beside them (docs/cli.md)."""

from sellthrough_local.cli.application import main

__all__ = ["main"]
