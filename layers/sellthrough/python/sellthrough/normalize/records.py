"""`records.parquet` in, `records` out: the cells as received, with what every step asks of them worked out once.

`k_<field>` is the key of a date or a number under which its values meet, `t_<field>` the clean text of any other field.
"""

from pathlib import Path

from sellthrough.model.engine import SMALL_ROWS, hold
from sellthrough.normalize.date_columns import day_keys
from sellthrough.normalize.number_columns import skeleton_keys
from sellthrough.normalize.work import Work, quoted


def hold_records(work: Work, path: Path) -> None:
    """Name the records, with their keys and texts, `records`."""
    keys = day_keys(work) | skeleton_keys(work)
    texts = {f"t_{name}": work.raw(name) for name, spec in work.fields.items() if spec.kind not in {"date", "number"}}
    source = f"read_parquet({quoted(str(path))}) r"
    if work.report.rows_in > SMALL_ROWS:
        columns = keys | {name: f"clean({cell})" for name, cell in texts.items()}
        query = f"select r.*{_listed(columns)} from {source}"
    else:
        # One expression for all texts: its regular expressions are compiled once, not once for each column.
        cells = f"list_transform([{', '.join(texts.values()) or 'null'}], lambda cell: clean(cell)) as cells"
        places = {name: f"cells[{place}]" for place, name in enumerate(texts, 1)}
        query = f"select * exclude (cells){_listed(places)} from (select r.*{_listed(keys)}, {cells} from {source})"
    hold(work.connection, "records", query, work.report.rows_in)


def _listed(columns: dict[str, str]) -> str:
    return "".join(f", {sql} as {name}" for name, sql in columns.items())
