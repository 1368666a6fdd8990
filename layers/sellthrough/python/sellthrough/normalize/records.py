"""`records.parquet` in, `records` out: the cells as received, with what every step asks of them worked out once.

`k_<field>` is the key of a date or a number under which its values meet; of any other field, `t_<field>` is the clean
text and `w_<field>` what cleaning took from the cell (`text.py`).
"""

from collections.abc import Iterable
from pathlib import Path

from sellthrough.model.cleaning import Cleaning, marked_columns
from sellthrough.model.engine import SMALL_ROWS
from sellthrough.model.sql_texts import quoted
from sellthrough.normalize.date_columns import day_keys
from sellthrough.normalize.number_columns import skeleton_keys
from sellthrough.normalize.skeletons import spellings
from sellthrough.normalize.work import Work

# Of a cell, by what cleaning may take: its clean text, and the bits of what was taken.
_CLEANED = {
    Cleaning.NOTHING: ("{cell}", "0::utinyint"),
    Cleaning.SPACES: ("clean_spaces({cell})", "cast({cell} is distinct from {text} as utinyint)"),
    Cleaning.ANYTHING: ("clean({cell})", "taken({cell}, {text})"),
}


def hold_records(work: Work, path: Path) -> None:
    """Name the records, with their keys and texts, `records`; of a large file, those with keys of numbers `keyed`."""
    cells = {name: work.raw(name) for name, spec in work.fields.items() if spec.kind not in {"date", "number"}}
    if work.report.rows_in > SMALL_ROWS:
        _view_records(work, path, cells)
    else:
        _copy_records(work, path, cells)


def _view_records(work: Work, path: Path, cells: dict[str, str]) -> None:
    marked = marked_columns(path)
    known = {name: marked.get(f"c{at}", Cleaning.ANYTHING) for name, at in _places(work, cells).items()}
    work.clean = frozenset(name for name, cleaning in known.items() if cleaning is Cleaning.NOTHING)
    columns = {name: (cell, *_CLEANED[known.get(name, Cleaning.ANYTHING)]) for name, cell in cells.items()}
    texts = {f"t_{name}": text.format(cell=cell) for name, (cell, text, _) in columns.items()}
    taken = {f"w_{n}": bits.format(cell=cell, text=f"r.t_{n}") for n, (cell, _, bits) in columns.items()}
    numbers = _places(work, skeleton_keys(work), "k_")
    constants = {key: sql for key, sql in skeleton_keys(work).items() if key not in numbers}
    keys = day_keys(work) | constants
    query = f"select r.*{_listed(keys | texts)} from read_parquet({quoted(str(path))}, file_row_number = true) r"
    work.connection.execute(f"create temp view records as select r.*{_listed(taken)} from ({query}) r")
    if numbers:
        work.connection.register("spellings", spellings(path, numbers))
        found = _listed({key: f"s.{key}" for key in numbers})
        joined = "records r join spellings s on s.row = r.file_row_number"
        work.connection.execute(f"create temp view keyed as select r.*{found} from {joined}")
        work.keyed, work.counted = "keyed", {key.removeprefix("k_"): "spellings" for key in numbers}


def _copy_records(work: Work, path: Path, cells: dict[str, str]) -> None:
    # One expression for all texts: its regular expressions are compiled once, not once for each column.
    keys, received = day_keys(work) | skeleton_keys(work), f"[{', '.join(cells.values()) or 'null'}]"
    query = f"select r.*{_listed(keys)}, {received} as cells from read_parquet({quoted(str(path))}) r"
    query = f"select *, list_transform(cells, lambda cell: clean(cell)) as texts from ({query})"
    takes = "list_transform(list_zip(cells, texts), lambda pair: taken(pair[1], pair[2]))"
    places = {f"t_{name}": f"texts[{place}]" for place, name in enumerate(cells, 1)}
    places |= {f"w_{name}": f"takes[{place}]" for place, name in enumerate(cells, 1)}
    query = f"select * exclude (cells, texts, takes){_listed(places)} from (select *, {takes} as takes from ({query}))"
    work.connection.execute(f"create temp table records as {query}")


def _places(work: Work, names: Iterable[str], prefix: str = "") -> dict[str, int]:
    """Those of the names that have a column, each with its place (from 1)."""
    places = {f"{prefix}{n}": at for n, at in work.mapping.positions.items() if n not in work.mapping.constants}
    return {name: places[name] for name in names if name in places}


def _listed(columns: dict[str, str]) -> str:
    return "".join(f", {sql} as {name}" for name, sql in columns.items())
