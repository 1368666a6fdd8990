"""What the stages tell each other: the reader's report and the normaliser's report, as JSON beside the staged rows."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

IgnoredKind = Literal["blank", "title", "header", "total", "trailer", "comment", "note", "group", "other"]


CleanedWhat = Literal["spaces", "control characters", "quotes", "currency signs"]


class _Report(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IgnoredLine(_Report):
    """A line of the file that is no record, with what it is instead."""

    sheet: str = ""
    line: int
    kind: IgnoredKind
    text: str


class Issue(_Report):
    """Something to tell a person about a file (a total that does not match).

    Only a question, for which the file waits, and an error, for which it is refused, stop the file.
    """

    code: str
    detail: str
    severity: Literal["note", "warning", "question", "error"] = "warning"
    sheet: str = ""
    line: int | None = None


class ReadReport(_Report):
    """What the reader found; the records lie beside it in `records.parquet`.

    `records.parquet` has `sheet` (string), `line` (int64, physical line of the text or row of the sheet, from 1) and
    `c1` to `cN` (string; null where the cell is empty or missing), one row per record, in file order.

    Attributes:
        kind: What the file is, as `read/kinds.py` names it.
        headings: The N headings as written; positions without one are "".
        rows_in: Number of records, counted before any rule ran.
        totals: Column position (from 1) to the number text of the file's own total row, where there is one.
        trailer_rows: Count of records that a trailer record claims.
        overlong: Lines with more cells than headings: {line: number of cells}; their surplus cells are joined to
            the last column so that nothing is lost.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int | None = None
    headings: tuple[str, ...] = ()
    rows_in: int
    ignored: tuple[IgnoredLine, ...] = ()
    ignored_lines: int = 0
    totals: dict[int, str] = Field(default_factory=dict)
    trailer_rows: int | None = None
    overlong: dict[int, int] = Field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


class MappedColumn(_Report):
    """Which field a heading means, and how we know.

    Attributes:
        how: "synonym": the heading is known; "remembered": a person has answered for this layout before;
            "recognised": the heading's meaning and the values say so.
        confidence: Chance that it is right (0 to 1); None where a person or the agreement has said it.
        why: The evidence in words.
        reading: How its values are read (day first, decimal comma, units), with the evidence in words.
        candidates: The likeliest fields of a column that is not certain, the likeliest first.
    """

    position: int
    heading: str
    field: str | None
    how: Literal["agreement", "remembered", "synonym", "recognised", "position", "ignored", "unmapped"]
    confidence: float | None = None
    why: str = ""
    reading: str = ""
    candidates: tuple[str, ...] = ()


class Question(_Report):
    """A work item before it has an id: one value that a person must settle, with how many rows wait for it."""

    work_item_type: str
    cell_value: str
    note: str
    row_count: int


class CleanedCells(_Report):
    """What was taken from the cells of one column: in how many records, and on which line first."""

    heading: str
    what: CleanedWhat
    row_count: int
    first_line: int


class NormalizeReport(_Report):
    """What normalising found; `candidates.parquet` and `rejects.parquet` lie beside it.

    Attributes:
        accepted_rows: Rows of `candidates.parquet`; they become facts or duplicates when published.
        quarantined_rows: Rows of `rejects.parquet`.
        periods: Fiscal months that the candidates count in, sorted.
        mandatory_cells, filled_mandatory_cells: For the completeness ratio.
        cleaned: What cleaning took away; the cells as received stay in the reader's records.
    """

    rows_in: int
    accepted_rows: int
    quarantined_rows: int
    ignored_lines: int
    is_nil_report: bool
    periods: tuple[str, ...]
    columns: tuple[MappedColumn, ...]
    questions: tuple[Question, ...] = ()
    issues: tuple[Issue, ...] = ()
    mandatory_cells: int = 0
    filled_mandatory_cells: int = 0
    cleaned: tuple[CleanedCells, ...] = ()
