"""Homes and staged lines in, Parquet files with the exact columns of the tables out."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from sellthrough.model.record_text import record_text_sql
from sellthrough.model.sql_texts import enumerated, quoted
from sellthrough.model.tables import Table, table_of
from sellthrough.publish.standing import Report

FieldIds = Mapping[str, int]

# Level 3 and large dictionaries take 1.3 times the CPU for 5 % fewer bytes.
_COMPRESSION = "compression zstd, compression_level 1, dictionary_size_limit 1000"
_WHOLE = 100  # bytes of a text in a file's statistics: of a much longer one they may hold the beginning only
_NOTES = {
    "DUPLICATE_LINE": "The same line stands earlier in this report; it is counted once.",
    "LATE_REPEAT": "The same line stands in another report; it is counted once.",
}


def write_facts(
    connection: DuckDBPyConnection, reports: Sequence[Report], table: Table, path: Path, *, run: int, ids: FieldIds
) -> int:
    """Write the facts of these reports, which `compute_homes` has just judged; returns the rows written.

    Args:
        reports: Of one partner, so that the file lies in one partition.
        table: Of the record type.
        run: Number that the rows carry.
        ids: Iceberg's field id of each column.
    """
    same = _same_texts(reports)
    columns = ", ".join(
        f"{enumerated(same[c.name])} as {c.name}"
        if c.name in same
        else _cast(c.name, c.type, f"{run}" if c.name == "run" else f"c.{c.name}")
        for c in table.columns
    )
    query = (
        f"select {columns} from read_parquet({_paths(reports)}) c anti join homes h using (submission_id, row_key)"
        " where c.error is null"
    )
    return write_parquet(connection, query, ids, path)


def write_set_aside(
    connection: DuckDBPyConnection, reports: Sequence[Report], table: Table, path: Path, *, run: int, ids: FieldIds
) -> int:
    """Write the duplicates and the rejects of these reports; returns the rows written.

    Args:
        reports: Of one partner.
        table: Of the record type; columns that it lacks (an amount in an inventory) stay empty.
        run: Number that the rows carry.
        ids: Iceberg's field id of each column of `set_aside`.
    """
    _collect_texts(connection, reports)
    known = {column.name for column in table.columns}
    notes = " ".join(f"when '{code}' then '{note}'" for code, note in _NOTES.items())
    of_duplicate = {
        "home": "'duplicate'",
        "run": f"{run}",
        "record_type": f"'{table.name}'",
        "code": "h.code",
        "note": f"case h.code {notes} end",
        "duplicate_of": "h.duplicate_of",
        "record_text": "t.record_text",
    }
    of_reject = {"home": "'reject'", "run": f"{run}", "duplicate_of": "null"}
    columns = table_of("set_aside").columns
    duplicates = ", ".join(
        _cast(c.name, c.type, of_duplicate.get(c.name, f"c.{c.name}" if c.name in known else "null")) for c in columns
    )
    rejects = ", ".join(_cast(c.name, c.type, of_reject.get(c.name, f"r.{c.name}")) for c in columns)
    query = (
        f"select {duplicates} from read_parquet({_paths(reports)}) c join homes h using (submission_id, row_key)"
        " left join texts t using (submission_id, row_key)"
        f" union all select {rejects} from read_parquet({_paths(reports, 'rejects')}) r"
    )
    return write_parquet(connection, query, ids, path)


def write_parquet(connection: DuckDBPyConnection, query: str, ids: FieldIds, path: Path) -> int:
    """Write the result of a query as Parquet with Iceberg's field ids; returns the rows written."""
    fields = ", ".join(f"{name}: {number}" for name, number in ids.items())
    copy = f"copy ({query}) to {quoted(str(path))} (format parquet, {_COMPRESSION}, field_ids {{{fields}}})"
    answer = connection.execute(copy).fetchone()
    return int(answer[0]) if answer else 0


def _same_texts(reports: Sequence[Report]) -> dict[str, str]:
    """The columns that have one text on every line of all the reports, as the statistics of their files tell."""
    found: dict[str, set[object]] = {}
    for report in reports:
        metadata = pq.read_metadata(report.candidates)
        for at, name in enumerate(metadata.schema.names):
            for group in range(metadata.num_row_groups):
                known = metadata.row_group(group).column(at).statistics
                is_known = known is not None and known.has_min_max and known.null_count == 0
                found.setdefault(name, set()).update({known.min, known.max} if is_known else {None})
    texts = {name: values.pop() for name, values in found.items() if len(values) == 1}
    return {name: text for name, text in texts.items() if isinstance(text, str) and len(text.encode()) <= _WHOLE}


def _collect_texts(connection: DuckDBPyConnection, reports: Sequence[Report]) -> None:
    """Create `texts`: the records behind the duplicates, as received."""
    connection.execute(
        "create or replace temp table texts (submission_id varchar, row_key varchar, record_text varchar)"
    )
    for report in reports:
        if report.records is not None:
            connection.execute(
                "create or replace temp table repeats as select submission_id, row_key, source_sheet, source_line"
                f" from read_parquet({_paths([report])}) join homes using (submission_id, row_key)"
            )
            # By its line alone a record is found in half the time: those that share it on other sheets are few.
            records = f"read_parquet({_paths([report], 'records')})"
            connection.execute(
                f"insert into texts select submission_id, row_key, {record_text_sql(report.headings, 'r')}"
                f" from (select * from {records} where line in (select source_line from repeats)) r"
                " join repeats c on r.sheet = c.source_sheet and r.line = c.source_line"
            )


def _cast(name: str, column_type: str, expression: str) -> str:
    duck_type = {"string": "varchar"}.get(column_type, column_type)
    return f"cast({expression} as {duck_type}) as {name}"


def _paths(reports: Collection[Report], kind: str = "candidates") -> str:
    return "[" + ", ".join(quoted(str(getattr(r, kind))) for r in reports) + "]"
