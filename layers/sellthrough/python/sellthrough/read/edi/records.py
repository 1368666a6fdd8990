"""In: line items and a record type. Out: its records under canonical headings, and the items that are no such record.

A sale is a record of its own. Of stock, what one line says of one place on one day is one record: on hand, on order, in
transit and received side by side, as a table would have it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sellthrough.read.edi.codes import buyers, factors_of, headings_of, measure_rank
from sellthrough.read.edi.lines import Item

_ADDRESS = ("city", "region", "postcode", "country")


def is_stock(record_type: str) -> bool:
    """True when the measures of a record type are columns beside each other."""
    return "on_hand" in factors_of(record_type)


def records_of(items: Iterable[Item], record_type: str) -> Iterator[tuple[Item, bool]]:
    """Each record as an item whose `values` are what its headings ask for, with True; other items with False."""
    if is_stock(record_type):
        for _, line in groupby(items, key=lambda item: item.line):
            yield from _stock_records(list(line), record_type)
        return
    factors = factors_of(record_type)
    for item in items:
        factor = factors.get(item.values["measure"])
        if factor is None:
            yield item, False
        else:
            yield _with_values(item, _signed(item.values, factor) | _bought_at(item.values)), True


def cells_of(item: Item, record_type: str) -> list[str]:
    """The cells of a record, one for each heading of its type."""
    values = item.values
    return [
        next((values[column] for column in columns if values.get(column)), "")
        for columns in headings_of(record_type).values()
    ]


def _signed(values: dict[str, str], factor: int) -> dict[str, str]:
    """A return takes away, whichever way the sender wrote its sign."""
    if factor > 0:
        return values
    turned = {name: f"-{values[name]}" for name in ("quantity", "amount") if values.get(name, "-")[:1] != "-"}
    return values | turned


def _bought_at(values: dict[str, str]) -> dict[str, str]:
    """The address of the party that bought."""
    for party in buyers():
        address = {part: values.get(f"{party}_{part}", "") for part in _ADDRESS}
        if any(address.values()):
            return address
    return {}


def _stock_records(line: list[Item], record_type: str) -> Iterator[tuple[Item, bool]]:
    """The records of one line; of two codes for one measure the better one counts, the other is no record."""
    factors = factors_of(record_type)
    records: list[dict[str, Item]] = []
    others: list[Item] = []
    for item in sorted(line, key=_rank):
        measure = item.values["measure"]
        if measure not in factors:
            others.append(item)
            continue
        record = next((r for r in records if measure not in r and _place(next(iter(r.values()))) == _place(item)), None)
        known = [r[measure] for r in records if measure in r and _place(r[measure]) == _place(item)]
        if any(one.values.get("qualifier") != item.values.get("qualifier") for one in known):
            others.append(item)
        elif record is None:
            records.append({measure: item})
        else:
            record[measure] = item
    found = [(_one_stock_record(record), True) for record in records] + [(item, False) for item in others]
    yield from sorted(found, key=lambda pair: (pair[0].segment, pair[0].share))


def _one_stock_record(record: dict[str, Item]) -> Item:
    first = min(record.values(), key=lambda item: (item.segment, item.share))
    qualifiers = " ".join(item.values.get("qualifier", "") for item in record.values())
    measured = {measure: item.values.get("quantity", "") for measure, item in record.items()}
    return _with_values(first, first.values | measured | {"qualifier": qualifiers})


def _rank(item: Item) -> tuple[int, int, int]:
    rank = measure_rank(item.values["transaction"], item.values.get("qualifier", ""))
    return rank, item.segment, item.share


def _place(item: Item) -> tuple[str, str]:
    return item.values.get("location", ""), item.values.get("stock_date", "")


def _with_values(item: Item, values: dict[str, str]) -> Item:
    return Item(item.segment, item.line, values, item.share)
