"""In: the first rows of a table. Out: where its heading is and what stands above it, or None when that is not plain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough.model.reports import IgnoredKind
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body
from sellthrough.read.cells import Record
from sellthrough.read.values import BLANKS, filled_cells, is_blank, is_typed, is_year, normalised

SAMPLE_ROWS = 400
SAMPLE_CELLS = 60_000
_HEADING_WITHIN = 100


@dataclass(frozen=True)
class Opening:
    """How a table starts.

    Attributes:
        headings: One for each column, "" where there is none.
        header_line: Line of the heading row, None without one.
        body_line: First line below it.
        above: The rows before `body_line` with what each is, in order.
    """

    headings: tuple[str, ...]
    header_line: int | None
    body_line: int
    above: tuple[tuple[Record, IgnoredKind], ...]


def find_opening(rows: Sequence[Record], layout: Layout) -> Opening | None:
    """Find the heading row.

    Evidence, strongest first: the agreement's own headings; the row right above the first row that holds numbers or
    dates where the table has them; the first row that fills the table's width.

    Args:
        rows: The first records of the table, blank ones included.
        layout: The agreement's layout.
    """
    plain = Body((), layout)
    if not layout.header:
        return _without_heading(rows, layout)
    usable = [at for at, row in enumerate(rows) if plain.kind_of(row.cells) not in ("blank", "trailer", "header")]
    if not usable:
        return Opening((), None, rows[0].line if rows else 1, ())
    at = _by_agreement(rows, usable, layout)
    if at is None:
        at = _by_evidence(rows, usable)
    if at is None:
        return None
    heading, body = rows[at], rows[at + 1 :]
    cells = [cell.strip(BLANKS + "\ufeff") for cell in heading.cells]
    width = max(len(cells), _usual_width(body[:SAMPLE_ROWS]))
    above: list[tuple[Record, IgnoredKind]] = [(row, _kind_above(row, plain)) for row in rows[:at]]
    return Opening(
        headings=tuple(cells + [""] * (width - len(cells))),
        header_line=heading.line,
        body_line=heading.line + heading.span,
        above=(*above, (heading, "header")),
    )


def agreed_headings(layout: Layout) -> set[str]:
    """The headings that the agreement names, normalised."""
    return {normalised(heading) for heading in layout.columns} if layout.header else set()


def agreement_fit(cells: Sequence[str], layout: Layout) -> float:
    """Share (0 to 1) of the agreement's headings that stand in this row."""
    agreed = agreed_headings(layout)
    return len(agreed & {normalised(cell) for cell in cells}) / len(agreed) if agreed else 0.0


def _without_heading(rows: Sequence[Record], layout: Layout) -> Opening:
    plain = Body((), layout)
    records = [row for row in rows if plain.kind_of(row.cells) is None]
    named = [int(position) for position in layout.columns if position.isdigit()]
    width = max([_usual_width(records), *named])
    return Opening(("",) * width, None, rows[0].line if rows else 1, ())


def _by_agreement(rows: Sequence[Record], usable: list[int], layout: Layout) -> int | None:
    fits = [(agreement_fit(rows[at].cells, layout), -at) for at in usable[:_HEADING_WITHIN]]
    best, at = max(fits, default=(0.0, 0))
    return -at if best >= 0.5 else None


def _by_evidence(rows: Sequence[Record], usable: list[int]) -> int | None:
    filled = {at: filled_cells(rows[at].cells) for at in usable}
    width = _usual_filled([len(cells) for cells in filled.values()])
    wide = [at for at in usable if len(filled[at]) >= max(2, width * 0.6)]
    if not wide:
        return None
    typed = _typed_columns([dict(filled[at]) for at in wide])
    candidates = [at for at in wide[:_HEADING_WITHIN] if _is_heading(filled[at], typed)]
    if not candidates:
        return None
    first_data = next((at for at in wide if any(c in typed and is_typed(text) for c, text in filled[at])), None)
    if first_data is None or first_data in candidates:
        return candidates[0]
    above = [at for at in candidates if at < first_data]
    return above[-1] if above else None


def _is_heading(filled: list[tuple[int, str]], typed: set[int]) -> bool:
    return not any(is_typed(text) and (at in typed or not is_year(text)) and not is_year(text) for at, text in filled)


def _typed_columns(rows: list[dict[int, str]]) -> set[int]:
    """Columns where at least half of the filled cells are numbers or dates."""
    seen, typed = Counter[int](), Counter[int]()
    for row in rows:
        seen.update(row.keys())
        typed.update(at for at, text in row.items() if is_typed(text))
    return {at for at, count in typed.items() if count * 2 >= seen[at]}


def _usual_filled(counts: list[int]) -> int:
    """How many cells a row of this table usually fills: the most frequent count, the larger of equals."""
    tally = Counter(count for count in counts if count > 1)
    return max(tally, key=lambda count: (tally[count], count), default=1)


def _usual_width(rows: Sequence[Record]) -> int:
    """The usual number of cells, trailing blank cells counted only when most rows have them filled somewhere."""
    tally = Counter(len(row.cells) for row in rows if not all(is_blank(cell) for cell in row.cells))
    if not tally:
        return 0
    width = max(tally, key=lambda count: (tally[count], count))
    return width if tally[width] * 2 > tally.total() else max(1, min(tally))


def _kind_above(row: Record, plain: Body) -> IgnoredKind:
    kind = plain.kind_of(row.cells)
    if kind in ("blank", "comment", "header", "trailer"):
        return kind
    text = row.raw.lstrip(BLANKS + "\ufeff")
    return "comment" if text.startswith("#") or text.lower().startswith("sep=") else "title"
