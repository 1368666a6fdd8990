"""A configuration, a contract and a time go in; who is owed which notice now comes out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sellthrough.model.contracts import Contract, classified, covers_text
from sellthrough.model.ledger_entries import MailKind, mail_id_of
from sellthrough.model.links import Audience
from sellthrough.model.senders import ADDRESS
from sellthrough.model.workspace import AccountContact, Configuration, Product
from sellthrough.renewals.steps import days_left, step_of


@dataclass(frozen=True)
class Notice:
    """One mail that is owed.

    Attributes:
        step: Days left when its step began.
        left: Days left now.
        audience: The customer, or our sales person, who gets the same in parallel.
        to: Addresses; empty when nobody is known.
        covers: What is covered, in words.
    """

    contract: Contract
    step: int
    left: int
    audience: Audience
    to: tuple[str, ...]
    covers: str

    @property
    def mail_id(self) -> str:
        """The same contract, last day, step and audience is the same mail, and is sent once (I5)."""
        parallel = () if self.audience == "customer" else (self.audience,)
        return mail_id_of(MailKind.NOTICE, *self.contract.cycle, self.step, *parallel)


class NoticeRules:
    """What one configuration says about notices."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._renewals = configuration.vendor.renewals

    @cached_property
    def _products(self) -> dict[str, Product]:
        return {product.product_id: product for product in self._configuration.products}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {product_id: product.product_name for product_id, product in self._products.items()}

    def window(self, now: datetime) -> tuple[date, date]:
        """The last days of all contracts that may be in a step now, in whatever zone."""
        today = now.date()
        first = today + timedelta(days=self._renewals.shortest_days - 1)
        return first, today + timedelta(days=self._renewals.longest_days + 1)

    def notices_of(self, contract: Contract, now: datetime) -> list[Notice]:
        """The notices that are owed for a contract now: none, one to the customer, one more to the sales person.

        A cancelled contract and a mere warranty are nothing to renew.
        """
        if contract.contract_status != "live":
            return []
        left = days_left(contract.end_date, now, self._configuration.zone_of(contract.customer_id))
        terms = self._renewals.terms_of(classified(contract, self._products))
        step = step_of(left, terms.steps, self._renewals.grace_days)
        if step is None:
            return []
        covers = covers_text(contract, self._names)
        customers = self._configuration.contacts_of(contract.customer_id, "renewals")
        sales = self._configuration.contacts_of(contract.customer_id, "sales")
        notices = [Notice(contract, step, left, "customer", _addresses(customers), covers)]
        return notices + ([Notice(contract, step, left, "sales", _addresses(sales), covers)] if sales else [])


def _addresses(contacts: tuple[AccountContact, ...]) -> tuple[str, ...]:
    """Each address once; what is none would have the mail service refuse the mail to the others too."""
    stripped = (contact.email.strip() for contact in contacts)
    return tuple(dict.fromkeys(address for address in stripped if re.fullmatch(ADDRESS, address)))
