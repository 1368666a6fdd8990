"""What was accepted in the console and a configuration in, what that configuration has not, and words for it, out."""

from collections.abc import Iterable

from sellthrough.model.onboarding import Acceptance
from sellthrough.model.workspace import Configuration


def check_kept(
    acceptances: Iterable[Acceptance], current: Configuration | None, wanted: Configuration
) -> list[Acceptance]:
    """The acceptances that `wanted` would undo: what stands of them now stands otherwise there."""
    return [a for a in acceptances if current is not None and not _is_kept(a, current, wanted)]


def _is_kept(acceptance: Acceptance, current: Configuration, wanted: Configuration) -> bool:
    feed = current.feed_of(acceptance.partner_id, acceptance.feed)
    return feed is None or feed == wanted.feed_of(acceptance.partner_id, acceptance.feed)


def who(acceptance: Acceptance, current: Configuration | None) -> str:
    """The name of who accepted it."""
    users = current.users if current else ()
    name = next((u.name or u.login for u in users if u.user_id == acceptance.accepted_by), None)
    return name or "somebody who is no longer listed"


def said_of(acceptance: Acceptance, current: Configuration | None) -> str:
    """One line: feed, who and when, and what to do."""
    return (
        f"{acceptance.partner_id}/{acceptance.feed}: {who(acceptance, current)} accepted it in the console on "
        f"{acceptance.accepted_at:%Y-%m-%d %H:%M} UTC, and this workspace has it otherwise or not at all. "
        "Run sellthrough fetch to take it over, or load with --replace to undo it."
    )
