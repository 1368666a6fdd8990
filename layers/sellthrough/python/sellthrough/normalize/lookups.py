"""Distinct cells and what each one means in, a look-up table in DuckDB out: every spelling is resolved once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import pyarrow as pa

from sellthrough.normalize.text import clean
from sellthrough.normalize.work import Work

_TYPES: dict[type, pa.DataType] = {str: pa.string(), date: pa.date32(), bool: pa.bool_(), int: pa.int64()}


def create_table(work: Work, name: str, columns: dict[str, type], rows: Iterable[Sequence[object]]) -> None:
    """Give DuckDB these rows as the table `name`; Arrow keeps them, copying them in would take longer than the join."""
    work.connection.register(name, arrow_table(columns, rows))


def arrow_table(columns: dict[str, type], rows: Iterable[Sequence[object]]) -> pa.Table:
    """The rows as an Arrow table with columns of these types."""
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = {c: pa.array(values, _TYPES[kind]) for (c, kind), values in zip(columns.items(), cells, strict=True)}
    return pa.table(arrays)


def create_lookup(work: Work, field: str, resolve: Callable[[str], str | None]) -> str:
    """Create `l_<field>` (k, is_empty, value) and join it: `<field>_value` and `<field>_empty` of each line.

    Returns:
        The join, which is in `work.joins` too.
    """
    cleaned = [(k, clean(k)) for k in work.values(field)]
    rows = [(k, text is None, resolve(text) if text is not None else None) for k, text in cleaned]
    create_table(work, f"l_{field}", {"k": str, "is_empty": bool, "value": str}, rows)
    return join_lookup(work, field)


def join_lookup(work: Work, field: str) -> str:
    """Join `l_<field>` (k, is_empty, value) to the lines; returns the join."""
    join = f"left join l_{field} on l_{field}.k = {work.raw(field)}"
    work.joins.append(join)
    work.columns[f"{field}_value"] = f"l_{field}.value"
    work.columns[f"{field}_empty"] = f"coalesce(l_{field}.is_empty, true)"
    return join
