"""A configuration and what is to be added to it in, the checked configuration with its version out."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sellthrough.checks.cross_checks import check_references
from sellthrough.checks.feed_checks import check_feeds
from sellthrough.checks.places import AgreementFile, Row
from sellthrough.checks.problems import Problems
from sellthrough.checks.user_checks import check_users
from sellthrough.errors import ConfigurationError
from sellthrough.model.users import User
from sellthrough.model.workspace import Agreement, Configuration, Partner, Vendor

MASTERS = (
    "partners", "products", "accounts", "regions", "exchange_rates", "aliases", "sales_people", "account_contacts",
)  # fmt: skip
DRAFT = "the draft"


@dataclass(frozen=True)
class Draft:
    """An agreement in place of its partner's own, and its partner where the master does not have it."""

    agreement: Agreement
    partner: Partner | None = None


def check_all(  # noqa: PLR0917 - all that a vendor keeps
    vendor: Vendor | None,
    agreements: list[AgreementFile],
    masters: dict[str, list[Row]],
    users: tuple[User, ...],
    names: Iterable[str],
    problems: Problems,
) -> None:
    """Check what a vendor keeps for itself and against itself.

    Args:
        vendor: None when vendor.toml is wrong; then nothing is checked against it.
        names: Names of files that the patterns of the feeds must tell apart.
        problems: What is wrong goes there.
    """
    check_users(users, masters, problems)
    check_feeds(agreements, names, problems)
    if vendor is not None:
        check_references(vendor, masters, agreements, problems)


def with_draft(configuration: Configuration, draft: Draft) -> Configuration:
    """The configuration with the draft in it, not checked, of the same version."""
    others = [a for a in configuration.agreements if a.partner_id != draft.agreement.partner_id]
    agreements = sorted([*others, draft.agreement], key=lambda a: a.partner_id)
    added = (draft.partner,) if draft.partner else ()
    partners = sorted([*configuration.partners, *added], key=lambda p: p.partner_id)
    return configuration.model_copy(update={"agreements": tuple(agreements), "partners": tuple(partners)})


def checked_draft(configuration: Configuration, draft: Draft, names: Iterable[str] = ()) -> Configuration:
    """The configuration with the draft in it as a version of its own, checked as `sellthrough load` checks a folder.

    Args:
        names: Names of files that the patterns of the feeds must tell apart.

    Raises:
        ConfigurationError: The draft does not fit; everything that is wrong, one line each.
    """
    content = with_draft(configuration, draft)
    places = [
        AgreementFile(DRAFT if a is draft.agreement else f"agreement {a.partner_id}", a) for a in content.agreements
    ]
    masters = {name: [Row(name, 0, value) for value in getattr(content, name)] for name in MASTERS}
    problems = Problems()
    check_all(content.vendor, places, masters, content.users, names, problems)
    if draft.partner and any(p.partner_id == draft.partner.partner_id for p in configuration.partners):
        rule = f"{draft.partner.partner_id} is another partner's id"
        problems.add(DRAFT, "partner_id", rule, "Give the new partner another name.")
    if problems.found:
        raise ConfigurationError("\n".join(problems.lines))
    return content.model_copy(update={"version": version_of(content)})


def version_of(configuration: Configuration) -> str:
    """First 16 hex digits of SHA-256 over the canonical JSON of everything but the version itself."""
    content = configuration.model_dump(mode="json", exclude={"version"})
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
