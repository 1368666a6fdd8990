"""Query executions: start, watch, stop and page through them, as Athena keeps them."""

import json
import threading
import time
import uuid
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sellthrough_local.athena.engine import Engine, Result
from sellthrough_local.athena.failures import QueryFailure, RequestError
from sellthrough_local.athena.statements import statement_type

_KEPT = 1000
_ENGINE_VERSION = "Athena engine version 3"
_PATIENCE = 2.0  # seconds that a start waits for a quick query, so that clients need no second poll


@dataclass
class Execution:
    """One query: what was asked, where it stands, where its result lies."""

    query_id: str
    sql: str
    database: str
    workgroup: str
    output: str
    parameters: list[str]
    bound_sql: str
    submitted: float = field(default_factory=time.time)
    completed: float = 0.0
    state: str = "QUEUED"
    reason: str = ""
    result: Result | None = None
    future: Future[None] | None = None

    def public(self) -> dict[str, Any]:
        """The QueryExecution of GetQueryExecution."""
        statement, substatement = statement_type(self.sql)
        status: dict[str, Any] = {"State": self.state, "SubmissionDateTime": self.submitted}
        if self.completed:
            status["CompletionDateTime"] = self.completed
        if self.reason:
            status["StateChangeReason"] = self.reason
            error = {"ErrorCategory": 2, "ErrorType": 1000, "Retryable": False, "ErrorMessage": self.reason}
            status |= {"AthenaError": error} if self.state == "FAILED" else {}
        milliseconds = int(1000 * ((self.completed or time.time()) - self.submitted))
        times = ("EngineExecutionTimeInMillis", "TotalExecutionTimeInMillis")
        return {
            "QueryExecutionId": self.query_id,
            "Query": self.sql,
            "StatementType": statement,
            "SubstatementType": substatement,
            "ResultConfiguration": {"OutputLocation": self.output},
            "QueryExecutionContext": {"Database": self.database, "Catalog": "awsdatacatalog"},
            "Status": status,
            "Statistics": {**dict.fromkeys(times, milliseconds), "DataScannedInBytes": 0},
            "WorkGroup": self.workgroup,
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": _ENGINE_VERSION},
            **({"ExecutionParameters": self.parameters} if self.parameters else {}),
        }


class Executions:
    """The queries of this process, the last thousand of them, run a few at a time."""

    def __init__(self, engine: Engine, folder: Path, workers: int = 4) -> None:
        self._engine = engine
        self._folder = folder
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="query")
        self._s3 = boto3.client("s3", config=Config(max_pool_connections=32))
        self._all: OrderedDict[str, Execution] = OrderedDict()
        self._tokens: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def start(
        self, *, sql: str, bound_sql: str, database: str, workgroup: str, output: str, parameters: list[str], token: str
    ) -> str:
        """Begin a query and return its id; the same client request token gives the same id."""
        with self._lock:
            if token and (known := self._tokens.get(token)):
                if self._all[known].sql != sql:
                    raise RequestError("InvalidRequestException", "Idempotent parameters do not match")
                return known
            query_id = str(uuid.uuid4())
            suffix = "csv" if statement_type(sql)[1] == "SELECT" else "txt"
            place = f"{output.rstrip('/')}/{query_id}.{suffix}"
            execution = Execution(query_id, sql, database, workgroup, place, parameters, bound_sql)
            self._all[query_id] = execution
            if token:
                self._tokens[token] = query_id
            self._forget()
        execution.future = self._pool.submit(self._run, execution)
        wait([execution.future], timeout=_PATIENCE)
        return query_id

    def get(self, query_id: str) -> Execution:
        """That execution.

        Raises:
            RequestError: InvalidRequestException for an unknown id.
        """
        with self._lock:
            execution = self._all.get(query_id)
        if execution is None:
            raise RequestError("InvalidRequestException", f"QueryExecution {query_id} was not found")
        return execution

    def ids(self, workgroup: str) -> list[str]:
        """Ids of a workgroup, the newest first."""
        with self._lock:
            return [e.query_id for e in reversed(self._all.values()) if e.workgroup == workgroup]

    def stop(self, query_id: str) -> None:
        """Cancel it; nothing happens when it has ended."""
        execution = self.get(query_id)
        if execution.state in ("QUEUED", "RUNNING"):
            execution.reason = "Query cancelled by user"
            execution.state, execution.completed = "CANCELLED", time.time()
            self._engine.interrupt(query_id)

    def page(self, query_id: str, token: str | None, count: int) -> dict[str, Any]:
        """One page of GetQueryResults; the first row of a SELECT's first page is its heading."""
        execution = self.get(query_id)
        if execution.state != "SUCCEEDED" or execution.result is None:
            text = f"Query has not yet finished. Current state: {execution.state}"
            raise RequestError("InvalidRequestException", text)
        result = execution.result
        if token is not None and not token.isdigit():
            raise RequestError("InvalidRequestException", "Malformed pagination token")
        start = int(token or 0)
        heading = result.has_header and start == 0
        offset = start - 1 if result.has_header and start else start
        rows: list[list[str | None]] = [[c.name for c in result.columns]] if heading else []
        rows += self._engine.page(result, offset, count - len(rows))
        following = start + len(rows)
        total = result.row_count + (1 if result.has_header else 0)
        data = [{"Data": [{} if v is None else {"VarCharValue": v} for v in row]} for row in rows]
        info = [column.info for column in result.columns]
        page: dict[str, Any] = {
            "ResultSet": {"Rows": data, "ResultSetMetadata": {"ColumnInfo": info}},
            "UpdateCount": 0,
        }
        return page | ({"NextToken": str(following)} if following < total else {})

    def _run(self, execution: Execution) -> None:
        if execution.state != "QUEUED":
            return
        execution.state = "RUNNING"
        # Of an error of our own, which the pool keeps to itself, the client must not wait for ever.
        state, reason = "FAILED", "GENERIC_INTERNAL_ERROR: the local Athena failed on this query"
        try:
            execution.result = self._engine.run(execution.query_id, execution.bound_sql, execution.database)
            self._publish(execution, execution.result)
            state, reason = "SUCCEEDED", ""
        except QueryFailure as failure:
            state, reason = "FAILED", str(failure)
        except (ClientError, BotoCoreError, OSError) as error:
            state, reason = "FAILED", f"GENERIC_INTERNAL_ERROR: {error}"
        finally:
            if execution.state == "RUNNING":
                execution.reason, execution.completed = reason, time.time()
                execution.state = state

    def _publish(self, execution: Execution, result: Result) -> None:
        bucket, _, key = execution.output.removeprefix("s3://").partition("/")
        path = self._folder / f"{execution.query_id}.out"
        self._engine.write_csv(result, path)
        try:
            with path.open("rb") as body:
                self._s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/octet-stream")
            about = json.dumps([column.info for column in result.columns]).encode()
            self._s3.put_object(Bucket=bucket, Key=f"{key}.metadata", Body=about)
        finally:
            path.unlink(missing_ok=True)

    def _forget(self) -> None:
        while len(self._all) > _KEPT:
            _, old = self._all.popitem(last=False)
            if old.result is not None:
                old.result.cells.unlink(missing_ok=True)
        while len(self._tokens) > _KEPT or (self._tokens and next(iter(self._tokens.values())) not in self._all):
            self._tokens.popitem(last=False)
