"""The arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_STATE = Path(".sellthrough")
DEFAULT_STACK = "sellthrough"

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Workspace = Annotated[Path, typer.Argument(metavar="WORKSPACE", help="Folder that holds vendor.toml.")]
State = Annotated[
    Path,
    typer.Option("--state", metavar="DIR", envvar="SELLTHROUGH_STATE", help="Folder that the local cloud lives in."),
]
Stack = Annotated[
    str | None,
    typer.Option("--stack", metavar="NAME", help="A stack deployed on AWS, instead of the local cloud."),
]
