"""A workspace folder in, a checked `Configuration` out; every mistake in it is named at once (docs/workspace.md)."""

from sellthrough_local.workspace_folder.folder import load_folder

__all__ = ["load_folder"]
