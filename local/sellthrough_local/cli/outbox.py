"""`sellthrough outbox`: the archive of sent mails in, a list or one mail out."""

import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Annotated, Any

import typer

from sellthrough.model.links import PLACEHOLDER
from sellthrough_local.cli.deployment import Deployment, open_deployment
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.screen import Record, Screen
from sellthrough_local.cli.told import COLUMNS, told
from sellthrough_local.cloud.mailbox import SentMail, sent_mails

SENT = "sent/"
Number = Annotated[int | None, typer.Argument(metavar="[N]", help="Number of the mail in the list; 1 is the oldest.")]
Raw = Annotated[bool, typer.Option("--raw", help="Show the whole message as it was sent.")]


def outbox(
    number: Number = None,
    raw: Raw = False,
    state: State = DEFAULT_STATE,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """List the mails that were sent, and those that were not, or show one."""
    screen = Screen(as_json)
    with screen.doing("Reading the archive"), open_deployment(state, stack) as deployment:
        keys = _keys(deployment)
        if number is not None and not 1 <= number <= len(keys):
            raise RefusedError(f"There is no mail {number}; {len(keys)} were sent. List them with: sellthrough outbox")
        wanted = keys if number is None else [keys[number - 1]]
        ends = told(deployment) if number is None else {}
        # What is archived has no token; here, where nobody has a mailbox, the mail that SES got shows the link.
        received = sent_mails(deployment.cloud) if deployment.cloud and number is not None else []
        bodies = [deployment.objects.get_bytes(deployment.outputs["ArchiveBucket"], key) for key in wanted]
    mails = [message_from_bytes(body, policy=policy.default) for body in bodies]
    if number is None:
        records = [_heading(place, mail) for place, mail in enumerate(mails, 1)]
        screen.document(_with_ends(records, keys, ends))
        screen.table(records, ("number", "date", "to", "subject"))
        unsent = [end for end in ends.values() if end["state"] != "SENT"]
        if unsent:
            screen.say("\nNot sent, or not known to be")
            screen.table(unsent, COLUMNS)
        return
    text = mails[0].get_body(("plain", "html"))
    content = _with_link(text.get_content() if text else "", mails[0], received)
    screen.document({**_heading(number, mails[0]), "key": wanted[0], "text": content})
    if raw:
        screen.say(bodies[0].decode("utf-8", "replace"))
        return
    for name, value in _heading(number, mails[0]).items():
        screen.say(f"{name.capitalize()}: {value}")
    screen.say(f"\n{content}")


def _keys(deployment: Deployment) -> list[str]:
    """The archived mails, oldest first."""
    pages = deployment.client("s3").get_paginator("list_objects_v2")
    found: list[Any] = []
    for page in pages.paginate(Bucket=deployment.outputs["ArchiveBucket"], Prefix=SENT):
        found += page.get("Contents", [])
    return [item["Key"] for item in sorted(found, key=lambda item: (item["LastModified"], item["Key"]))]


def _with_ends(records: Sequence[Record], keys: Sequence[str], ends: Mapping[str, Record]) -> list[Record]:
    """Each archived mail with what became of it, then those that have no number, for they never got that far."""
    ids = [key.removeprefix(SENT).removesuffix(".eml") for key in keys]
    told_of = [{**ends.get(mail_id, {}), **record} for mail_id, record in zip(ids, records, strict=True)]
    never = {"number": None, "date": "", "from": "", "subject": ""}
    return told_of + [{**never, **end} for mail_id, end in ends.items() if mail_id not in ids]


def _heading(number: int, mail: EmailMessage) -> Record:
    return {
        "number": number,
        "date": str(mail["Date"] or ""),
        "from": str(mail["From"] or ""),
        "to": str(mail["To"] or ""),
        "subject": str(mail["Subject"] or ""),
    }


def _with_link(content: str, mail: EmailMessage, received: Sequence[SentMail]) -> str:
    if PLACEHOLDER not in content:
        return content
    same = (r.text for r in received if r.subject == mail["Subject"] and ", ".join(r.recipients) == mail["To"])
    found = re.search(r"/p/([\w-]+)", next(same, ""))
    return content.replace(PLACEHOLDER, found[1]) if found else content
