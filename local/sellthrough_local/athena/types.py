"""Types of Athena: Glue's type names in, sqlglot types out; DuckDB's result types in, Athena's column info out."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from sellthrough_local.athena.failures import not_supported

_HIVE_TO_TRINO = {
    "string": "varchar",
    "int": "integer",
    "float": "real",
    "binary": "varbinary",
    "timestamptz": "timestamp with time zone",
}
_INTEGER_DIGITS = {exp.DType.TINYINT: 3, exp.DType.SMALLINT: 5, exp.DType.INT: 10, exp.DType.BIGINT: 19}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
# DuckDB's result types: Athena's name, precision, scale.
_RESULTS: dict[str, tuple[str, int, int]] = {
    "BOOLEAN": ("boolean", 0, 0),
    "TINYINT": ("tinyint", 3, 0),
    "SMALLINT": ("smallint", 5, 0),
    "INTEGER": ("integer", 10, 0),
    "BIGINT": ("bigint", 19, 0),
    "HUGEINT": ("bigint", 19, 0),
    "UBIGINT": ("bigint", 19, 0),
    "FLOAT": ("float", 17, 0),
    "DOUBLE": ("double", 17, 0),
    "DATE": ("date", 0, 0),
    "TIMESTAMP": ("timestamp", 3, 0),
    "TIMESTAMP_MS": ("timestamp", 3, 0),
    "TIMESTAMP_S": ("timestamp", 3, 0),
    "TIMESTAMP WITH TIME ZONE": ("timestamp with time zone", 3, 0),
    "VARCHAR": ("varchar", 2147483647, 0),
    "JSON": ("varchar", 2147483647, 0),
    "BLOB": ("varbinary", 1073741824, 0),
    '"NULL"': ("varchar", 2147483647, 0),
    "INTERVAL": ("interval day to second", 0, 0),
}


@lru_cache(maxsize=256)
def trino_name(hive_type: str) -> str:
    """The name that Trino shows for a column of that Glue type (string becomes varchar, int becomes integer)."""
    return _HIVE_TO_TRINO.get(hive_type.lower(), hive_type.lower())


@lru_cache(maxsize=256)
def data_type(hive_type: str) -> exp.DataType:
    """The sqlglot type of a Glue column."""
    try:
        return exp.DataType.build(trino_name(hive_type), dialect="athena")
    except SqlglotError as error:
        raise not_supported(f"column type {hive_type}") from error


def decimal(precision: int, scale: int) -> exp.DataType:
    """decimal(precision, scale), the precision capped at 38 as Trino does."""
    return exp.DataType.build(f"DECIMAL({min(38, precision)}, {scale})")


def as_decimal(kind: exp.DataType | None) -> tuple[int, int] | None:
    """Precision and scale of a decimal or of an integer taken as one; None for anything else."""
    if kind is None:
        return None
    if kind.this in _INTEGER_DIGITS:
        return _INTEGER_DIGITS[kind.this], 0
    if kind.this is exp.DType.DECIMAL:
        if len(kind.expressions) == 2:
            return int(kind.expressions[0].name), int(kind.expressions[1].name)
        return (int(kind.expressions[0].name), 0) if kind.expressions else (38, 0)
    return None


@dataclass(frozen=True)
class ResultColumn:
    """One column of a result: its name and DuckDB's type of it."""

    name: str
    duckdb_type: str

    @property
    def athena_type(self) -> tuple[str, int, int]:
        """Athena's type name, precision and scale."""
        if match := _DECIMAL.fullmatch(self.duckdb_type):
            return "decimal", int(match[1]), int(match[2])
        if self.duckdb_type.endswith("[]"):
            return "array", 0, 0
        if self.duckdb_type not in _RESULTS:
            raise not_supported(f"a result column of type {self.duckdb_type}")
        return _RESULTS[self.duckdb_type]

    @property
    def info(self) -> dict[str, object]:
        """The ColumnInfo of GetQueryResults."""
        name, precision, scale = self.athena_type
        return {
            "CatalogName": "hive",
            "SchemaName": "",
            "TableName": "",
            "Name": self.name,
            "Label": self.name,
            "Type": name,
            "Precision": precision,
            "Scale": scale,
            "Nullable": "UNKNOWN",
            "CaseSensitive": name == "varchar",
        }

    def cell_sql(self, quoted: str) -> str:
        """DuckDB SQL that writes a value of this column the way Athena prints it."""
        kind = self.athena_type[0]
        if kind == "timestamp":
            return f"strftime({quoted}, '%Y-%m-%d %H:%M:%S.%f')"
        if kind == "timestamp with time zone":
            return f"strftime({quoted} AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%g') || ' UTC'"
        if kind in ("double", "float"):
            words = "WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' WHEN 'nan' THEN 'NaN'"
            return f"CASE CAST({quoted} AS VARCHAR) {words} ELSE CAST({quoted} AS VARCHAR) END"
        if kind == "varbinary":
            return f"lower(regexp_replace(hex({quoted}), '(..)(?!$)', '\\1 ', 'g'))"
        return f"CAST({quoted} AS VARCHAR)"
