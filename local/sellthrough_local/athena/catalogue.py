"""The Glue catalogue as the endpoint sees it: names in, typed tables and view texts out."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from sellthrough_local.athena.failures import QueryFailure, not_supported

_PRESTO_VIEW = re.compile(r"/\* Presto View: (\S+) \*/")


@dataclass(frozen=True)
class GlueTable:
    """One table or view of the catalogue.

    Attributes:
        columns: (name, Glue type, comment), current ones only, in order.
        metadata_location: Of an Iceberg table; names exactly one snapshot. Empty for a view.
        view_sql: SQL text of a Presto view; empty for a table.
        view_database: Where unqualified names of the view's text are looked up.
    """

    database: str
    name: str
    columns: tuple[tuple[str, str, str], ...]
    metadata_location: str = ""
    view_sql: str = ""
    view_database: str = ""
    raw: dict[str, Any] | None = None

    @property
    def is_view(self) -> bool:
        """True for a view."""
        return bool(self.view_sql)


class Catalogue:
    """Glue behind `AWS_ENDPOINT_URL`. Nothing is cached here: a query sees the tables as they are."""

    def __init__(self) -> None:
        self._glue = boto3.client("glue", config=Config(max_pool_connections=32))

    def databases(self) -> list[dict[str, Any]]:
        """Every database, as Glue describes it."""
        return [d for page in self._glue.get_paginator("get_databases").paginate() for d in page["DatabaseList"]]

    def database(self, name: str) -> dict[str, Any]:
        """One database.

        Raises:
            QueryFailure: SCHEMA_NOT_FOUND.
        """
        try:
            found: dict[str, Any] = self._glue.get_database(Name=name)["Database"]
        except ClientError as error:
            if _is_missing(error):
                raise QueryFailure("SCHEMA_NOT_FOUND", f"Schema '{name}' does not exist") from error
            raise
        return found

    def tables(self, database: str) -> Iterator[GlueTable]:
        """Every table and view of a database that is there; nothing when the database is not."""
        try:
            for page in self._glue.get_paginator("get_tables").paginate(DatabaseName=database):
                yield from (_glue_table(raw) for raw in page["TableList"])
        except ClientError as error:
            if not _is_missing(error):
                raise

    def table(self, database: str, name: str) -> GlueTable:
        """One table or view.

        Raises:
            QueryFailure: TABLE_NOT_FOUND or SCHEMA_NOT_FOUND.
        """
        try:
            return _glue_table(self._glue.get_table(DatabaseName=database, Name=name)["Table"])
        except ClientError as error:
            if not _is_missing(error):
                raise
        self.database(database)
        raise QueryFailure("TABLE_NOT_FOUND", f"Table 'awsdatacatalog.{database}.{name}' does not exist")


def _is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "EntityNotFoundException"


def _glue_table(raw: dict[str, Any]) -> GlueTable:
    parameters = raw.get("Parameters", {})
    listed = [*raw.get("StorageDescriptor", {}).get("Columns", []), *raw.get("PartitionKeys", [])]
    # pyiceberg and Athena keep dropped columns in Glue and mark them; they are not part of the table any more.
    current = [c for c in listed if c.get("Parameters", {}).get("iceberg.field.current", "true") == "true"]
    columns = tuple((c["Name"].lower(), c.get("Type", "string"), c.get("Comment", "")) for c in current)
    view_sql, view_database = "", ""
    if raw.get("TableType") == "VIRTUAL_VIEW":
        view_sql, view_database = _view_text(raw)
    return GlueTable(
        database=raw["DatabaseName"],
        name=raw["Name"],
        columns=columns,
        metadata_location=parameters.get("metadata_location", ""),
        view_sql=view_sql,
        view_database=view_database or raw["DatabaseName"],
        raw=raw,
    )


def _view_text(raw: dict[str, Any]) -> tuple[str, str]:
    match = _PRESTO_VIEW.match(raw.get("ViewOriginalText", ""))
    if match is None:
        raise not_supported(f"view {raw['Name']} that is not a Presto view")
    try:
        definition = json.loads(base64.b64decode(match[1], validate=True))
        return definition["originalSql"], definition.get("schema", "")
    except (binascii.Error, ValueError, KeyError) as error:
        raise QueryFailure("INVALID_VIEW", f"view {raw['Name']} cannot be read: {error}") from error
