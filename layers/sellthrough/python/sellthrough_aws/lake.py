"""The lake: Iceberg tables and views in Glue. Arrow tables or Parquet files in, one atomic commit out."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import boto3
import pyarrow as pa
from botocore.config import Config
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import NoSuchTableError, TableAlreadyExistsError
from pyiceberg.expressions import AlwaysTrue, BooleanExpression, In
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable

from sellthrough.model.tables import Column, Table
from sellthrough_aws.lake_files import data_file_of
from sellthrough_aws.lake_history import LeanTransaction, trimmed
from sellthrough_aws.lake_io import BotoFileIO, store
from sellthrough_aws.lake_tables import PROPERTIES, iceberg_schema, partition_spec
from sellthrough_aws.lake_views import view_input

Properties = Mapping[str, str]


class _Catalog(GlueCatalog):  # type: ignore[misc]  # pyiceberg is untyped here
    """Glue without the question, before every commit, whether the database is one of S3 Tables: ours never is."""

    def _is_s3tables_database(self, database_name: str) -> bool:  # noqa: ARG002
        return False


class Lake:
    """The tables of one Glue database. One instance per function, made at the cold start.

    Args:
        database: Glue database; it exists (the template makes it).
        warehouse_uri: s3:// folder below which new tables lie, without a slash at the end.
    """

    def __init__(self, database: str, warehouse_uri: str) -> None:
        self.database = database
        self.warehouse_uri = warehouse_uri.rstrip("/")
        self._glue = boto3.client("glue", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))
        io = f"{BotoFileIO.__module__}.{BotoFileIO.__name__}"
        self._catalog = _Catalog("glue", client=self._glue, **{"py-io-impl": io, "warehouse": self.warehouse_uri})

    def table(self, storage_name: str) -> IcebergTable:
        """The table as it stands now.

        Raises:
            pyiceberg.exceptions.NoSuchTableError: It was never migrated.
        """
        return self._catalog.load_table((self.database, storage_name))

    def migrate(self, tables: Iterable[Table]) -> list[str]:
        """Create what is missing and add new columns; views are left to `create_view`.

        Returns:
            The storage names that were created or changed; empty when everything was as it should be.
        """
        return [t.storage_name for t in tables if t.kind != "view" and self._migrate(t)]

    def append(
        self,
        storage_name: str,
        rows: pa.Table | Sequence[Path],
        properties: Properties,
        table: IcebergTable | None = None,
    ) -> int:
        """Add rows in one commit.

        Args:
            table: A recent handle of the table, to save looking it up.
            rows: An Arrow table, or local Parquet files with the table's exact columns and field ids, each of one
                partition.
            properties: Kept in the snapshot, so that the commit is found again (`has_snapshot`).

        Returns:
            The sequence number of the commit.
        """
        table = table or self.table(storage_name)
        if isinstance(rows, pa.Table):
            table.append(rows, snapshot_properties=dict(properties))
        else:
            files = [self.upload(table, path) for path in rows]
            with (
                LeanTransaction(table) as change,
                change.update_snapshot(snapshot_properties=dict(properties)).merge_append() as snapshot,
            ):
                for file in files:
                    snapshot.append_data_file(file)
        return trimmed(table)

    def replace_where(
        self, table: IcebergTable, column: str, values: Iterable[str], rows: pa.Table, properties: Properties
    ) -> None:
        """Replace the rows whose `column` is one of `values` by `rows`, in one commit."""
        wanted = sorted(set(values))
        if wanted:
            _overwrite(table, In(column, wanted), rows, properties)

    def replace_all(self, table: IcebergTable, rows: pa.Table, properties: Properties) -> None:
        """Replace the whole content by `rows`, in one commit."""
        _overwrite(table, AlwaysTrue(), rows, properties)

    def read(self, storage_name: str, where: BooleanExpression | None = None) -> pa.Table:
        """The rows of the table that meet the condition."""
        return self.table(storage_name).scan(row_filter=where or AlwaysTrue()).to_arrow()

    def replace_files(
        self, table: IcebergTable, where: BooleanExpression, rows: Sequence[Path], properties: Properties
    ) -> int:
        """Replace whole partitions of a table by local Parquet files, on condition that nobody changed them since.

        Args:
            table: The handle that the caller read its decision from.
            where: Covers whole partitions only.
            rows: As for `append`.

        Returns:
            The sequence number of the commit.

        Raises:
            pyiceberg.exceptions.ValidationException: Somebody changed these partitions since `table` was read.
            pyiceberg.exceptions.CommitFailedException: Others kept committing to the table; try again.
        """
        old = [task.file for task in table.scan(row_filter=where).plan_files()]
        new = [self.upload(table, path) for path in rows]
        with (
            LeanTransaction(table) as change,
            change.update_snapshot(snapshot_properties=dict(properties)).overwrite() as snapshot,
        ):
            snapshot.delete_by_predicate(where)
            for file in old:
                snapshot.delete_data_file(file)
            for file in new:
                snapshot.append_data_file(file)
        return trimmed(table)

    def has_snapshot(self, storage_name: str, name: str, value: str) -> bool:
        """True when a commit with that property is in the table's history: look before writing again."""
        snapshots = self.table(storage_name).snapshots()
        return any(s.summary is not None and s.summary.additional_properties.get(name) == value for s in snapshots)

    def current_property(self, storage_name: str, name: str) -> str | None:
        """That property of the table's current snapshot; None when either is missing."""
        snapshot = self.table(storage_name).current_snapshot()
        return snapshot.summary.additional_properties.get(name) if snapshot and snapshot.summary else None

    def create_view(self, name: str, sql: str, columns: Sequence[Column]) -> bool:
        """Create or change a view; False when it was as it should be."""
        wanted = view_input(name, sql, columns, self.database)
        try:
            stored = self._glue.get_table(DatabaseName=self.database, Name=name)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            try:
                self._glue.create_table(DatabaseName=self.database, TableInput=wanted)
            except self._glue.exceptions.AlreadyExistsException:  # an answer was lost, or two deployments met
                self._glue.update_table(DatabaseName=self.database, TableInput=wanted)
            return True
        if stored.get("ViewOriginalText") == wanted["ViewOriginalText"]:
            return False
        self._glue.update_table(DatabaseName=self.database, TableInput=wanted)
        return True

    def upload(self, table: IcebergTable, path: Path) -> DataFile:
        """Put a local Parquet file among the table's data files and describe it; it belongs to no snapshot yet."""
        location = f"{table.location()}/data/{uuid4().hex}.parquet"
        file = data_file_of(table.metadata, path, location)
        store().upload(path, location)
        return file

    def _migrate(self, table: Table) -> bool:
        wanted = iceberg_schema(table)
        try:
            stored = self.table(table.storage_name)
        except NoSuchTableError:
            self._create(table, wanted)
            return True
        is_new = {f.name for f in wanted.fields} - set(stored.schema().column_names)
        properties = {name: value for name, value in PROPERTIES.items() if stored.properties.get(name) != value}
        properties.pop("format-version", None)
        if not is_new and not properties:
            return False
        with stored.transaction() as change:
            if is_new:
                with change.update_schema() as schema:
                    schema.union_by_name(wanted)
            if properties:
                change.set_properties(properties)
        return True

    def _create(self, table: Table, schema: Schema) -> None:
        try:
            self._catalog.create_table(
                (self.database, table.storage_name),
                schema=schema,
                location=f"{self.warehouse_uri}/{table.storage_name}",
                partition_spec=partition_spec(table, schema),
                properties=PROPERTIES,
            )
        except TableAlreadyExistsError:  # an answer was lost, or two deployments met
            self.table(table.storage_name)


def _overwrite(table: IcebergTable, where: BooleanExpression, rows: pa.Table, properties: Properties) -> None:
    with LeanTransaction(table) as change:
        change.overwrite(rows, overwrite_filter=where, snapshot_properties=dict(properties))
    trimmed(table)
