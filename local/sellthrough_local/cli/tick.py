"""`sellthrough tick`: a date in, everything that the schedules owe until then done out."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from sellthrough_local.cli.deployment import open_deployment
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, State
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cli.told import COLUMNS, told
from sellthrough_local.cloud.clock import FiringError, walk

WATERMARK = "clock.txt"
SETTLE_SECONDS = 300
To = Annotated[str, typer.Option("--to", metavar="DATE", help="Date or instant (ISO 8601, UTC) to walk to.")]
Since = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Where to start; where the last tick ended, else now.")
]


def tick(to: To, since: Since = None, state: State = DEFAULT_STATE, as_json: AsJson = False) -> None:
    """Walk the local cloud's clock to a date and fire every schedule on the way; handlers see that time."""
    screen = Screen(as_json)
    until = _instant(to)
    with open_deployment(state) as deployment:
        cloud = deployment.cloud
        after = _instant(since) if since else _last(state)
        if until <= after:
            raise RefusedError(f"{until:%Y-%m-%dT%H:%MZ} is not after {after:%Y-%m-%dT%H:%MZ}. Name a later --to.")
        before = told(deployment)
        fired: dict[str, int] = {}
        with screen.doing("Walking the clock"):
            try:
                for firing in walk(cloud, after, until) if cloud else ():
                    fired[firing.schedule] = fired.get(firing.schedule, 0) + 1
            except FiringError as error:
                raise RefusedError(str(error)) from error
            is_settled = cloud is not None and cloud.wait_until_settled(SETTLE_SECONDS)
        mails = [mail for mail_id, mail in told(deployment).items() if mail_id not in before]
        (state / WATERMARK).write_text(until.isoformat(), encoding="utf-8")
    result = {"from": after, "to": until, "fired": fired, "is_settled": is_settled, "mails": mails}
    screen.document(result)
    for schedule, count in fired.items():
        screen.say(f"{schedule}: fired {count} times")
    if mails:
        screen.say("\nMails on the way, sent or not")
        screen.table(mails, COLUMNS)
    screen.say(f"It is {until:%Y-%m-%d %H:%M} UTC.")


def _instant(text: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise RefusedError(f"{text} is no date. Write YYYY-MM-DD or YYYY-MM-DDTHH:MM.") from error


def _last(state: Path) -> dt.datetime:
    watermark = state / WATERMARK
    if watermark.is_file():
        return dt.datetime.fromisoformat(watermark.read_text(encoding="utf-8"))
    return dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
