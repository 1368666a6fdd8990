"""The mapped columns of a sample in, the questions about dates, numbers and packs with two readings out."""

from collections.abc import Mapping, Sequence

from sellthrough.errors import Held
from sellthrough.model.fields import fields_of

Row = Sequence[str | None]


def value_questions(
    record_type: str, positions: Mapping[str, int], headings: Mapping[str, str], rows: Sequence[Row], kind: str
) -> list[str]:
    """What `normalize` would hold the file for, were this sample all of it."""
    specs = fields_of(record_type)
    cells = {name: [row[at - 1] for row in rows if row[at - 1]] for name, at in positions.items()}
    dates = {name: [c for c in found if c] for name, found in cells.items() if specs[name].kind == "date"}
    numbers = {name: [c for c in found if c] for name, found in cells.items() if specs[name].kind == "number"}
    return [*_about_dates(dates, headings), *_about_numbers(numbers, headings, kind), *_about_packs(numbers, headings)]


def _about_dates(columns: Mapping[str, list[str]], headings: Mapping[str, str]) -> list[str]:
    from sellthrough.normalize.dates import NumericDate, evidence_of, read_date  # noqa: PLC0415  (duckdb, only here)

    read = {name: {text: read_date(text) for text in dict.fromkeys(cells)} for name, cells in columns.items()}
    orders = {name: evidence_of(values.values(), is_dotted=False).order for name, values in read.items()}
    decided = set(orders.values()) - {None}
    asked = []
    for name, values in read.items():
        unclear = [
            text
            for text, value in values.items()
            if isinstance(value, NumericDate) and not value.is_dotted and value.first != value.second
        ]
        if orders[name] is None and len(decided) != 1 and unclear:
            asked.append(f"Does the day or the month come first in column {headings[name]!r} ({unclear[0]})?")
    return asked


def _about_numbers(columns: Mapping[str, list[str]], headings: Mapping[str, str], kind: str) -> list[str]:
    from sellthrough.normalize.numbers import decide_marks, read_spelling, skeleton_of, weigh_marks  # noqa: PLC0415

    evidence = {
        name: weigh_marks((read_spelling(skeleton_of(text)), 1, text) for text in cells)
        for name, cells in columns.items()
    }
    try:
        decide_marks(evidence, headings, None, kind)
    except Held as held:
        return [held.question]
    return []


def _about_packs(columns: Mapping[str, list[str]], headings: Mapping[str, str]) -> list[str]:
    """No sample by itself says what a pack of a product holds: the master or the agreement does."""
    from sellthrough.normalize.numbers import parse_number  # noqa: PLC0415  (duckdb, only here)
    from sellthrough.normalize.pack_headings import pack_fields  # noqa: PLC0415

    packs = [n for n in pack_fields() if any(parse_number(cell, ".") for cell in columns.get(n, ()))]
    listed = ", ".join(repr(headings[name]) for name in packs)
    return [f"How many units does one of {listed} hold, and do they add to the units beside them?"] if packs else []
