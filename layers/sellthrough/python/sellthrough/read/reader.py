"""In: one file as it landed and its layout. Out: records.parquet and what was found (ReadReport), or why it cannot be.

report = read_file(path, "sales 2019-10.csv", layout, folder)
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sellthrough.errors import Held, Refused
from sellthrough.model.reports import Issue, ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.body import Tally
from sellthrough.read.containers import open_container
from sellthrough.read.delimited import open_delimited
from sellthrough.read.edi.opener import open_edi
from sellthrough.read.gathered import gather
from sellthrough.read.html import open_html
from sellthrough.read.json_text import open_json
from sellthrough.read.kinds import CONTAINERS, kind_of, unsupported
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.opened import Opened, Opener, Request
from sellthrough.read.opening import agreement_fit
from sellthrough.read.page.tables import Table, find_tables
from sellthrough.read.values import normalised
from sellthrough.read.workbook import workbook_openers
from sellthrough.read.writing import write_gathered
from sellthrough.read.xml_text import open_xml

# How a file of each kind is opened; a kind that is not here is refused by its name.
OPENERS: dict[str, Opener] = {
    "delimited": open_delimited,
    "json": open_json,
    "html": open_html,
    "xml": open_xml,
    "x12": open_edi,
    "edifact": open_edi,
    **{kind: partial(open_container, kind=kind) for kind in CONTAINERS},
    **workbook_openers(),
}
# Text larger than this is taken for UTF-8 by its first part; whoever reads on finds out when it is not.
_UTF8_EVIDENCE = 4 << 20
_NO_HEADING = (
    "Which line holds the headings, or does the file have none? No line of column names stands above the data."
)


def read_file(  # noqa: PLR0917 - the contract of the stage
    path: Path,
    file_name: str,
    layout: Layout,
    out_folder: Path,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    record_type: str = "",
    *,
    password: str | None = None,
) -> ReadReport:
    """Read one partner file.

    Every line of text, or row of the sheet, is a record or a named ignored line; `rows_in` counts the records.

    Args:
        path: The bytes as they landed.
        file_name: The name it came with; only ever shown, never opened.
        layout: The agreement's layout; what it leaves out is found out from the file.
        out_folder: An existing folder; takes `records.parquet`.
        limits: What the file may be at most.
        record_type: Of the feed: an EDI report holds quantities of several kinds, and only those are its records.
        password: That opens a protected workbook, if the agreement has one.

    Raises:
        Refused: The file cannot be read; the code is one of EMPTY_FILE, UNREADABLE_FILE, UNSUPPORTED_FORMAT,
            ENCRYPTED_FILE and LIMIT_EXCEEDED.
        Held: UNCLEAR_LAYOUT with the question to ask.
        ConfigurationError: The layout names an encoding that does not exist.
    """
    # The sniffed kind counts, whatever the name says.
    request = Request(
        layout, out_folder, limits, open_file, file_name=file_name, record_type=record_type, password=password
    )
    try:
        return _read(path, replace(request, utf8_evidence=_UTF8_EVIDENCE))
    except UnicodeDecodeError:
        return _read(path, request)


def open_file(path: Path, request: Request) -> Opened:
    """Open a file of any kind that is read; same errors as `read_file`, but for questions, which are issues here."""
    kind = kind_of(path)
    if kind not in OPENERS:
        raise unsupported(kind)
    return OPENERS[kind](path, request)


def tables_in(opened: Opened, request: Request) -> list[Table]:
    """The tables of an opened file, from its first page to its last.

    Raises:
        Refused: EMPTY_FILE.
    """
    tables = [table for page in opened.pages for table in find_tables(page, request.layout)]
    if not tables:
        raise Refused("EMPTY_FILE", "No cell of the file is filled.")
    return tables


def heading_question(tables: list[Table]) -> str:
    """What to ask when none of the tables has a plain heading."""
    names = [table.page.name for table in tables if table.page.name]
    return f"Which row holds the headings? None is plain in {_listed(names)}." if names else _NO_HEADING


def _read(path: Path, request: Request) -> ReadReport:
    opened = open_file(path, request)
    _ask(opened.issues)
    every = tables_in(opened, request)
    tables = _choose(every, request.layout)
    table = tables[0]
    for one in tables:
        keep_to("columns", len(one.opening.headings), request.limits.columns, "columns")
    gathered = gather(tables, request.layout)
    found = [*gathered.issues, *(issue for one in tables for issue in one.issues)]
    _ask(found)
    tally = Tally()
    for one in tables:
        for row, kind in one.opening.above:
            tally.add(row, kind, one.page.name)
    _tally_others(every, tables, tally)
    rows, overlong, tally = write_gathered(gathered, request.folder / "records.parquet", tally)
    totals = tally.totals if len(tables) == 1 and not gathered.pivot else {}
    mismatches = [one for of in tables for one in of.mismatches if not totals or one.line != tally.total_line]
    return ReadReport(
        kind=opened.kind,
        encoding=opened.encoding,
        delimiter=table.page.dialect.delimiter,
        sheet=table.page.name,
        header_line=table.opening.header_line,
        headings=gathered.headings,
        rows_in=rows,
        ignored=tally.listed(),
        ignored_lines=tally.ignored_lines,
        totals=totals,
        trailer_rows=tally.trailer_rows,
        overlong=overlong,
        issues=(*opened.issues, *found, *mismatches, *_trailer_issues(rows, tally)),
    )


def _tally_others(every: Sequence[Table], chosen: Sequence[Table], tally: Tally) -> None:
    """Account for the lines of tables that stand beside the report on its page."""
    for other in every:
        is_beside = any(other.page is one.page for one in chosen) and not any(other is one for one in chosen)
        if is_beside:
            for row, kind in (*other.opening.above, *other.rows()):
                tally.add(row, "blank" if kind == "blank" else "other", other.page.name)


def _ask(issues: Sequence[Issue]) -> None:
    """Hold the file when one of the issues is a question."""
    for issue in issues:
        if issue.severity == "question":
            raise Held(issue.code, issue.detail)


def _choose(tables: list[Table], layout: Layout) -> list[Table]:
    """The table that is the report: the only one, or the one whose headings fit the agreement best.

    With `sheets = "all"` in the layout, all of those that have the same headings.
    """
    shown = [table for table in tables if not table.page.is_hidden]
    if not shown:
        names = _listed([table.page.name for table in tables])
        raise Held("UNCLEAR_LAYOUT", f"Only hidden sheets hold cells: {names}. Is one of them the report?")
    plain = [table for table in shown if table.is_plain]
    if not plain:
        raise Held("UNCLEAR_LAYOUT", heading_question(shown))
    if len(plain) > 1:
        fits = [agreement_fit(table.opening.headings, layout) for table in plain]
        plain = [table for table, fit in zip(plain, fits, strict=True) if fit == max(fits)]
    alike = [table for table in plain if _names(table) == _names(plain[0])]
    if layout.sheets == "all" and len(alike) == len(plain):
        return plain
    if len(plain) > 1:
        names = _listed([_place(table) for table in plain])
        hint = ", or are they one report together? Their headings are the same." if len(alike) == len(plain) else ""
        which = "sheet" if len({table.page.name for table in plain}) == len(plain) else "table"
        raise Held("UNCLEAR_LAYOUT", f"Which {which} is the report{hint or '?'} These hold tables: {names}.")
    return plain


def _place(table: Table) -> str:
    """A sheet by its name; a table of several on a page by the line of its headings."""
    if table.opening.header_line and table.part:
        return f"{table.page.name} line {table.opening.header_line}".strip()
    return table.page.name


def _names(table: Table) -> list[str]:
    return [normalised(heading) for heading in table.opening.headings]


def _trailer_issues(rows: int, tally: Tally) -> tuple[Issue, ...]:
    """CONTROL_TOTAL_MISMATCH when the trailer claims another number of records than there are."""
    if tally.trailer_rows is None or tally.trailer_rows == rows:
        return ()
    detail = f"The trailer says {tally.trailer_rows:,} records; the file has {rows:,}."
    return (Issue(code="CONTROL_TOTAL_MISMATCH", detail=detail),)


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)
