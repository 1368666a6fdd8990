"""Contracts whose customers are told before they end, as the ledger keeps them (CONTRACT)."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from sellthrough.model.senders import ADDRESS


class Contract(BaseModel):
    """One contract.

    Attributes:
        contract_id: Ours, and never used again for another contract.
        contract_number: As the customer knows it.
        end_date: Last day covered. With `contract_id` it names the cycle: a renewed contract gets a new last day, and
            with it new notices.
        covers: What is covered, in words for the customer.
        contact_email: Whom the notices go to; "" when nobody is known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    contract_id: str
    contract_number: str
    end_date: date
    customer_name: str = ""
    covers: str = ""
    contact_email: str = Field(default="", pattern=rf"^({ADDRESS})?$")
