"""A cloud in this process: moto for S3, Glue and DynamoDB, our Athena endpoint on a free port of 127.0.0.1."""

import importlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pyarrow as pa
import pytest
import uvicorn
from moto import mock_aws
from tests.account import REGION, create_buckets, create_ledger, use_account
from tests.integration.kpis.console_world import AT, Browser, Lambda, fill, serve_issuer
from tests.submissions import submission

from sellthrough.kpis.catalogue import kpi_tables
from sellthrough.model.arrow import arrow_schema
from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import Counts, State
from sellthrough.model.tables import table_of, tables
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_io import store
from sellthrough_aws.lake_views import rows_view_sql
from sellthrough_aws.ledger import Ledger
from sellthrough_local.athena.server import create_app
from sellthrough_local.issuer.application import CLIENT_ID

NOW = "2020-01-20T10:00:00+00:00"
CONFIGURATION = """{"version": "v1", "vendor": {"name": "Acme", "reporting_currency": "USD", "brand": {"name": "Acme"}},
 "agreements": [], "partners": [], "products": []}"""


class Published:
    """Publishes rows as `publish` does, only simpler: one run of one submission a call."""

    def __init__(self, lake: Lake, ledger: Ledger) -> None:
        self.lake = lake
        self.ledger = ledger

    def add(self, submission_id: str, record_type: str, rows: list[dict[str, Any]], *, order: str = "1") -> None:
        periods = tuple(sorted({row["period"] for row in rows}))
        known = {"submission_id": submission_id, "run": 1, "partner_id": "P1", "feed": "pos"}
        storage = table_of(record_type).storage_name
        self.append(storage, [{**known, "row_key": f"{submission_id}::{i}", **row} for i, row in enumerate(rows)])
        state = {"record_type": record_type, "submission_state": "published", "landing_order": order}
        self.append("published_submissions", [{**known, **state}])
        received = submission(
            submission_id=submission_id, partner_id="P1", record_type=record_type, reporting_period=periods[0],
            landed_at=NOW, landing_order=order, periods=periods, validity_ratio="0.9876543",
        )  # fmt: skip
        self.ledger.receive(received)
        self.ledger.settle(submission_id, State.PUBLISHED, counts=Counts(rows_in=len(rows), accepted_rows=len(rows)))
        self.ledger.close(submission_id)  # as its answer does

    def append(self, storage: str, rows: list[dict[str, Any]]) -> None:
        name = storage.removesuffix("_rows")
        self.lake.append(storage, pa.Table.from_pylist(rows, schema=arrow_schema(tables()[name].columns)), {})


def sale(period: str, units: int) -> dict[str, Any]:
    return {
        "period": period, "product_id": "A", "country_code": "NA", "quantity_units": Decimal(units),
        "reporting_amount": Decimal(units) * 2, "reporting_currency": "USD",
    }  # fmt: skip


def stock(period: str, units: int) -> dict[str, Any]:
    return {"period": period, "product_id": "A", "on_hand_units": Decimal(units)}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """One cloud for the tests of a module that only read, or that leave it as they found it."""
    with _cloud(tmp_path_factory.mktemp("athena")) as cloud:
        yield cloud


@pytest.fixture
def own_cloud(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A cloud that no other test has seen."""
    with _cloud(tmp_path) as cloud:
        yield cloud


@contextmanager
def _cloud(folder: Path) -> Iterator[SimpleNamespace]:
    """Migrated tables and views, a loaded configuration, an Athena endpoint and the `kpis` handler on top of them."""
    patch = pytest.MonkeyPatch()
    settings = {
        "AWS_REGION": REGION, "LEDGER_TABLE": "ledger", "WAREHOUSE_BUCKET": "warehouse",
        "ARCHIVE_BUCKET": "archive", "GLUE_DATABASE": "sellthrough", "ATHENA_WORKGROUP": "sellthrough",
        "POWERTOOLS_METRICS_DISABLED": "true",
    }  # fmt: skip
    use_account(patch, **settings)
    store.cache_clear()
    with mock_aws():
        create_buckets("warehouse", "archive")
        boto3.client("s3").put_object(Bucket="archive", Key=configuration_key("v1"), Body=CONFIGURATION.encode())
        boto3.client("glue").create_database(DatabaseInput={"Name": "sellthrough"})
        create_ledger()
        ledger, lake = Ledger("ledger"), Lake("sellthrough", "s3://warehouse/warehouse")
        ledger.set_current_configuration("v1")
        _migrate(lake)
        with _served(folder) as address:
            patch.setenv("AWS_ENDPOINT_URL_ATHENA", address)
            sys.modules.pop("functions.kpis.app", None)  # another module's cloud is gone
            app = importlib.import_module("functions.kpis.app")
            yield SimpleNamespace(ledger=ledger, lake=lake, publish=Published(lake, ledger), app=app, endpoint=address)
    patch.undo()
    store.cache_clear()


def _migrate(lake: Lake) -> None:
    lake.migrate([*tables().values(), *kpi_tables().values()])
    folder = Path(__file__).parents[3] / "layers/sellthrough/python/sellthrough/model/views"
    for table in tables().values():
        if table.kind == "rows":
            lake.create_view(table.name, rows_view_sql(table), table.columns)
        elif table.kind == "view":
            lake.create_view(table.name, (folder / f"{table.name}.sql").read_text(), table.columns)


class _served:  # noqa: N801 - a context manager, used like a function
    """The endpoint in a thread of this process."""

    def __init__(self, folder: Path) -> None:
        config = uvicorn.Config(create_app(folder / "work", "s3://warehouse/athena/"), port=0, log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def clock() -> SimpleNamespace:
    return SimpleNamespace(now=AT)


@pytest.fixture(scope="module")
def world(cloud: Any, clock: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Published rows of two partners, one refreshed KPI run, and the console's function as at a cold start."""
    patch = pytest.MonkeyPatch()
    functions = ThreadingHTTPServer(("127.0.0.1", 0), Lambda)
    threading.Thread(target=functions.serve_forever, daemon=True).start()
    served = serve_issuer(clock)
    fill(cloud, tmp_path_factory.mktemp("records"))
    machine = boto3.client("stepfunctions").create_state_machine(
        name="submission", definition='{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}',
        roleArn="arn:aws:iam::123456789012:role/r",
    )["stateMachineArn"]  # fmt: skip
    boto3.client("stepfunctions").start_execution(stateMachineArn=machine, name="s1-1", input="{}")
    for name, value in {
        "STAGING_BUCKET": "staging", "SUBMISSION_MACHINE_ARN": machine, "SOURCE_FUNCTION": "source",
        "ONBOARD_FUNCTION": "onboard", "MIGRATE_FUNCTION": "migrate",
        "OIDC_ISSUER": served.address, "OIDC_CLIENT_ID": CLIENT_ID,
        "AWS_ENDPOINT_URL_LAMBDA": f"http://127.0.0.1:{functions.server_port}",
    }.items():  # fmt: skip
        patch.setenv(name, value)
    app = importlib.import_module("functions.console.app")
    yield SimpleNamespace(app=app, cloud=cloud, issuer=served)
    served.server.should_exit = True
    functions.shutdown()
    patch.undo()
    for name in (f"functions.{n}.app" for n in ("console", "source", "onboard", "migrate")):
        sys.modules.pop(name, None)


@pytest.fixture
def browser(world: Any) -> Browser:
    return Browser(world.app)


@pytest.fixture(scope="module")
def logged_in(world: Any) -> Callable[[str], Browser]:
    known: dict[str, Browser] = {}

    def browser_of(name: str) -> Browser:
        if name not in known:
            known[name] = Browser(world.app)
            answer = known[name].log_in(f"{name}@vale.example")
            assert (answer["statusCode"], answer["headers"]["location"]) == (303, "/console")
        return known[name]

    return browser_of
