"""In: one segment of an X12 report. Out: nothing; the lines of the transaction know what it says."""

from collections.abc import Callable

from sellthrough.read.edi.codes import amount_level, column_of, date_column
from sellthrough.read.edi.dates import iso_days
from sellthrough.read.edi.lines import Lines
from sellthrough.read.edi.parties import end_address, put_party
from sellthrough.read.edi.tokens import Segment

_BEGIN_DATES = {"BPT": 3, "BIA": 4, "BAA": 4, "BRC": 3}


def take(segment: Segment, lines: Lines) -> None:
    """Let the lines know what one segment says; segments that say nothing about sales or stock pass."""
    lines.tally.seen[segment.tag] += 1
    if segment.tag in lines.transaction.groups:
        lines.open_group(segment.tag)
    handler = _HANDLERS.get(segment.tag)
    if segment.tag not in _ADDRESS:
        end_address(lines)
    if handler is not None:
        handler(segment, lines)


def _begin(segment: Segment, lines: Lines) -> None:
    lines.put("report_number", segment.at(2))
    lines.put("document_date", iso_days(segment.at(_BEGIN_DATES[segment.tag]))[0])


def _period(segment: Segment, lines: Lines) -> None:
    lines.put("period_start", iso_days(segment.at(2))[0])
    lines.put("period_end", iso_days(segment.at(3) or segment.at(2))[0])


def _date(segment: Segment, lines: Lines) -> None:
    column = date_column("x12", segment.at(1))
    first, last = iso_days(segment.at(2) or segment.at(6), "" if segment.at(2) else segment.at(5))
    lines.put(column, last)
    if first != last:
        lines.put("period_start", first)


def _transfer(segment: Segment, lines: Lines) -> None:
    """PTD: 521, a reference, 486."""
    lines.put("transfer_type", segment.at(1))
    lines.put(column_of("references", segment.at(4)), segment.at(5))
    lines.put("movement_type", segment.at(6))


def _adjustment(segment: Segment, lines: Lines) -> None:
    lines.put("line_number", segment.at(1))
    lines.put("transfer_type", segment.at(2))


def _contract(segment: Segment, lines: Lines) -> None:
    lines.put("contract_number", segment.at(2))


def _reference(segment: Segment, lines: Lines) -> None:
    lines.put(column_of("references", segment.at(1)), segment.at(2) or segment.at(3))


def _rejection(segment: Segment, lines: Lines) -> None:
    """AAA: element 901."""
    lines.put("reject_reason", segment.at(3))


def _item(segment: Segment, lines: Lines) -> None:
    lines.open_line(segment)
    lines.put("line_number", segment.at(1))
    for at in range(2, len(segment.elements), 2):
        lines.add_product(segment.at(at), segment.at(at + 1))


def _quantity(segment: Segment, lines: Lines) -> None:
    lines.add_quantity(segment, segment.at(2), segment.at(1), segment.at(3))


def _shares(segment: Segment, lines: Lines) -> None:
    """SDQ: unit, whose numbers, then a location and a quantity in turn."""
    for share, at in enumerate(range(3, len(segment.elements) + 1, 2), 1):
        if segment.at(at) or segment.at(at + 1):
            lines.share_quantity(segment, segment.at(at), segment.at(at + 1), segment.at(1), share)


def _sale(segment: Segment, lines: Lines) -> None:
    """SII: a whole sale in one segment."""
    lines.end_line()
    lines.open_line(segment)
    lines.add_product(segment.at(1), segment.at(2))
    lines.add_quantity(segment, segment.at(3), "", segment.at(4))
    lines.put_price(segment.at(5), "")


def _unit_price(segment: Segment, lines: Lines) -> None:
    lines.put_price(segment.at(2), segment.at(3))


def _price(segment: Segment, lines: Lines) -> None:
    lines.put_price(segment.at(3), segment.at(2))


def _amount(segment: Segment, lines: Lines) -> None:
    if amount_level(segment.at(1)) == "line":
        lines.put_amount(segment.at(2))


def _currency(segment: Segment, lines: Lines) -> None:
    lines.put("currency", segment.at(2))


def _description(segment: Segment, lines: Lines) -> None:
    lines.put("description", segment.at(5))


def _party(segment: Segment, lines: Lines) -> None:
    put_party(lines, segment.at(1), segment.at(4), segment.at(2))


def _street(segment: Segment, lines: Lines) -> None:
    if lines.party:
        lines.put(f"{lines.party}_street", segment.at(1))


def _city(segment: Segment, lines: Lines) -> None:
    if lines.party:
        for at, what in enumerate(("city", "region", "postcode", "country"), 1):
            lines.put(f"{lines.party}_{what}", segment.at(at))


def _totals(segment: Segment, lines: Lines) -> None:
    lines.end_line()
    lines.tally.claims.append((segment.number, "lines", segment.at(1)))
    if segment.at(2):
        lines.tally.claims.append((segment.number, "hash", segment.at(2)))


_ADDRESS = frozenset({"N1", "N2", "N3", "N4", "PER", "REF"})
_HANDLERS: dict[str, Callable[[Segment, Lines], None]] = {
    **dict.fromkeys(_BEGIN_DATES, _begin),
    "XQ": _period,
    "DTM": _date,
    "PTD": _transfer,
    "PAD": _adjustment,
    "CON": _contract,
    "REF": _reference,
    "PRF": lambda segment, lines: lines.put("order_number", segment.at(1)),
    "AAA": _rejection,
    "LIN": _item,
    "QTY": _quantity,
    "ZA": _quantity,
    "SDQ": _shares,
    "SII": _sale,
    "UIT": _unit_price,
    "CTP": _price,
    "AMT": _amount,
    "CUR": _currency,
    "PID": _description,
    "N1": _party,
    "N3": _street,
    "N4": _city,
    "CTT": _totals,
}
