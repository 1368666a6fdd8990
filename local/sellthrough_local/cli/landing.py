"""Files in, landed objects out: which partner and feed each belongs to, and the put that makes it a drop."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sellthrough.model.keys import UNASSIGNED, landing_key
from sellthrough.model.workspace import Configuration
from sellthrough_local.cli.deployment import Deployment


@dataclass(frozen=True)
class Landed:
    """One file put under landing/; `partner_id` is UNASSIGNED when no agreement expects it."""

    file_name: str
    partner_id: str
    feed: str
    key: str

    @property
    def is_assigned(self) -> bool:
        """False when nobody's agreement expects the file."""
        return self.partner_id != UNASSIGNED


def land(
    deployment: Deployment,
    configuration: Configuration,
    file: Path,
    *,
    partner_id: str = "",
    feed: str = "",
    period: str = "",
) -> Landed:
    """Put one file where its partner would: below landing/<partner>/<feed>/ of the landing bucket.

    Args:
        partner_id: The partner; found by the file-name patterns of the agreements when left out.
        feed: The feed; found likewise among the partner's when left out.
        period: The reporting period, when the file name does not say it; needs a feed.
    """
    name = name_of(file)
    if not feed:
        partner_id, feed = assign(configuration, name, partner_id)
    key = landing_key(partner_id, feed, f"{period}/{name}" if period else name)
    deployment.objects.upload(file, deployment.outputs["LandingBucket"], key)
    return Landed(name, partner_id, feed, key)


def name_of(file: Path) -> str:
    """The name that a file lands under: its own, with U+FFFD for bytes that are no UTF-8, which no key may hold."""
    return os.fsencode(file.name).decode("utf-8", "replace")


def assign(configuration: Configuration, file_name: str, partner_id: str = "") -> tuple[str, str]:
    """Partner and feed of a file by its name.

    The feed is "" when several feeds of the partner read the file (two sheets of one workbook) or none is known to:
    then every feed of the partner whose pattern fits takes it. The partner is UNASSIGNED when nobody's pattern fits.
    """
    claims = [
        (agreement.partner_id, feed.feed)
        for agreement in configuration.agreements
        for feed in agreement.feeds
        if partner_id in ("", agreement.partner_id) and re.fullmatch(feed.files, file_name, re.IGNORECASE)
    ]
    partners = {partner for partner, _ in claims} or {partner_id}
    if partners == {""} or len(partners) > 1:
        return UNASSIGNED, ""
    return partners.pop(), claims[0][1] if len(claims) == 1 else ""


def files_in(inbox: Path) -> list[Path]:
    """The files of an inbox in name order; hidden ones and folders are no drops."""
    return sorted(path for path in inbox.iterdir() if path.is_file() and not path.name.startswith("."))
