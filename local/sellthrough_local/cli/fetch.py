"""`sellthrough fetch`: what was accepted in the console in, the same in the workspace folder out."""

import tempfile
from pathlib import Path
from typing import Any

from sellthrough.errors import Unfit
from sellthrough.model.onboarding import Acceptance
from sellthrough.model.workspace import Configuration
from sellthrough.onboard.understanding import Onboarding
from sellthrough_local.cli.accepted import who
from sellthrough_local.cli.configuration import current_configuration
from sellthrough_local.cli.deployment import Deployment, open_deployment
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State, Workspace
from sellthrough_local.cli.screen import Screen
from sellthrough_local.onboarding.files import write_feed
from sellthrough_local.onboarding.golden import write_golden


def fetch(workspace: Workspace, stack: Stack = None, state: State = DEFAULT_STATE, as_json: AsJson = False) -> None:
    """Write what was accepted in the console into the workspace: partner, agreement and golden test."""
    screen = Screen(as_json)
    with open_deployment(state, stack) as deployment:
        current = current_configuration(deployment)
        # Of one feed the last acceptance stands.
        last = {(a.partner_id, a.feed): a for a in deployment.ledger.open_acceptances()}
        fetched = [_fetched(deployment, current, acceptance, workspace) for acceptance in last.values()]
    screen.document({"fetched": fetched})
    for item in fetched:
        screen.say(f"{item['partner']}/{item['feed']}, accepted by {item['accepted_by']} on {item['accepted_at']}")
        for path in item["written"]:
            screen.say(f"Wrote {path}")
    if not fetched:
        screen.say("Nothing was accepted in the console that a loaded workspace has not.")


def _fetched(deployment: Deployment, current: Configuration, acceptance: Acceptance, workspace: Path) -> dict[str, Any]:
    feed = current.feed_of(acceptance.partner_id, acceptance.feed)
    partner = next((p for p in current.partners if p.partner_id == acceptance.partner_id), None)
    if feed is None or partner is None:
        raise Unfit(f"{acceptance.partner_id}/{acceptance.feed} was accepted and is no longer configured.")
    written = write_feed(workspace, partner, feed)
    with tempfile.TemporaryDirectory(prefix="sellthrough-fetch-") as name:
        sample = Path(name) / acceptance.file_name.rsplit("/", 1)[-1]
        deployment.objects.download(deployment.outputs["ArchiveBucket"], acceptance.sample_key, sample)
        scratch = Path(name) / "scratch"
        scratch.mkdir()
        onboarding = Onboarding(sample, sample.name, current, partner, False, feed_name=feed.feed)
        understanding = onboarding.understand(scratch)
        if understanding.questions or understanding.normalized is None:
            raise Unfit(f"{sample.name} asks again: {understanding.questions[0].text} Its golden test is not written.")
        written.append(write_golden(workspace, partner.partner_id, feed, sample, understanding.normalized))
    return {
        "partner": partner.partner_id,
        "feed": feed.feed,
        "accepted_by": who(acceptance, current),
        "accepted_at": acceptance.accepted_at.isoformat(),
        "written": [str(path) for path in written],
    }
