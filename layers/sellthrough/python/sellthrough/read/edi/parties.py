"""In: a party of a report (N1, NAD). Out: its number, name and place in the columns of its part in the sale."""

from sellthrough.read.edi.codes import column_of
from sellthrough.read.edi.lines import Lines

_PLACE = "place"


def put_party(lines: Lines, code: str, number: str, name: str) -> None:
    """Keep a party; the address that follows in segments of its own (N3, N4) is its address."""
    role = column_of("parties", code)
    if role == _PLACE:
        role = "store" if lines.transaction.place == "store" else "ship_to"
    lines.party = role
    if not role:
        return
    lines.put(f"{role}_id", number)
    lines.put(f"{role}_name", name)
    if role in ("store", "ship_to"):
        lines.put("location", number or name)
        lines.put("location_name", name)


def end_address(lines: Lines) -> None:
    """What follows is no longer about the party."""
    lines.party = ""
