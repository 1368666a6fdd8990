"""In: an EDI file. Out: one page of line items, under canonical headings when a record type is asked for.

Without a record type the page shows the items as the report has them (`sellthrough inspect`). `line` of a record is the
ordinal of its segment in the file.
"""

from collections.abc import Iterator
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.model.reports import IgnoredKind, Issue
from sellthrough.read.cells import Record
from sellthrough.read.edi.codes import factors_of, headings_of
from sellthrough.read.edi.lines import Item
from sellthrough.read.edi.records import cells_of, records_of
from sellthrough.read.edi.walk import EdiFile
from sellthrough.read.limits import keep_to
from sellthrough.read.opened import Given, Opened, Page, Request

# The item columns that are always there; the others follow when one item fills them.
_ALWAYS = ("product_id", "quantity", "qualifier", "price", "location", "serial")


def open_edi(path: Path, request: Request) -> Opened:
    """Open an X12 or EDIFACT file.

    Raises:
        Refused: LIMIT_EXCEEDED, UNREADABLE_FILE (no envelope that can be read), or UNSUPPORTED_FORMAT when it holds no
            report that we read, or none that the record type can use.
    """
    keep_to("text_bytes", path.stat().st_size, request.limits.text_bytes, "bytes of text")
    file = EdiFile(path)
    columns: dict[str, None] = {}
    counts: dict[str, int] = {}
    for item in file.items():
        columns.update(dict.fromkeys(item.values))
        counts[item.values["measure"]] = counts.get(item.values["measure"], 0) + 1
    if not file.kinds:
        seen = ", ".join(sorted({kind for _, kind in file.unread})) or "no transaction"
        raise Refused("UNSUPPORTED_FORMAT", f"The EDI file holds {seen}: none is a report that is read.")
    given = _records(path, request.record_type, counts) if request.record_type else _items(path, list(columns))
    page = Page(lambda: (record for _, record, _ in given.rows()), path=request.place, given=given)
    left_out = _left_out(counts, request.record_type)
    kind = "edifact" if file.kinds[0].isalpha() else "x12"
    return Opened(kind, (page,), file.encoding, issues=(*file.issues, *left_out))


def _items(path: Path, columns: list[str]) -> Given:
    headings = (*_ALWAYS, *(column for column in columns if column not in _ALWAYS))

    def rows() -> Iterator[tuple[str, Record, IgnoredKind | None]]:
        for item in EdiFile(path).items():
            yield _share(item), _record(item, [item.values.get(column, "") for column in headings]), None

    return Given(headings, rows)


def _records(path: Path, record_type: str, counts: dict[str, int]) -> Given:
    factors = factors_of(record_type)
    if counts and not counts.keys() & factors:
        detail = f"The EDI report holds {_listed(counts)}, and nothing that counts as {record_type.replace('_', ' ')}."
        raise Refused("UNSUPPORTED_FORMAT", detail)
    headings = tuple(headings_of(record_type)) if factors else ()

    def rows() -> Iterator[tuple[str, Record, IgnoredKind | None]]:
        for item, is_record in records_of(EdiFile(path).items(), record_type):
            cells = cells_of(item, record_type) if is_record else list(item.values.values())
            yield _share(item), _record(item, cells), None if is_record else "other"

    used = {at for _, record, kind in rows() if kind is None for at, cell in enumerate(record.cells) if cell}
    kept = [at for at in range(len(headings)) if at in used or not used]

    def kept_rows() -> Iterator[tuple[str, Record, IgnoredKind | None]]:
        for share, record, kind in rows():
            cells = record.cells if kind else [record.cells[at] for at in kept]
            yield share, record._replace(cells=cells), kind

    return Given(tuple(headings[at] for at in kept), kept_rows)


def _share(item: Item) -> str:
    """Shares of one segment are told apart as sheets would be."""
    return f"share {item.share}" if item.share > 1 else ""


def _record(item: Item, cells: list[str]) -> Record:
    values = item.values
    raw = " ".join(values.get(name, "") for name in ("transaction", "qualifier", "quantity", "product_id"))
    return Record(item.segment, 1, cells, raw)


def _left_out(counts: dict[str, int], record_type: str) -> tuple[Issue, ...]:
    """Says which quantities are none of the record type's."""
    other = {measure: count for measure, count in counts.items() if measure not in factors_of(record_type)}
    if not record_type or not other:
        return ()
    detail = f"Left out, for they are no {record_type.replace('_', ' ')}: {_listed(other)}."
    return (Issue(code="OTHER_QUANTITIES", severity="note", detail=detail),)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {measure.replace('_', ' ')}" for measure, count in sorted(counts.items()))
