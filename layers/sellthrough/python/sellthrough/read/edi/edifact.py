"""In: one segment of an EDIFACT report. Out: nothing; the lines of the message know what it says."""

from collections.abc import Callable

from sellthrough.read.edi.codes import amount_level, column_of, date_column
from sellthrough.read.edi.dates import iso_days
from sellthrough.read.edi.lines import Lines
from sellthrough.read.edi.parties import end_address, put_party
from sellthrough.read.edi.tokens import Segment

# LOC: countries, ports and routes say nothing about where the goods are sold or stored.
_NO_PLACE = frozenset({"1", "5", "8", "9", "11", "13", "27", "28", "35", "36"})
_OWN_NUMBER = -1  # the line's own number names the product better than an additional one
_SERIALS = frozenset({"BN", "SN", "SRN", "EE"})


def take(segment: Segment, lines: Lines) -> None:
    """Let the lines know what one segment says; segments that say nothing about sales or stock pass."""
    lines.tally.seen[segment.tag] += 1
    handler = _HANDLERS.get(segment.tag)
    if handler is not None:
        handler(segment, lines)


def _begin(segment: Segment, lines: Lines) -> None:
    lines.put("report_number", segment.at(2))


def _date(segment: Segment, lines: Lines) -> None:
    column = date_column("edifact", segment.at(1, 1))
    first, last = iso_days(segment.at(1, 2), segment.at(1, 3))
    if first != last:
        lines.put("period_start", first)
        lines.put("period_end" if column == "period_start" else column, last)
    else:
        lines.put(column, last)


def _reference(segment: Segment, lines: Lines) -> None:
    lines.put(column_of("references", segment.at(1, 1)), segment.at(1, 2))


def _party(segment: Segment, lines: Lines) -> None:
    name = " ".join(part.strip() for part in (segment.elements[3] if len(segment.elements) > 3 else ()) if part.strip())
    put_party(lines, segment.at(1), segment.at(2), name or segment.at(3))
    if lines.party:
        for at, what in ((5, "street"), (6, "city"), (7, "region"), (8, "postcode"), (9, "country")):
            lines.put(f"{lines.party}_{what}", segment.at(at))
    end_address(lines)


def _location(segment: Segment, lines: Lines) -> None:
    if segment.at(1) in _NO_PLACE:
        return
    put = lines.put_over if lines.stands_over("LOC") else lines.put
    put("location", segment.at(2) or segment.at(2, 4))
    put("location_name", segment.at(2, 4))
    put("store_id", segment.at(2))
    put("store_name", segment.at(2, 4))


def _item(segment: Segment, lines: Lines) -> None:
    lines.open_line(segment)
    lines.put("line_number", segment.at(1))
    lines.add_product(segment.at(3, 2), segment.at(3, 1), _OWN_NUMBER)


def _more_numbers(segment: Segment, lines: Lines) -> None:
    for at in range(2, len(segment.elements) + 1):
        lines.add_product(segment.at(at, 2), segment.at(at, 1))


def _description(segment: Segment, lines: Lines) -> None:
    lines.put("description", f"{segment.at(3, 4)} {segment.at(3, 5)}".strip() or segment.at(3, 1))


def _serials(segment: Segment, lines: Lines) -> None:
    if segment.at(1) in _SERIALS:
        for element in segment.elements[1:]:
            lines.put("serial", " ".join(part.strip() for part in element if part.strip()))


def _quantity(segment: Segment, lines: Lines) -> None:
    lines.add_quantity(segment, _plain(segment.at(1, 2)), segment.at(1, 1), segment.at(1, 3))


def _price(segment: Segment, lines: Lines) -> None:
    lines.put_price(_plain(segment.at(1, 2)), segment.at(1, 1))


def _amount(segment: Segment, lines: Lines) -> None:
    level = amount_level(segment.at(1, 1))
    if level == "line":
        lines.put_amount(_plain(segment.at(1, 2)))
        lines.put("currency", segment.at(1, 3))
    elif level == "report":
        lines.tally.claims.append((segment.number, "amount", _plain(segment.at(1, 2))))


def _currency(segment: Segment, lines: Lines) -> None:
    lines.put("currency", segment.at(1, 2))


def _count(segment: Segment, lines: Lines) -> None:
    """CNT: 1 is the sum of the quantities, 2 the number of lines."""
    what = {"1": "quantity", "2": "lines"}.get(segment.at(1, 1))
    if what:
        lines.tally.claims.append((segment.number, what, _plain(segment.at(1, 2))))


def _plain(number: str) -> str:
    """A number with a decimal point: EDIFACT allows the comma as well, and no other mark."""
    return number.replace(",", ".") if "." not in number else number


_HANDLERS: dict[str, Callable[[Segment, Lines], None]] = {
    "BGM": _begin,
    "DTM": _date,
    "RFF": _reference,
    "NAD": _party,
    "LOC": _location,
    "LIN": _item,
    "PIA": _more_numbers,
    "IMD": _description,
    "GIN": _serials,
    "QTY": _quantity,
    "PRI": _price,
    "MOA": _amount,
    "CUX": _currency,
    "CNT": _count,
    "UNS": lambda _, lines: lines.end_line(),
}
