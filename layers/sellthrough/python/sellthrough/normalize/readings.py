"""What a column shows about its dates or numbers in, how it is read and on what evidence out, in words for a person."""

from sellthrough.normalize.dates import Order, OrderEvidence
from sellthrough.normalize.numbers import Mark, MarkEvidence

_ORDERS: dict[Order, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
_MARKS: dict[Mark, str] = {".": "decimal point", ",": "decimal comma"}


def told_order(order: Order | None, evidence: OrderEvidence, is_agreed: bool) -> str:
    """How numeric dates are read; "" when none of them has two readings."""
    counts = {"dmy": evidence.dmy, "mdy": evidence.mdy, "ymd": evidence.ymd}
    if order is None or not (any(counts.values()) or evidence.either):
        return ""
    why = "as agreed" if is_agreed else f"shown by {counts[order]}"
    if not is_agreed and not counts[order]:
        why = "as in the other date columns"
    return f"{_ORDERS[order]}: {why}" + (f", {evidence.either} could be either" if evidence.either else "")


def told_mark(mark: Mark, evidence: MarkEvidence, is_agreed: bool) -> str:
    """How numbers with a mark are read; "" when they have none."""
    own = evidence.point if mark == "." else evidence.comma
    if not (own or evidence.either):
        return ""
    why = "as agreed" if is_agreed else f"shown by {own}" if own else "as in the other columns"
    return f"{_MARKS[mark]}: {why}" + (f", {evidence.either} could be either" if evidence.either else "")
