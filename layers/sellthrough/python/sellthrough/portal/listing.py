"""A customer's contracts, the configuration and an instant come in; what the portal page shows comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sellthrough.model.contracts import Contract, amounts_text, classified, covers_text
from sellthrough.model.links import Link
from sellthrough.model.workspace import Configuration
from sellthrough.portal.states import SHAPES, WORDS, Colour, colour_of

# What needs doing comes first; what is over comes last.
_HEADINGS = {
    "red": "Expired and overdue",
    "amber": "Due soon",
    "warranty": "Warranty only, without a contract",
    "green": "Live",
    "black": "Cancelled",
}
_LEADS = {
    "red": "The last day is over and no renewal is known to us.",
    "amber": "These end soon. Renew them to stay covered.",
    "warranty": "Covered by the manufacturer's warranty only. A contract can be added.",
}


@dataclass(frozen=True)
class Row:
    """One contract. `when` says how far the last day is; `is_mailed` marks the contract of the mail."""

    number: str
    covers: str
    starts: str
    ends: str
    when: str
    amount: str
    colour: Colour
    word: str
    shape: str
    is_warranty: bool
    is_mailed: bool


@dataclass(frozen=True)
class Group:
    """The rows of one heading, those that end first at the top."""

    name: str
    heading: str
    lead: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Listing:
    """What the page shows. `mailed` is the contract that the mail was about, where it still stands."""

    customer_name: str
    today: str
    groups: tuple[Group, ...]
    mailed: Row | None

    @property
    def count(self) -> int:
        """Contracts shown, all of them."""
        return sum(len(group.rows) for group in self.groups)


def listing_of(contracts: Iterable[Contract], configuration: Configuration, link: Link, now: datetime) -> Listing:
    """Every contract of the link's customer, grouped by what it needs.

    Args:
        contracts: Of that customer.
        now: An aware instant; the day is that of the customer's time zone.
    """
    today = now.astimezone(ZoneInfo(configuration.zone_of(link.customer_id))).date()
    products = {product.product_id: product for product in configuration.products}
    names = {product_id: product.product_name for product_id, product in products.items()}
    groups: dict[str, list[Row]] = {name: [] for name in _HEADINGS}
    own = sorted(contracts, key=lambda c: (c.end_date, c.contract_number, c.contract_id))
    for contract in own:
        terms = configuration.vendor.renewals.terms_of(classified(contract, products))
        colour = colour_of(contract, today, terms.due_soon_days)
        row = _row(contract, covers_text(contract, names), colour, today, is_mailed=_is_mailed(contract, link, own))
        groups["warranty" if contract.contract_status == "warranty" else colour.value].append(row)
    shown = [Group(n, _HEADINGS[n], _LEADS.get(n, ""), tuple(rows)) for n, rows in groups.items() if rows]
    return Listing(
        customer_name=max((c.customer_name for c in own), default=""),
        today=today.isoformat(),
        groups=tuple(shown),
        mailed=next((row for group in shown for row in group.rows if row.is_mailed), None),
    )


def _is_mailed(contract: Contract, link: Link, own: list[Contract]) -> bool:
    """The contract of the mail: up to the same last day or, once that was renewed, the one that continues it."""
    if contract.contract_id != link.contract_id:
        return False
    ends = [c.end_date.isoformat() for c in own if c.contract_id == link.contract_id]
    return contract.end_date.isoformat() == (link.end_date if link.end_date in ends else max(ends))


def _row(contract: Contract, covers: str, colour: Colour, today: date, *, is_mailed: bool) -> Row:
    is_early = colour is Colour.GREEN and contract.start_date > today
    return Row(
        number=contract.contract_number,
        covers=covers,
        starts=contract.start_date.isoformat(),
        ends=contract.end_date.isoformat(),
        when="" if colour in {Colour.GREEN, Colour.BLACK} else _when((contract.end_date - today).days),
        amount=amounts_text(contract),
        colour=colour,
        word="Not started" if is_early else WORDS[colour],
        shape=SHAPES[colour],
        is_warranty=contract.contract_status == "warranty",
        is_mailed=is_mailed,
    )


def _when(left: int) -> str:
    if left in {-1, 0, 1}:
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[left]
    return f"in {left} days" if left > 0 else f"{-left} days ago"
