"""Our table definitions in, Iceberg schemas, partitions and properties out."""

from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC, PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import (
    BooleanType,
    DateType,
    DecimalType,
    IcebergType,
    IntegerType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
)

from sellthrough.model.tables import Column, Table

PROPERTIES = {
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
    "commit.retry.num-retries": "20",
    "commit.retry.min-wait-ms": "50",
    "commit.retry.max-wait-ms": "2000",
    "commit.manifest-merge.enabled": "true",
    "commit.manifest.min-count-to-merge": "50",
}

_TYPES: dict[str, IcebergType] = {
    "string": StringType(),
    "boolean": BooleanType(),
    "int": IntegerType(),
    "bigint": LongType(),
    "date": DateType(),
    "timestamp": TimestampType(),
}


def iceberg_type(column: Column) -> IcebergType:
    """The Iceberg type of one column."""
    return DecimalType(*column.decimal) if column.decimal else _TYPES[column.type]


def iceberg_schema(table: Table) -> Schema:
    """The Iceberg schema of a new table; fields are numbered from 1 in the order of the definition."""
    fields = [
        NestedField(
            field_id=number, name=column.name, field_type=iceberg_type(column), required=False, doc=column.about
        )
        for number, column in enumerate(table.columns, start=1)
    ]
    return Schema(*fields)


def partition_columns(table: Table) -> tuple[str, ...]:
    """Columns whose values split a table into files. `published_submissions` lies by partner and record type, so that
    each publication replaces exactly one file per scope. Rows are not split: each file holds one submission's or one
    scope's rows anyway, and one report of the vendor may tell of a hundred partners. KPIs lie by period, so
    that a refresh replaces whole files."""
    if table.name.startswith("kpi_"):
        return ("period",)
    return ("partner_id", "record_type") if table.name == "published_submissions" else ()


def partition_spec(table: Table, schema: Schema) -> PartitionSpec:
    """The identity partitions of a new table."""
    names = partition_columns(table)
    if not names:
        return UNPARTITIONED_PARTITION_SPEC
    fields = [
        PartitionField(
            source_id=schema.find_field(name).field_id, field_id=1000 + n, transform=IdentityTransform(), name=name
        )
        for n, name in enumerate(names)
    ]
    return PartitionSpec(*fields)
