"""What the staged lines say is what the file of facts says, also where one text stands on every line."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from sellthrough.model.tables import table_of
from sellthrough.publish.rows import write_facts
from sellthrough.publish.standing import Report

TABLE = table_of("inventory")
LONG = "x" * 300
Lines = list[dict[str, str | None]]


def stage(folder: Path, name: str, lines: Lines) -> Report:
    texts = [c.name for c in TABLE.columns if c.type == "string" and c.name not in {"submission_id", "row_key"}]
    others = [c.name for c in TABLE.columns if c.name not in {*texts, "submission_id", "row_key", "run"}]
    columns = ", ".join([*(f"line['{n}'] as {n}" for n in texts), *(f"null as {n}" for n in others)])
    rows = [{text: line.get(text) for text in texts} for line in lines]
    path = folder / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select '{name}' as submission_id, '{name}:' || n as row_key, {columns}, cast(null as integer) as error "
            f"from (select unnest(?) as line, generate_subscripts(?, 1) as n)) to '{path}' (format parquet)",
            [rows, rows],
        )
    return Report(
        submission_id=name, landing_order="1", feed="stock", reporting_period="2025-03", resubmission="add",
        duplicate_lines="drop", periods=frozenset({"2025-03"}), ledger_run=1, candidates=path,
    )  # fmt: skip


@pytest.mark.parametrize(
    "files",
    [
        [[{"feed": "stock", "source_file": "a.csv"}, {"feed": "stock", "source_file": "a.csv"}]],
        [[{"feed": "stock", "source_file": "it's.csv"}], [{"feed": "other", "source_file": "it's.csv"}]],
        [[{"feed": None, "source_file": LONG + "1"}, {"feed": "stock", "source_file": LONG + "2"}]],
        [[{"feed": "", "source_file": LONG}], []],
        [[]],
    ],
)
def test_facts_say_what_the_staged_lines_say(tmp_path: Path, files: list[Lines]) -> None:
    reports = [stage(tmp_path, f"s{at}", lines) for at, lines in enumerate(files)]
    out = tmp_path / "facts.parquet"
    with duckdb.connect() as connection:
        connection.execute("create temp table homes (submission_id varchar, row_key varchar)")
        ids = {column.name: at for at, column in enumerate(TABLE.columns, 1)}
        written = write_facts(connection, reports, TABLE, out, run=7, ids=ids)
        found = connection.execute(f"select submission_id, run, feed, source_file from '{out}'").fetchall()
        types = dict(connection.execute(f"select column_name, column_type from (describe from '{out}')").fetchall())
    expected = [(f"s{at}", 7, line["feed"], line["source_file"]) for at, lines in enumerate(files) for line in lines]
    assert written == len(expected)
    assert Counter(found) == Counter(expected)
    assert {types[c.name] for c in TABLE.columns if c.type == "string"} == {"VARCHAR"}
