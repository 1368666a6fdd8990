"""`records.parquet` in, `records` out: the cells as received, with what every step asks of them worked out once.

`k_<field>` is the key of a date or a number under which its values meet; of any other field, `t_<field>` is the clean
text and `w_<field>` what cleaning took from the cell (`text.py`).
"""

from pathlib import Path

from sellthrough.model.engine import SMALL_ROWS, hold
from sellthrough.normalize.date_columns import day_keys
from sellthrough.normalize.number_columns import skeleton_keys
from sellthrough.normalize.work import Work, quoted


def hold_records(work: Work, path: Path) -> None:
    """Name the records, with their keys and texts, `records`."""
    keys = day_keys(work) | skeleton_keys(work)
    cells = {name: work.raw(name) for name, spec in work.fields.items() if spec.kind not in {"date", "number"}}
    source = f"read_parquet({quoted(str(path))}) r"
    if work.report.rows_in > SMALL_ROWS:
        texts = {f"t_{name}": f"clean({cell})" for name, cell in cells.items()}
        taken = {f"w_{name}": f"taken({cell}, r.t_{name})" for name, cell in cells.items()}
        query = f"select r.*{_listed(taken)} from (select r.*{_listed(keys | texts)} from {source}) r"
    else:
        # One expression for all texts: its regular expressions are compiled once, not once for each column.
        received = f"[{', '.join(cells.values()) or 'null'}]"
        query = f"select r.*{_listed(keys)}, {received} as cells from {source}"
        query = f"select *, list_transform(cells, lambda cell: clean(cell)) as texts from ({query})"
        takes = "list_transform(list_zip(cells, texts), lambda pair: taken(pair[1], pair[2]))"
        query = f"select *, {takes} as takes from ({query})"
        places = {f"t_{name}": f"texts[{place}]" for place, name in enumerate(cells, 1)}
        places |= {f"w_{name}": f"takes[{place}]" for place, name in enumerate(cells, 1)}
        query = f"select * exclude (cells, texts, takes){_listed(places)} from ({query})"
    hold(work.connection, "records", query, work.report.rows_in)


def _listed(columns: dict[str, str]) -> str:
    return "".join(f", {sql} as {name}" for name, sql in columns.items())
