"""In: the first rows of a table. Out: where its heading is and what stands above it, or None when that is not plain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough.model.reports import IgnoredKind
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Body
from sellthrough.read.cells import Record
from sellthrough.read.page.heading import Columns, Heading, find_heading, joined_headings
from sellthrough.read.page.lines import Line, lines_of, typed_columns
from sellthrough.read.values import BLANKS, filled_cells, is_blank, is_rule, is_typed, is_year, normalised, shape_of

SAMPLE_ROWS = 400
SAMPLE_CELLS = 60_000
_HEADING_WITHIN = 100
_NO_HEADING = ("blank", "trailer", "header")


@dataclass(frozen=True)
class Opening:
    """How a table starts.

    Attributes:
        headings: One for each column, "" where there is none.
        header_line: Line of the heading row, None without one; of several, the last.
        body_line: First line below it.
        above: The rows before `body_line` with what each is, in order.
        header_lines: Lines of all the rows that the headings are joined from.
    """

    headings: tuple[str, ...]
    header_line: int | None
    body_line: int
    above: tuple[tuple[Record, IgnoredKind], ...]
    header_lines: tuple[int, ...] = ()


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
    usable = [at for at, row in enumerate(rows) if plain.kind_of(row.cells) not in _NO_HEADING]
    usable = [at for at in usable if not is_rule(filled_cells(rows[at].cells))] or usable
    if not usable:
        return Opening((), None, rows[0].line if rows else 1, ())
    found = _heading_rows(rows, usable, layout)
    if found is None:
        return None
    heading, last = [rows[at] for at in found], found[-1]
    texts = _joined(rows, found)
    width = max(len(texts), _usual_width(rows[last + 1 :][:SAMPLE_ROWS]))
    above = [(row, "header" if at in found else _kind_above(row, plain)) for at, row in enumerate(rows[: last + 1])]
    return Opening(
        headings=tuple(texts + [""] * (width - len(texts))),
        header_line=heading[-1].line,
        body_line=heading[-1].line + heading[-1].span,
        above=tuple(above),
        header_lines=tuple(row.line for row in heading),
    )


def agreed_headings(layout: Layout) -> set[str]:
    """The headings that the agreement names, normalised."""
    return {normalised(heading) for heading in layout.columns} if layout.header else set()


def agreement_fit(cells: Sequence[str], layout: Layout) -> float:
    """Share (0 to 1) of the agreement's headings that stand in this row."""
    return _fit(cells, agreed_headings(layout))


def _fit(cells: Sequence[str], agreed: set[str]) -> float:
    return len(agreed & {normalised(cell) for cell in cells}) / len(agreed) if agreed else 0.0


def _without_heading(rows: Sequence[Record], layout: Layout) -> Opening:
    plain = Body((), layout)
    records = [row for row in rows if plain.kind_of(row.cells) is None]
    named = [int(position) for position in layout.columns if position.isdigit()]
    width = max([_usual_width(records), *named])
    return Opening(("",) * width, None, rows[0].line if rows else 1, ())


def _heading_rows(rows: Sequence[Record], usable: list[int], layout: Layout) -> tuple[int, ...] | None:
    """Positions of the heading's rows: by the agreement, by what the page holds, or the first row of many texts."""
    lines, may_head = lines_of(rows), set(usable)
    shown = [line if line.at in may_head else line.hidden for line in lines]
    columns = Columns(shown, typed_columns(shown))
    found = find_heading(shown, columns)
    at = _by_agreement(rows, usable, layout)
    if at is not None:
        if found and at in found.rows:
            joined = agreement_fit(joined_headings([lines[row] for row in found.rows]), layout)
            if joined > agreement_fit(rows[at].cells, layout):
                return found.rows
        return (at,)
    if found is None:
        at = _by_evidence(rows, usable)
        return None if at is None else (at,)
    return found.rows if found.rows and _covers(lines, found) else None


def _covers(lines: Sequence[Line], heading: Heading) -> bool:
    """True when the heading names most of the columns that lines below it fill; the first may go without a name."""
    named = {0}.union(*(lines[at].cells for at in heading.rows))
    width = _usual_filled([len(line.cells) for line in lines[heading.body_at :]])
    return len(named) >= width * 0.6


def _joined(rows: Sequence[Record], found: tuple[int, ...]) -> list[str]:
    if len(found) == 1:
        return [cell.strip(BLANKS + "\ufeff") for cell in rows[found[0]].cells]
    return list(joined_headings(lines_of([rows[at] for at in found])))


def _by_agreement(rows: Sequence[Record], usable: list[int], layout: Layout) -> int | None:
    agreed = agreed_headings(layout)
    fits = [(_fit(rows[at].cells, agreed), -at) for at in usable[:_HEADING_WITHIN]]
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
    if first_data is None and _is_keyed_alike([rows[at].cells for at in wide if at >= candidates[0]]):
        lone = candidates[0] - 1  # it is a record already: the heading is a lone cell above it, or there is none
        return lone if filled.get(lone) and filled[lone][0][0] == 0 else None
    if first_data is None or first_data in candidates:
        return candidates[0]
    above = [at for at in candidates if at < first_data]
    return above[-1] if above else None


def _is_keyed_alike(rows: Sequence[Sequence[str]]) -> bool:
    """True when the first row's key is built like those of the rows below it: "Item 1:" like "Item 2:"."""
    keys = [shape_of(cells[0]) for cells in rows[:6]]
    return len(keys) > 2 and "9" in keys[0] and keys[1:].count(keys[0]) * 2 > len(keys) - 1


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
