"""A configuration and the name of a partner in, the partner of that name or a new one out."""

import re
import unicodedata

from sellthrough.errors import Unfit
from sellthrough.model.workspace import Configuration, Partner

_LONGEST_NAME = 200


def known_partner(configuration: Configuration, name: str) -> Partner | None:
    """The partner of that id or name, without regard to case."""
    wanted = name.strip().casefold()
    return next(
        (p for p in configuration.partners if wanted in {p.partner_id.casefold(), p.partner_name.casefold()}), None
    )


def new_partner(configuration: Configuration, name: str) -> Partner:
    """A partner of that name, with an id made from it.

    Raises:
        Unfit: The name gives no id, or one that another partner has.
    """
    name = name.strip()
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").upper()[:64].rstrip("-")
    if not slug or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Unfit(
            f"{name[:_LONGEST_NAME]!r} gives no id; add the partner to the partner master with an id of your own first."
        )
    if other := next((p for p in configuration.partners if p.partner_id.casefold() == slug.casefold()), None):
        raise Unfit(f"{slug} is the id of {other.partner_name} already. Give the new partner another name.")
    return Partner(partner_id=slug, partner_name=name)
