"""SQL in, rows out, asked of Athena once for each version of the data: pages are fast and never show old numbers."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence

import boto3

from sellthrough_aws.athena_rows import AthenaRows, Result, Row
from sellthrough_aws.objects import Objects

_KEPT_IN_MEMORY = 200
PREFIX = "console"


class CachedRows:
    """Answers kept in memory and in the staging bucket, which forgets them after 30 days.

    The version of the data is what the catalogue says every table points to: any commit makes another one.
    """

    def __init__(self, athena: AthenaRows, objects: Objects, bucket: str, database: str) -> None:
        self._athena = athena
        self._objects = objects
        self._bucket = bucket
        self._database = database
        self._glue = boto3.client("glue")
        self._memory: OrderedDict[str, Result] = OrderedDict()

    def version(self) -> str:
        """Short name of what all tables hold now."""
        pages = self._glue.get_paginator("get_tables").paginate(DatabaseName=self._database)
        places = sorted(
            (table["Name"], table.get("Parameters", {}).get("metadata_location", ""))
            for page in pages
            for table in page["TableList"]
        )
        return hashlib.sha256(json.dumps(places).encode()).hexdigest()[:16]

    def rows(self, version: str, sql: str, values: Sequence[str] = ()) -> list[Row]:
        """The rows of one statement.

        Args:
            version: Of the data, asked once for a page, so that its numbers belong together.

        Raises:
            QueryFailedError: Athena refused or failed it.
        """
        digest = hashlib.sha256(json.dumps([sql, list(values)]).encode()).hexdigest()[:32]
        key = f"{PREFIX}/{version}/{digest}.json"
        result = self._memory.get(key) or self._find(key)
        if result is None:
            result = self._athena.run(sql, values)
            # A commit while the query ran: the answer may be of either version, so it is kept for neither.
            if self.version() == version:
                self._objects.put_json(self._bucket, key, result.model_dump_json())
                self._remember(key, result)
        else:
            self._remember(key, result)
        return result.rows()

    def _find(self, key: str) -> Result | None:
        document = self._objects.find_json(self._bucket, key)
        return Result.model_validate(document) if document is not None else None

    def _remember(self, key: str, result: Result) -> None:
        self._memory[key] = result
        self._memory.move_to_end(key)
        while len(self._memory) > _KEPT_IN_MEMORY:
            self._memory.popitem(last=False)
