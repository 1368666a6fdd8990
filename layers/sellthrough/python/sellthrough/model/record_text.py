"""The headings of a file in, the SQL that writes a whole record as a JSON object of heading and cell out."""

from collections.abc import Sequence


def record_text_sql(headings: Sequence[str], records: str) -> str:
    """DuckDB SQL over the columns c1 to cN of `records` (an alias of records.parquet).

    A position without a heading is called by its number; a heading that comes twice carries its position.
    """
    names: list[str] = []
    for position, heading in enumerate(headings, 1):
        name = heading or str(position)
        names.append(f"{name} ({position})" if name in names else name)
    cells = (f"'{name.replace(chr(39), chr(39) * 2)}', {records}.c{i}" for i, name in enumerate(names, 1))
    return f"json_object({', '.join(cells)})"
