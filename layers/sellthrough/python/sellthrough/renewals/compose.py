"""A contract and the days it has left become the letter to its customer."""

from sellthrough.model.contracts import Contract
from sellthrough.model.letters import Letter, Tone, plain
from sellthrough.model.workspace import Brand


def compose_notice(contract: Contract, brand: Brand, left: int) -> Letter:
    """The letter that tells a customer when a contract ends.

    Args:
        left: Days left; 0 on the last day, negative afterwards.
    """
    number, end = plain(contract.contract_number), contract.end_date.isoformat()
    ends = _ends(left)
    facts = (
        ("Contract", number),
        ("Customer", plain(contract.customer_name)),
        ("Covers", plain(contract.covers, 200)),
        ("Ends on", end),
        ("Reference", plain(contract.contract_id)),
    )
    return Letter(
        brand=brand,
        subject=f"Contract {number} {ends} ({end})",
        state=f"Your contract {ends}",
        tone=_tone(left),
        lead=f"Your contract {number} with {plain(brand.name)} {ends}: its last day is {end}.",
        facts=tuple((label, value) for label, value in facts if value),
        closing=(
            f"To renew it, or to ask something, answer this mail or write to {plain(brand.support_email)}."
            if brand.support_email
            else f"To renew it, or to ask something, write to your contact at {plain(brand.name)}.",
        ),
    )


def _ends(left: int) -> str:
    if left < 0:
        return "has ended"
    if left == 0:
        return "ends today"
    return "ends tomorrow" if left == 1 else f"ends in {left} days"


def _tone(left: int) -> Tone:
    if left > 30:
        return "neutral"
    return "attention" if left >= 0 else "bad"
