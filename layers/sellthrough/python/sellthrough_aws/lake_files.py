"""A local Parquet file in, the description that an Iceberg commit needs out."""

from pathlib import Path

import pyarrow.parquet as pq
from pyiceberg.io.pyarrow import (
    compute_statistics_plan,
    data_file_statistics_from_parquet_metadata,
    parquet_path_to_id_mapping,
)
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata


def field_ids(table: Table) -> dict[str, int]:
    """Iceberg's field id of each column, in the table's order: what our Parquet files carry."""
    return {field.name: field.field_id for field in table.schema().fields}


def data_file_of(metadata: TableMetadata, path: Path, location: str) -> DataFile:
    """Describe a Parquet file of ours, from its footer, as the data file at `location`.

    Raises:
        ValueError: Its columns are not the table's, or it spans several partitions.
    """
    schema = metadata.schema()
    footer = pq.read_metadata(path)
    if list(footer.schema.names) != list(schema.column_names):
        raise ValueError(f"{path.name}: columns {footer.schema.names} are not the table's {schema.column_names}")
    statistics = data_file_statistics_from_parquet_metadata(
        parquet_metadata=footer,
        stats_columns=compute_statistics_plan(schema, metadata.properties),
        parquet_column_mapping=parquet_path_to_id_mapping(schema),
    )
    return DataFile.from_args(
        content=DataFileContent.DATA,
        file_path=location,
        file_format=FileFormat.PARQUET,
        partition=statistics.partition(metadata.spec(), schema),
        file_size_in_bytes=path.stat().st_size,
        sort_order_id=None,
        spec_id=metadata.default_spec_id,
        equality_ids=None,
        key_metadata=None,
        **statistics.to_serialized_dict(),
    )
