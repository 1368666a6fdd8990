"""The parsed lines in, `rejects.parquet` and the questions for a person out: each broken record, its first reason."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.record_text import record_text_sql
from sellthrough.model.reject_codes import reject_codes
from sellthrough.model.reports import Question
from sellthrough.model.sql_texts import quoted
from sellthrough.model.tables import table_of
from sellthrough.normalize.candidates import duckdb_type
from sellthrough.normalize.work import Check, Work

_QUESTIONS = {
    "UNKNOWN_PRODUCT": "unknown_product",
    "UNKNOWN_PARTNER": "unknown_partner",
    "UNKNOWN_CURRENCY": "unknown_currency",
    "UNKNOWN_REGION": "unknown_region",
    "UNKNOWN_UOM": "unknown_uom",
    "UNKNOWN_STATUS": "invalid_field",
    "INVALID_NUMBER": "invalid_field",
    "INVALID_DATE": "invalid_field",
    "MISSING_MANDATORY": "missing_field",
}
_ASKED_SINGLY = 200
_BY_HEADING = {"INVALID_NUMBER", "INVALID_DATE", "MISSING_MANDATORY"}


def write_rejects(work: Work, checks: Sequence[Check], path: Path) -> None:
    """Write the lines with an error, one row each."""
    _describe(work, checks)
    submission = work.submission
    known = {c.name for c in table_of(work.feed.record_type).columns}
    measured = {n: f"l.{n}" for n in ("quantity_units", "net_amount", "net_currency") if n in known}
    expressions = {
        "home": "'reject'",
        "submission_id": quoted(submission.submission_id),
        "row_key": f"{quoted(submission.submission_id + ':')} || l.source_sheet || ':' || l.source_line",
        "partner_id": f"coalesce(l.partner_id, {quoted(submission.partner_id)})",
        "feed": quoted(submission.feed),
        "record_type": quoted(work.feed.record_type),
        "reporting_period": quoted(submission.reporting_period),
        "code": "b.code",
        "column_name": "b.heading",
        "cell_value": "b.cell",
        "note": f"b.note || {_place(work)} || b.todo",
        "record_text": record_text_sql(work.report.headings, "r"),
        "source_file": quoted(submission.file_name),
        "source_sheet": "l.source_sheet",
        "source_line": "l.source_line",
    } | measured
    columns = [c for c in table_of("set_aside").columns if c.name != "run"]
    selected = ", ".join(f"cast({expressions.get(c.name, 'null')} as {duckdb_type(c)}) as {c.name}" for c in columns)
    work.connection.execute(f"""
        copy (
            select {selected} from lines l join broken b on b.sheet = l.source_sheet and b.line = l.source_line
            join broken_records r on r.sheet = b.sheet and r.line = b.line
            order by b.sheet, b.line
        ) to {quoted(str(path))} (format parquet, compression zstd)
    """)


def write_no_rejects(path: Path) -> None:
    """Write the file without a row."""
    columns = [c for c in table_of("set_aside").columns if c.name != "run"]
    pq.write_table(arrow_schema(columns).empty_table(), path)


def _describe(work: Work, checks: Sequence[Check]) -> None:
    """Create `broken` (sheet, line, code, heading, cell, note, todo): details are built for the broken lines only."""
    cells = " ".join(f"when {i} then {c.cell or work.raw(c.field)}" for i, c in enumerate(checks, 1) if c.field)
    texts = reject_codes()
    reasons = ", ".join(
        f"({i}, {quoted(c.code)}, {quoted(work.heading(c.field) or c.field) if c.field else 'null'}, "
        f"{quoted(texts[c.code].title)}, {quoted(texts[c.code].todo)})"
        for i, c in enumerate(checks, 1)
    )
    received = ", ".join(
        f"r.{name}" for name in ("sheet", "line", *(f"c{i + 1}" for i in range(len(work.report.headings))))
    )
    # By its line alone a record is found in half the time: those that share it on other sheets are few.
    work.connection.execute(f"""
        create or replace temp table broken_lines as
        select source_sheet, source_line, error from lines where error is not null;
        create or replace temp table broken_records as
        select {received}, l.error
        from (select * from records where line in (select source_line from broken_lines)) r
        join broken_lines l on l.source_sheet = r.sheet and l.source_line = r.line;
        create or replace temp table broken as
        with reasons (error, code, heading, title, todo) as (values {reasons}),
        cells as (
            select r.sheet, r.line, r.error, case r.error when 0 then null {cells} end as cell from broken_records r
        )
        select sheet, line, code, heading, cell, todo,
            title || coalesce(
                ': column ' || heading || coalesce(' says ' || left(nullif(cell, ''), 100), ' is empty'), '')
                as note
        from cells join reasons using (error)
    """)


def _place(work: Work) -> str:
    file = quoted(f" (file {work.submission.file_name}")
    return f"{file} || case when b.sheet = '' then '' else ', sheet ' || b.sheet end || ', line ' || b.line || '). '"


def questions_of(work: Work) -> tuple[Question, ...]:
    """One question for each distinct unknown value, and one for each column with empty or unreadable cells.

    Of each kind the values with the most rows are asked one by one, the rest in one question.
    """
    by_heading = ", ".join(quoted(c) for c in sorted(_BY_HEADING))
    rows = work.connection.execute(f"""
        with asked as (
            select code, case when code in ({by_heading}) then heading else coalesce(clean(cell), '') end as subject,
                min(heading) as heading, count(*) as row_count, min(line) as line
            from broken group by all
        ), ranked as (
            select *, row_number() over (partition by code order by row_count desc, subject) as place from asked
        )
        select code, case when place <= {_ASKED_SINGLY} then subject end as value,
            min(heading), sum(row_count), min(line), count(*)
        from ranked group by all order by code, value nulls last
    """).fetchall()
    return tuple(_question(*row) for row in rows if row[0] in _QUESTIONS)


def _question(  # noqa: PLR0917 - one row of the query
    code: str, value: str | None, heading: str, row_count: int, line: int, values: int
) -> Question:
    text = reject_codes()[code]
    what = f"{text.title} (column {heading}, first in line {line})"
    return Question(
        work_item_type=_QUESTIONS[code],
        cell_value=f"{values} other values" if value is None else value,
        note=f"{what}. {text.todo}",
        row_count=int(row_count),
    )
