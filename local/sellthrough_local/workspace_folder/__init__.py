"""A workspace folder in, a checked `Configuration` out; every mistake in it is named at once (docs/workspace.md)."""

from sellthrough_local.workspace_folder.folder import Draft, load_folder, version_of

__all__ = ["Draft", "load_folder", "version_of"]
