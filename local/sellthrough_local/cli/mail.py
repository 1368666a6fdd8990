"""`sellthrough mail`: a message as an .eml file in, the same message received as SES would receive it out."""

from pathlib import Path
from typing import Annotated

import typer

from sellthrough_local.cli.deployment import open_deployment
from sellthrough_local.cli.failures import ExitCode, RefusedError, finish
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, State
from sellthrough_local.cli.received import COLUMNS, NEEDS_A_PERSON, received_files
from sellthrough_local.cli.run import settle_or_warn
from sellthrough_local.cli.screen import Screen
from sellthrough_local.cloud.mailbox import Verdicts, deliver_mail

SETTLE_SECONDS = 120
Message = Annotated[Path, typer.Argument(metavar="FILE.eml", help="A message that any mail program saved.")]
Failing = Annotated[
    list[str] | None,
    typer.Option("--fail", metavar="CHECK", help="A check that SES found failed: spf, dkim, dmarc, spam or virus."),
]
To = Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help="Envelope recipient, if not To's.")]


def mail(
    message: Message,
    fail: Failing = None,
    to: To = None,
    state: State = DEFAULT_STATE,
    as_json: AsJson = False,
) -> None:
    """Deliver a mail to the local cloud; its attachments become drops."""
    screen = Screen(as_json)
    if not message.is_file():
        raise RefusedError(f"{message}: there is no such file.")
    unknown = set(fail or ()) - set(Verdicts.__dataclass_fields__)
    if unknown:
        raise RefusedError(f"There is no check {', '.join(sorted(unknown))}: spf, dkim, dmarc, spam, virus.")
    verdicts = Verdicts(**dict.fromkeys(fail or (), "FAIL"))  # type: ignore[arg-type]
    with screen.doing("Delivering"), open_deployment(state) as deployment:
        cloud = deployment.cloud
        if cloud is None:
            raise RefusedError("Mail is delivered to the local cloud only; to AWS, send it.")
        before = received_files(deployment)
        identifier = deliver_mail(cloud, message, verdicts=verdicts, recipients=to or ())
        is_settled = settle_or_warn(screen, deployment, SETTLE_SECONDS)
        files = [file for file in received_files(deployment) if file not in before]
    screen.document({"mail_id": identifier, "files": files})
    taken = "1 file" if len(files) == 1 else f"{len(files)} files"
    why = "" if files else " Why: sellthrough status and sellthrough outbox."
    screen.say(f"Delivered as {identifier}; {taken} taken in.{why}")
    screen.table(files, COLUMNS if files else ())
    is_left = not (is_settled and files) or any(file["state"] in NEEDS_A_PERSON for file in files)
    finish(ExitCode.WORK_LEFT if is_left else ExitCode.OK)
