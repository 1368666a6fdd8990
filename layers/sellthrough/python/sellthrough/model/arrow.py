"""Column definitions in, Arrow types out: the types that every Parquet file and every Iceberg table of ours has."""

from collections.abc import Iterable

import pyarrow as pa

from sellthrough.model.tables import Column

_TYPES = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of one column; a timestamp is UTC without a zone, in microseconds."""
    return pa.decimal128(*column.decimal) if column.decimal else _TYPES[column.type]


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of these columns, in their order, all nullable."""
    return pa.schema([pa.field(column.name, arrow_type(column)) for column in columns])
