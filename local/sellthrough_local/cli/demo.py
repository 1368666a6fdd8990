"""`sellthrough demo`: nothing in, a made-up vendor's year processed and its KPIs beside the truth out."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from sellthrough_local.cli import run
from sellthrough_local.cli.athena_rows import rows_of
from sellthrough_local.cli.demo_afterwards import MAIL_COLUMNS, afterwards
from sellthrough_local.cli.demo_figures import FIGURES, compare
from sellthrough_local.cli.failures import ExitCode, finish
from sellthrough_local.cli.options import AsJson
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cli.stopping import wait_for_stop
from sellthrough_local.cloud import Cloud

SEED = 20250101
Seed = Annotated[int, typer.Option("--seed", help="Another seed, other numbers.")]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", metavar="DIR", help="Keep workspace and state there instead of a temporary folder."),
]


def demo(seed: Seed = SEED, keep: Keep = None, as_json: AsJson = False) -> None:
    """Generate a vendor with eight partners, run its year of files, show the KPIs next to the truth.

    On a terminal it stays until Ctrl-C, so that console and portal can be opened.
    """
    screen = Screen(as_json)
    with ExitStack() as stack:
        folder = keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="sellthrough-demo-", ignore_cleanup_errors=True))
        )
        workspace, state = folder / "workspace", folder / "state"
        pool = stack.enter_context(ThreadPoolExecutor(1))
        starting = pool.submit(Cloud.start, state, remembers=False) if keep is None else None
        truth = _truth_of_samples(workspace, seed)
        started = starting.result() if starting else None
        with run.processed(screen, workspace, None, state, started) as (deployment, result):
            going_on = pool.submit(afterwards, deployment)
            figures = [f for figure in FIGURES for f in compare(figure, rows_of(deployment, figure.sql)[1], truth)]
            later = going_on.result()
            screen.document({**result, "figures": figures, **later})
            screen.say(run.sentence_of(result))
            screen.table(figures, ("figure", "found", "truth", "is_equal"))
            screen.say("\nThe weeks after: mails of the reporting cycle and about renewals")
            screen.table(later["mails"], MAIL_COLUMNS)
            screen.say(f"\nConsole  {later['console']}\nPortal   {later['portal']}")
            if screen.is_watched:
                screen.say("Open them now; Ctrl-C ends the demo.")
                wait_for_stop()
    finish(ExitCode.OK if all(figure["is_equal"] for figure in figures) else ExitCode.REFUSED)


def _truth_of_samples(workspace: Path, seed: int) -> Any:
    from sellthrough_samples import generate  # noqa: PLC0415  (openpyxl would cost every command half a second)

    return json.loads(generate(workspace, seed).read_text(encoding="utf-8"))
