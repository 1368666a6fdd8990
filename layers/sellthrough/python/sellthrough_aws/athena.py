"""Athena: a query in, its rows out as an Arrow table of declared types. The only place that uses awswrangler."""

import threading
from collections.abc import Sequence
from typing import Any

import awswrangler as wr
import boto3
import pandas as pd
import pyarrow as pa

from sellthrough.model.arrow import arrow_type
from sellthrough.model.tables import Column

_POLL_SECONDS = 0.1


class _Session(boto3.Session):
    """Keeps its clients: awswrangler asks for a new one at every call, and making one costs more than the call."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()

    def client(self, service_name: str, **arguments: Any) -> Any:  # type: ignore[override]
        """The client of that service; awswrangler gives the same arguments each time."""
        with self._lock:
            if service_name not in self._made:
                make: Any = super().client  # its overloads name every service literally
                self._made[service_name] = make(service_name, **arguments)
            return self._made[service_name]


class Athena:
    """Queries in one workgroup and database; safe to use from several threads."""

    def __init__(self, database: str, workgroup: str) -> None:
        self._database = database
        self._workgroup = workgroup
        self._session = _Session()

    def query(self, sql: str, columns: Sequence[Column]) -> pa.Table:
        """Run one SELECT.

        Args:
            sql: Its result has exactly these columns, in this order.
            columns: Names and declared types of the result.

        Returns:
            The rows, every column of its declared type, sorted by all columns so that equal results are equal bytes.

        Raises:
            awswrangler.exceptions.QueryFailed: Athena refused or failed; the message is Athena's reason.
            ValueError: The result has other columns than declared.
        """
        frame: pd.DataFrame = wr.athena.read_sql_query(
            sql,
            database=self._database,
            workgroup=self._workgroup,
            ctas_approach=False,
            athena_query_wait_polling_delay=_POLL_SECONDS,
            boto3_session=self._session,
        )
        names = [column.name for column in columns]
        if list(frame.columns) != names:
            raise ValueError(f"Athena answered with columns {list(frame.columns)}, declared are {names}")
        arrays = [pa.array(frame[c.name], type=arrow_type(c), from_pandas=True) for c in columns]
        return pa.table(arrays, names=names).sort_by([(name, "ascending") for name in names])
