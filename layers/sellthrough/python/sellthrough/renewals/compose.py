"""A notice and the address of its link become the letter to the customer or to the sales person."""

from sellthrough.model.contracts import amounts_text
from sellthrough.model.letters import Action, Letter, Tone, plain
from sellthrough.model.workspace import Brand
from sellthrough.renewals.due import Notice


def compose_notice(notice: Notice, brand: Brand, link: str, link_until: str) -> Letter:
    """The letter that tells of a contract which ends soon, or of one that is overdue.

    Args:
        link: Address of the page with all contracts of the customer.
        link_until: Last day of the link, YYYY-MM-DD.
    """
    letter = _overdue(notice, brand) if notice.left < 0 else _due(notice, brand)
    contract = notice.contract
    facts = (
        ("Contract", plain(contract.contract_number)),
        ("Customer", plain(contract.customer_name)),
        ("Covers", plain(notice.covers, 200)),
        ("Last day", contract.end_date.isoformat()),
        ("Value", amounts_text(contract)),
    )
    whose = "your" if notice.audience == "customer" else "the customer's"
    action = Action(
        label=f"See all {whose} contracts",
        address=link,
        note=f"The link needs no password and works until {link_until}. It is for you: please do not pass it on.",
    )
    shown = tuple((label, value) for label, value in facts if value)
    return letter.model_copy(update={"facts": shown, "action": action, "closing": _closing(notice, brand)})


def _due(notice: Notice, brand: Brand) -> Letter:
    number, when = plain(notice.contract.contract_number), _ends(notice.left)
    last = notice.contract.end_date.isoformat()
    lead = f"Contract {number} with {plain(brand.name)} {when}: its last day is {last}. Renew it now to stay covered."
    return _letter(notice, brand, "attention" if notice.left <= 30 else "neutral", when, lead)


def _overdue(notice: Notice, brand: Brand) -> Letter:
    number, days = plain(notice.contract.contract_number), -notice.left
    ago = "yesterday" if days == 1 else f"{days} days ago"
    last = notice.contract.end_date.isoformat()
    lead = (
        f"The last day of contract {number} with {plain(brand.name)} was {last}, and no renewal is known to us. "
        "What it covered is not covered any more."
    )
    return _letter(notice, brand, "bad", f"ended {ago} and is overdue", lead)


def _letter(notice: Notice, brand: Brand, tone: Tone, when: str, lead: str) -> Letter:
    number, end = plain(notice.contract.contract_number), notice.contract.end_date.isoformat()
    if notice.audience == "sales":
        customer = plain(notice.contract.customer_name) or plain(notice.contract.customer_id)
        return Letter(
            brand=brand,
            subject=f"{customer}: contract {number} {when} ({end})",
            state=f"Contract {number} of {customer} {when}",
            tone=tone,
            lead=f"{lead} The customer gets this notice too.",
        )
    return Letter(
        brand=brand, subject=f"Contract {number} {when} ({end})", state=f"Your contract {when}", tone=tone, lead=lead
    )


def _closing(notice: Notice, brand: Brand) -> tuple[str, ...]:
    if notice.audience == "sales":
        return ("You get this because you are named as the sales person of this customer.",)
    if brand.support_email:
        return (f"To renew it, or to ask something, answer this mail or write to {plain(brand.support_email)}.",)
    return (f"To renew it, or to ask something, write to your contact at {plain(brand.name)}.",)


def _ends(left: int) -> str:
    if left == 0:
        return "ends today"
    return "ends tomorrow" if left == 1 else f"ends in {left} days"
