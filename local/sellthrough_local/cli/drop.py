"""`sellthrough drop`: one file in, the same file landed as its partner would land it, and what became of it, out."""

from pathlib import Path
from typing import Annotated

import typer

from sellthrough.ingest.periods import period_in_folder
from sellthrough.model.workspace import Configuration, Feed
from sellthrough_local.cli.configuration import current_configuration
from sellthrough_local.cli.deployment import open_deployment
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.landing import land
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.received import COLUMNS, NEEDS_A_PERSON, received_files
from sellthrough_local.cli.run import settle_or_warn
from sellthrough_local.cli.screen import Screen

SETTLE_SECONDS = 300
File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to drop.")]
Partner = Annotated[str, typer.Option("--partner", help="Whose file it is; found by the file name.")]
FeedName = Annotated[str, typer.Option("--feed", help="Which feed it is; found by the file name.")]
Period = Annotated[str, typer.Option("--period", help="Reporting period, as 2025-01; found by the file name.")]


def drop(
    file: File,
    *,
    partner: Partner = "",
    feed: FeedName = "",
    period: Period = "",
    state: State = DEFAULT_STATE,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Land one file below landing/<partner>/<feed>/ and, on the local cloud, wait for its result."""
    screen = Screen(as_json)
    if not file.is_file():
        raise RefusedError(f"{file}: there is no such file.")
    if period and not feed:
        raise RefusedError("--period needs --partner and --feed: it becomes a folder below theirs.")
    with screen.doing("Landing"), open_deployment(state, stack) as deployment:
        configuration = current_configuration(deployment)
        _check_names(configuration, partner, feed)
        _check_period(configuration.feed_of(partner, feed), period)
        before = received_files(deployment)
        landed = land(deployment, configuration, file, partner_id=partner, feed=feed, period=period)
        is_settled = settle_or_warn(screen, deployment, SETTLE_SECONDS)
        files = [record for record in received_files(deployment) if record not in before]
    screen.document({"key": landed.key, "partner": landed.partner_id, "feed": landed.feed, "files": files})
    screen.say(f"Landed as {landed.key}")
    screen.table(files, COLUMNS)
    is_left = not (is_settled and landed.is_assigned) or any(record["state"] in NEEDS_A_PERSON for record in files)
    finish(ExitCode.WORK_LEFT if is_left else ExitCode.OK)


def _check_period(feed: Feed | None, period: str) -> None:
    """The period becomes the name of a folder, which must say one that the feed reports on."""
    if feed and period and period_in_folder(period, feed.cadence) is None:
        example = {"daily": "2025-01-31", "weekly": "2025-W05", "4-4-5": "2025-P01", "quarterly": "2025-Q1"}
        wanted = example.get(feed.cadence, "2025-01")
        raise RefusedError(f"{period} is no period of {feed.feed}, whose cadence is {feed.cadence}. Write as {wanted}.")


def _check_names(configuration: Configuration, partner: str, feed: str) -> None:
    if feed and not partner:
        raise RefusedError("--feed needs --partner, for feeds of several partners have the same name.")
    if partner and configuration.agreement_of(partner) is None:
        known = ", ".join(agreement.partner_id for agreement in configuration.agreements)
        raise RefusedError(f"There is no agreement with {partner}: {known}.")
    agreement = configuration.agreement_of(partner)
    if agreement and feed and configuration.feed_of(partner, feed) is None:
        raise RefusedError(f"{partner} has no feed {feed}: {', '.join(known.feed for known in agreement.feeds)}.")
