"""Clients that nobody here wrote read a KPI through the local Athena: PyAthena, SQLAlchemy, awswrangler, AWS CLI."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import awswrangler as wr
import boto3
import pyarrow as pa
import pyathena
import pytest
import sqlalchemy as sa
from pyathena.connection import Connection

from sellthrough.kpis.catalogue import kpi_tables
from sellthrough.model.arrow import arrow_schema
from sellthrough.model.tables import table_of
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_io import store
from sellthrough_aws.lake_views import rows_view_sql
from sellthrough_local.cloud import Cloud

pytestmark = [pytest.mark.cloud, pytest.mark.feature("C23", "C24")]
RESULTS = "s3://sellthrough-warehouse/athena/"
KPI = "kpi_weeks_of_supply"
SALES = 3000


@pytest.fixture(scope="module")
def cloud(fresh_cloud: Cloud) -> Iterator[Cloud]:
    """A cloud with one KPI table, one table of rows and its view."""
    patch = pytest.MonkeyPatch()
    for name, value in fresh_cloud.environment.items():
        patch.setenv(name, value)
    boto3.DEFAULT_SESSION = None
    store.cache_clear()
    fresh_cloud.wait_until_ready()
    boto3.client("s3").create_bucket(Bucket="sellthrough-warehouse")
    boto3.client("glue").create_database(DatabaseInput={"Name": "sellthrough"})
    lake = Lake("sellthrough", "s3://sellthrough-warehouse/warehouse")
    sales, state = table_of("sell_through"), table_of("published_submissions")
    lake.migrate([kpi_tables()[KPI], sales, state])
    lake.create_view("sell_through", rows_view_sql(sales), sales.columns)
    _append(lake, KPI, kpi_tables()[KPI], [_weeks("P01", "3.5696"), _weeks("P02", None)])
    _append(lake, "sell_through_rows", sales, [_sale(i) for i in range(SALES)])
    _append(lake, "published_submissions", state, [_state("s1", "published"), _state("s2", "superseded")])
    yield fresh_cloud
    patch.undo()
    boto3.DEFAULT_SESSION = None
    store.cache_clear()


def _append(lake: Lake, storage: str, table: Any, rows: list[dict[str, Any]]) -> None:
    lake.append(storage, pa.Table.from_pylist(rows, schema=arrow_schema(table.columns)), {})


def _weeks(partner_id: str, weeks: str | None) -> dict[str, Any]:
    supply = Decimal(weeks) if weeks else None
    return {"period": "2019-12", "partner_id": partner_id, "window_weeks": 13, "weeks_of_supply": supply}


def _sale(number: int) -> dict[str, Any]:
    shown = {"submission_id": "s1" if number % 3 else "s2", "run": 1, "row_key": f"r{number}", "partner_id": "P01"}
    text = 'quote " comma , line\nbreak' if number % 2 else None
    day = date(2019, 10, 1 + number % 28)
    return {**shown, "period": "2019-10", "sold_date": day, "quantity_units": Decimal(number), "description": text}


def _state(submission_id: str, state: str) -> dict[str, Any]:
    return {
        "submission_id": submission_id,
        "run": 1,
        "submission_state": state,
        "published_at": datetime(2020, 1, 2, 3, 4, 5, 678901),
    }


@pytest.fixture
def connection(cloud: Cloud) -> Connection[Any]:
    return pyathena.connect(
        s3_staging_dir=RESULTS, region_name="us-east-1", schema_name="sellthrough", poll_interval=0.05
    )


def test_pyathena_reads_a_kpi(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SELECT partner_id, weeks_of_supply, window_weeks FROM {KPI} ORDER BY partner_id")
    assert cursor.fetchall() == [("P01", Decimal("3.569600"), 13), ("P02", None, 13)]
    assert [column[:2] for column in cursor.description or ()] == [
        ("partner_id", "varchar"),
        ("weeks_of_supply", "decimal"),
        ("window_weeks", "integer"),
    ]


def test_pyathena_pages_through_a_long_result_in_order(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT quantity_units, description FROM sell_through ORDER BY quantity_units")
    rows = cursor.fetchall()
    shown = [n for n in range(SALES) if n % 3]
    assert [int(row[0]) for row in rows] == shown
    assert rows[0][1] == 'quote " comma , line\nbreak'
    assert rows[1][1] is None


def test_a_view_shows_published_runs_only(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT count(*), count(DISTINCT submission_id) FROM sell_through")
    assert cursor.fetchone() == (SALES - SALES // 3, 1)


def test_parameters_are_values_and_never_sql(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    sql = f"SELECT partner_id FROM {KPI} WHERE partner_id = ? AND window_weeks = ?"
    cursor.execute(sql, ["'P01'", "13"], paramstyle="qmark")
    assert cursor.fetchall() == [("P01",)]
    cursor.execute(sql, ["'P01'' OR 1 = 1 --'", "13"], paramstyle="qmark")
    assert cursor.fetchall() == []
    with pytest.raises(pyathena.error.DatabaseError, match="not a literal"):
        cursor.execute(sql, ["'x' OR 1 = 1", "13"], paramstyle="qmark")


def test_timestamps_and_dates_arrive_whole(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    cursor.execute(
        "SELECT max(p.published_at), max(s.sold_date) FROM published_submissions p CROSS JOIN sell_through s"
    )
    assert cursor.fetchone() == (datetime(2020, 1, 2, 3, 4, 5, 678901), date(2019, 10, 28))


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT nope FROM kpi_weeks_of_supply", "COLUMN_NOT_FOUND"),
        ("SELECT 1 FROM nowhere", "TABLE_NOT_FOUND"),
        ("SELECT 1 FROM other_database.t", "SCHEMA_NOT_FOUND"),
        ("SELEC 1", "SYNTAX_ERROR|NOT_SUPPORTED"),
        ("SELECT window_weeks / (window_weeks - 13) FROM kpi_weeks_of_supply", "DIVISION_BY_ZERO: Division by zero"),
        ("DROP TABLE kpi_weeks_of_supply", "NOT_SUPPORTED"),
        ("SELECT CAST(partner_id AS integer) FROM kpi_weeks_of_supply", "INVALID_CAST_ARGUMENT"),
    ],
)
def test_a_query_that_fails_says_why(connection: Connection[Any], sql: str, reason: str) -> None:
    with pytest.raises(pyathena.error.DatabaseError, match=reason):
        connection.cursor().execute(sql)


def test_the_catalogue_can_be_listed(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    cursor.execute("SHOW TABLES")
    assert ("sell_through",) in cursor.fetchall()
    cursor.execute(f"DESCRIBE {KPI}")
    assert [row[:2] for row in cursor.fetchall()][:2] == [("period", "string"), ("partner_id", "string")]
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        f"WHERE table_schema = 'sellthrough' AND table_name = '{KPI}' ORDER BY ordinal_position LIMIT 4"
    )
    assert cursor.fetchall()[-2:] == [("on_hand_units", "decimal(18,4)"), ("window_weeks", "integer")]


def test_sqlalchemy_reflects_and_reads_a_kpi(cloud: Cloud) -> None:
    engine = sa.create_engine(
        f"awsathena+rest://:@athena.us-east-1.amazonaws.com:443/sellthrough?s3_staging_dir={RESULTS}&poll_interval=0.05"
    )
    inspector = sa.inspect(engine)
    assert KPI in inspector.get_table_names()
    assert inspector.get_view_names() == ["sell_through"]
    table = sa.Table(KPI, sa.MetaData(), autoload_with=engine)
    query = sa.select(table.c.partner_id, table.c.weeks_of_supply).where(table.c.weeks_of_supply.is_not(None))
    with engine.connect() as connection:
        assert connection.execute(query).fetchall() == [("P01", Decimal("3.569600"))]


def test_awswrangler_reads_a_kpi(cloud: Cloud) -> None:
    frame = wr.athena.read_sql_query(
        f"SELECT partner_id, weeks_of_supply, window_weeks FROM {KPI} WHERE period = :period ORDER BY 1",
        database="sellthrough",
        s3_output=RESULTS,
        ctas_approach=False,
        params={"period": "2019-12"},
        athena_query_wait_polling_delay=0.05,
    )
    assert frame["partner_id"].tolist() == ["P01", "P02"]
    assert frame["weeks_of_supply"].tolist()[0] == Decimal("3.569600")
    assert frame["window_weeks"].dtype == "Int32"
    assert wr.athena.describe_table(KPI, "sellthrough", s3_output=RESULTS)["Column Name"].tolist()[0] == "period"


def test_the_aws_cli_runs_a_query(cloud: Cloud) -> None:
    def aws(*arguments: str) -> Any:
        command = [str(Path(sys.executable).with_name("aws")), "athena", *arguments, "--output", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
        return json.loads(done.stdout)

    place = ("--query-execution-context", "Database=sellthrough", "--result-configuration", f"OutputLocation={RESULTS}")
    query = aws("start-query-execution", "--query-string", f"SELECT count(*) AS n FROM {KPI}", *place)
    rows = aws("get-query-results", "--query-execution-id", query["QueryExecutionId"])["ResultSet"]["Rows"]
    assert [row["Data"][0]["VarCharValue"] for row in rows] == ["n", "2"]
    key = f"athena/{query['QueryExecutionId']}.csv"
    assert boto3.client("s3").get_object(Bucket="sellthrough-warehouse", Key=key)["Body"].read() == b'"n"\n"2"\n'


def test_prepared_statements_run(connection: Connection[Any]) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PREPARE by_partner FROM SELECT window_weeks FROM {KPI} WHERE partner_id = ?")
    cursor.execute("EXECUTE by_partner USING 'P02'")
    assert cursor.fetchall() == [(13,)]


def test_many_queries_at_once_get_their_own_answers(cloud: Cloud) -> None:
    connection = pyathena.connect(s3_staging_dir=RESULTS, schema_name="sellthrough", poll_interval=0.05)

    def ask(number: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) + {number} FROM sell_through")
            row = cursor.fetchone()
            assert row is not None
            return int(row[0])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(24))) == [SALES - SALES // 3 + n for n in range(24)]


def test_a_new_snapshot_is_read_at_once(cloud: Cloud, connection: Connection[Any]) -> None:
    lake, cursor = Lake("sellthrough", "s3://sellthrough-warehouse/warehouse"), connection.cursor()
    table = kpi_tables()[KPI]
    rows = pa.Table.from_pylist([_weeks("P01", "1"), _weeks("P03", "2")], schema=arrow_schema(table.columns))
    lake.replace_where(lake.table(KPI), "period", ["2019-12"], rows, {})
    cursor.execute(f"SELECT partner_id, weeks_of_supply FROM {KPI} ORDER BY 1")
    assert cursor.fetchall() == [("P01", Decimal(1)), ("P03", Decimal(2))]


def test_a_query_on_a_warm_table_is_quick(connection: Connection[Any]) -> None:
    cursor, seconds = connection.cursor(), []
    for _ in range(7):
        start = time.perf_counter()
        cursor.execute("SELECT partner_id, sum(quantity_units) FROM sell_through GROUP BY 1")
        seconds.append(time.perf_counter() - start)
    assert median(seconds) < 0.5  # measured 0.1 s on two idle cores


def test_a_long_query_can_be_stopped(cloud: Cloud) -> None:
    athena = boto3.client("athena")
    a, b, c = ("published_submissions p, sell_through s, sell_through t, sell_through u", "s.period", "u.period")
    query = athena.start_query_execution(
        QueryString=f"SELECT count_if({b} = {c} AND t.quantity_units > u.quantity_units) FROM {a}",
        QueryExecutionContext={"Database": "sellthrough"},
        ResultConfiguration={"OutputLocation": RESULTS},
    )
    athena.stop_query_execution(QueryExecutionId=query["QueryExecutionId"])
    status = athena.get_query_execution(QueryExecutionId=query["QueryExecutionId"])["QueryExecution"]["Status"]
    assert status["State"] == "CANCELLED"
    assert status["CompletionDateTime"] <= datetime.now(UTC)
