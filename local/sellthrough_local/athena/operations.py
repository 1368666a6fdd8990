"""Athena's operations: the JSON body of a request in, the JSON body of the answer out."""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sellthrough_local.athena.catalogue import Catalogue, GlueTable
from sellthrough_local.athena.executions import Executions
from sellthrough_local.athena.failures import QueryFailure, RequestError
from sellthrough_local.athena.parameters import bind
from sellthrough_local.athena.statements import trimmed, using_values

Json = dict[str, Any]
_PREPARE = re.compile(r"prepare\s+(\w+)\s+from\s+(.+)", re.IGNORECASE | re.DOTALL)
_EXECUTE = re.compile(r"execute\s+(\w+)(?:\s+using\s+(.+))?", re.IGNORECASE | re.DOTALL)
_DEALLOCATE = re.compile(r"deallocate\s+prepare\s+(\w+)", re.IGNORECASE)
_WORKGROUP_SECONDS = 30


class Operations:
    """The dozen operations that clients call.

    Args:
        output: Where results go when neither the request nor the workgroup says so, an s3:// address.
    """

    def __init__(self, catalogue: Catalogue, executions: Executions, output: str) -> None:
        self._catalogue = catalogue
        self._executions = executions
        self._output = output
        self._prepared: dict[tuple[str, str], str] = {}
        self._workgroups: dict[str, tuple[float, Json]] = {}
        self._lock = threading.Lock()
        self._upstream = _upstream_athena()

    def call(self, operation: str, body: Json) -> Json:
        """Run one operation.

        Raises:
            RequestError: What the client gets as an HTTP 400.
        """
        handler: Callable[[Json], Json] | None = getattr(self, f"do_{_snake(operation)}", None)
        if handler is None:
            raise RequestError("InvalidRequestException", f"{operation} is not in the local Athena endpoint")
        try:
            return handler(body)
        except QueryFailure as failure:
            raise RequestError("MetadataException", failure.message) from failure
        except KeyError as error:
            raise RequestError("InvalidRequestException", f"{operation} needs {error}") from error

    def do_start_query_execution(self, body: Json) -> Json:
        """Start a query; a text that cannot even be prepared is a FAILED query, as on Athena."""
        workgroup = body.get("WorkGroup") or "primary"
        sql, parameters = body["QueryString"], list(body.get("ExecutionParameters") or [])
        context = body.get("QueryExecutionContext") or {}
        try:
            bound = self._bound(workgroup, sql, parameters)
        except QueryFailure as failure:
            raise RequestError("InvalidRequestException", str(failure)) from failure
        query_id = self._executions.start(
            sql=sql,
            bound_sql=bound,
            database=(context.get("Database") or "default").strip("`").lower(),  # awswrangler quotes it
            workgroup=workgroup,
            output=self._output_of(workgroup, (body.get("ResultConfiguration") or {}).get("OutputLocation")),
            parameters=parameters,
            token=body.get("ClientRequestToken") or "",
        )
        return {"QueryExecutionId": query_id}

    def do_get_query_execution(self, body: Json) -> Json:
        """State of one query."""
        return {"QueryExecution": self._executions.get(body["QueryExecutionId"]).public()}

    def do_batch_get_query_execution(self, body: Json) -> Json:
        """States of several queries."""
        found, missing = [], []
        for query_id in body["QueryExecutionIds"]:
            try:
                found.append(self._executions.get(query_id).public())
            except RequestError as error:
                missing.append({"QueryExecutionId": query_id, "ErrorMessage": str(error)})
        return {"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing}

    def do_list_query_executions(self, body: Json) -> Json:
        """Ids of a workgroup's queries."""
        ids = self._executions.ids(body.get("WorkGroup") or "primary")
        return {"QueryExecutionIds": ids[: int(body.get("MaxResults") or 50)]}

    def do_get_query_results(self, body: Json) -> Json:
        """One page of a result."""
        count = min(1000, max(1, int(body.get("MaxResults") or 1000)))
        return self._executions.page(body["QueryExecutionId"], body.get("NextToken"), count)

    def do_stop_query_execution(self, body: Json) -> Json:
        """Cancel a query."""
        self._executions.stop(body["QueryExecutionId"])
        return {}

    def do_get_work_group(self, body: Json) -> Json:
        """The workgroup as the cloud has it deployed, else one with our default output."""
        return {"WorkGroup": self._workgroup(body["WorkGroup"])}

    def do_list_work_groups(self, _: Json) -> Json:
        """The workgroups that are known here."""
        names = sorted({"primary", *self._workgroups})
        return {"WorkGroups": [{"Name": name, "State": "ENABLED"} for name in names]}

    def do_list_data_catalogs(self, _: Json) -> Json:
        """The one catalogue."""
        return {"DataCatalogsSummary": [{"CatalogName": "AwsDataCatalog", "Type": "GLUE"}]}

    def do_get_data_catalog(self, body: Json) -> Json:
        """The one catalogue."""
        return {"DataCatalog": {"Name": body["Name"], "Type": "GLUE"}}

    def do_list_databases(self, _: Json) -> Json:
        """Every database."""
        return {"DatabaseList": [_database(d) for d in self._catalogue.databases()]}

    def do_get_database(self, body: Json) -> Json:
        """One database."""
        return {"Database": _database(self._catalogue.database(body["DatabaseName"].lower()))}

    def do_list_table_metadata(self, body: Json) -> Json:
        """Tables and views of a database, by pattern and page."""
        pattern = re.compile(body.get("Expression") or ".*")
        self._catalogue.database(body["DatabaseName"].lower())
        tables = [t for t in self._catalogue.tables(body["DatabaseName"].lower()) if pattern.fullmatch(t.name)]
        start, count = int(body.get("NextToken") or 0), min(50, int(body.get("MaxResults") or 50))
        page: Json = {"TableMetadataList": [_table(t) for t in tables[start : start + count]]}
        return page | ({"NextToken": str(start + count)} if start + count < len(tables) else {})

    def do_get_table_metadata(self, body: Json) -> Json:
        """One table or view."""
        return {"TableMetadata": _table(self._catalogue.table(body["DatabaseName"].lower(), body["TableName"].lower()))}

    def _bound(self, workgroup: str, sql: str, parameters: list[str]) -> str:
        text = trimmed(sql)
        if match := _PREPARE.fullmatch(text):
            with self._lock:
                self._prepared[workgroup, match[1].lower()] = match[2]
            return "SELECT 1 WHERE 1 = 0"
        if match := _DEALLOCATE.fullmatch(text):
            with self._lock:
                self._prepared.pop((workgroup, match[1].lower()), None)
            return "SELECT 1 WHERE 1 = 0"
        if match := _EXECUTE.fullmatch(text):
            with self._lock:
                prepared = self._prepared.get((workgroup, match[1].lower()))
            if prepared is None:
                raise QueryFailure("NOT_FOUND", f"Prepared statement not found: {match[1]}")
            return bind(prepared, using_values(match[2]) if match[2] else parameters)
        return bind(sql, parameters) if parameters or "?" in sql else sql

    def _output_of(self, workgroup: str, asked: str | None) -> str:
        configuration = self._workgroup(workgroup)["Configuration"]
        default = (configuration.get("ResultConfiguration") or {}).get("OutputLocation") or self._output
        output = default if configuration.get("EnforceWorkGroupConfiguration") else asked or default
        if not output.startswith("s3://"):
            raise RequestError("InvalidRequestException", "No output location provided")
        return str(output)

    def _workgroup(self, name: str) -> Json:
        known = self._workgroups.get(name)
        if known is None or time.monotonic() - known[0] > _WORKGROUP_SECONDS:
            known = (time.monotonic(), self._ask_workgroup(name))
            self._workgroups[name] = known
        return known[1]

    def _ask_workgroup(self, name: str) -> Json:
        group: Json = {"Name": name, "State": "ENABLED", "Configuration": {}}
        if self._upstream is not None:
            try:
                deployed = self._upstream.get_work_group(WorkGroup=name)["WorkGroup"]
                group["Configuration"] = deployed.get("Configuration") or {}
            except (ClientError, BotoCoreError):
                pass  # an endpoint without workgroups: ours has the default output
        configuration = group["Configuration"]
        configuration.setdefault("EnforceWorkGroupConfiguration", False)
        if self._output and not (configuration.get("ResultConfiguration") or {}).get("OutputLocation"):
            configuration["ResultConfiguration"] = {"OutputLocation": self._output}
        configuration["EngineVersion"] = {
            "SelectedEngineVersion": "AUTO",
            "EffectiveEngineVersion": "Athena engine version 3",
        }
        return group


def _snake(operation: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()


def _upstream_athena() -> Any:
    """The Athena of the emulated cloud itself, whatever AWS_ENDPOINT_URL_ATHENA says (that is us); None on AWS."""
    endpoint = boto3.client("glue").meta.endpoint_url
    if "amazonaws.com" in endpoint:
        return None
    return boto3.client("athena", endpoint_url=endpoint, config=Config(connect_timeout=2, read_timeout=5))


def _database(raw: Json) -> Json:
    return {k: raw[k] for k in ("Name", "Description", "Parameters") if raw.get(k)}


def _table(table: GlueTable) -> Json:
    raw = table.raw or {}
    columns = [{"Name": n, "Type": t, **({"Comment": c} if c else {})} for n, t, c in table.columns]
    return {
        "Name": table.name,
        "TableType": raw.get("TableType", "EXTERNAL_TABLE"),
        "Columns": columns,
        "PartitionKeys": [],
        "Parameters": raw.get("Parameters", {}),
        **({"CreateTime": raw["CreateTime"].timestamp()} if raw.get("CreateTime") else {}),
    }
