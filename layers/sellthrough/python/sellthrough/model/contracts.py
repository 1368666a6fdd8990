"""Contracts as the ledger keeps them (CONTRACTS): what one customer has of one contract up to one last day."""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sellthrough.model.workspace import Product

ContractStatus = Literal["live", "cancelled", "warranty"]


class Contract(BaseModel):
    """What a contract covers up to one last day; one contract with parts that end on two days is two of these.

    No personal data: whom to tell is looked up in the workspace's contacts when somebody is told.

    Attributes:
        contract_id: Ours: of partner, number and customer; a renewal under the same number keeps it.
        partner_id: Who reported it.
        contract_number: As the customer knows it.
        customer_id: The account that is covered.
        customer_name: As the sender spelled it.
        end_date: Last day covered. With `contract_id` it names the cycle: a renewed contract gets a new last day, and
            with it new notices.
        product_ids: Of the vendor's master, each once, in order.
        description: The sender's words for the first line.
        line_count: Lines (assets) that end on that day.
        amounts: Net amount by currency, as decimal text.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    contract_id: str
    partner_id: str
    contract_number: str
    customer_id: str
    customer_name: str = ""
    contract_status: ContractStatus = "live"
    start_date: date
    end_date: date
    product_ids: tuple[str, ...] = ()
    description: str = ""
    line_count: int = 1
    amounts: dict[str, str] = {}

    @property
    def cycle(self) -> tuple[str, str]:
        """What a notice is about, once per step: the contract and its last day."""
        return self.contract_id, self.end_date.isoformat()


def contract_id_of(partner_id: str, contract_number: str, customer_id: str) -> str:
    """Content-derived id of a contract: 24 hex digits of SHA-256."""
    return hashlib.sha256("\n".join((partner_id, contract_number, customer_id)).encode()).hexdigest()[:24]


def classified(contract: Contract, products: Mapping[str, Product]) -> list[tuple[str, str | None, str | None]]:
    """The contract's products with their family and category; None twice for one that the master lacks."""
    found = [(product_id, products.get(product_id)) for product_id in contract.product_ids]
    return [(i, p.product_family if p else None, p.product_category if p else None) for i, p in found]


def covers_text(contract: Contract, product_names: Mapping[str, str]) -> str:
    """What a contract covers, in words for its customer: the products by name, else the sender's description."""
    names = sorted({product_names.get(product_id, product_id) for product_id in contract.product_ids})
    shown = ", ".join(names[:3]) or contract.description
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def amounts_text(contract: Contract) -> str:
    """What a contract costs, as `1,200.00 USD`; several currencies are joined by a plus sign."""
    return " + ".join(f"{Decimal(amount):,.2f} {currency}" for currency, amount in contract.amounts.items())
