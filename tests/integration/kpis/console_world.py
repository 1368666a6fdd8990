"""What the tests of `console` need: a workspace, published rows, Lambda's address, the issuer, a browser without a window."""

import importlib
import json
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, get_args
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import uvicorn
from tests.account import create_buckets
from tests.submissions import submission

from sellthrough.model.keys import configuration_key
from sellthrough.model.ledger_entries import MailKind, WorkItem, mail_id_of, work_item_id_of
from sellthrough.model.onboarding import Sample
from sellthrough.model.reports import ReadReport
from sellthrough.model.submissions import Counts, State
from sellthrough.model.users import UserRole
from sellthrough.model.workspace import Configuration
from sellthrough_local.issuer.application import Issuer

AT = datetime(2025, 3, 14, 9, tzinfo=UTC)
HOST = "127.0.0.1:8080"
HOSTILE = "<script>alert('x')</script>"
ROLES: tuple[str, ...] = get_args(UserRole)
MAIL = b"From: a@vale.example\r\nTo: b@birch.example\r\nSubject: Accepted\r\n\r\nAll of it counts.\r\n"


def configuration() -> Configuration:
    users = [{"login": f"{role}@vale.example", "name": role, "roles": [role]} for role in ROLES]
    users += [
        {"login": "birch@vale.example", "roles": ["analyst"], "partners": ["P2"]},
        {"login": "west@vale.example", "roles": ["analyst"], "regions": ["WEST"]},
        {"login": "second@vale.example", "roles": ["master_data"], "partners": ["P2"]},
        {"login": "other@vale.example", "roles": ["master_data"]},
    ]
    return Configuration.model_validate(
        {
            "version": "c1",
            "vendor": {"name": "Vale", "reporting_currency": "USD", "brand": {"name": f"Vale {HOSTILE}"}},
            "agreements": [],
            "partners": [
                {"partner_id": "P1", "partner_name": f"One {HOSTILE}"},
                {"partner_id": "P2", "partner_name": "Second Partner"},
            ],
            "products": [{"product_id": "A", "product_name": HOSTILE}],
            "users": users,
        }
    )


class Lambda(BaseHTTPRequestHandler):
    """Other functions of ours behind Lambda's own address; an error of one is told as Lambda tells it."""

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        name = self.path.split("/")[-2]
        self.send_response(200)
        try:
            body = json.dumps(importlib.import_module(f"functions.{name}.app").handler(event, None)).encode()
        except Exception as error:  # noqa: BLE001 - whatever it is, as Lambda does
            body = json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}).encode()
            self.send_header("x-amz-function-error", "Unhandled")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, app: ModuleType) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}
        self.at = AT

    def ask(self, address: str, method: str = "GET", body: str = "", **headers: str) -> dict[str, Any]:
        parts = urlsplit(address)
        event = {
            "version": "2.0",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "headers": {"host": HOST, **headers},
            "cookies": [f"{name}={value}" for name, value in self.cookies.items()],
            "requestContext": {
                "http": {"method": method, "path": parts.path},
                "timeEpoch": int(self.at.timestamp() * 1000),
            },
            "body": body or None,
            "isBase64Encoded": False,
        }
        answer: dict[str, Any] = self.app.handler(event, None)
        for cookie in answer["cookies"]:
            name, _, rest = cookie.partition("=")
            assert "; Secure; HttpOnly; SameSite=Lax" in rest
            assert name.startswith("__Host-")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def page(self, address: str, status: int = 200) -> str:
        answer = self.ask(address)
        assert answer["statusCode"] == status, answer["body"][:2000]
        return str(answer["body"])

    def begin(self, then: str = "/console") -> str:
        """Where the console sends the browser to log in."""
        answer = self.ask(f"/console/login?then={then}")
        assert answer["statusCode"] == 303
        return str(answer["headers"]["location"])

    def log_in(self, login: str, then: str = "/console") -> dict[str, Any]:
        back = at_issuer(self.begin(then), login)
        return self.ask(back)


def at_issuer(address: str, login: str) -> str:
    """Choose that user; returns where the issuer sends the browser."""
    try:
        build_opener(_NoRedirect).open(f"{address}&login={login}", timeout=10)
    except HTTPError as answer:
        to = str(answer.headers["location"])
        parts = urlsplit(to)
        return f"{parts.path}?{parts.query}"
    raise AssertionError("the issuer did not redirect")


def serve_issuer(clock: Any) -> SimpleNamespace:
    server = uvicorn.Server(uvicorn.Config(lambda: None, port=0, log_level="warning"))
    config = server.config
    held: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await held["application"](scope, receive, send)

    config.app, config.lifespan = application, "off"
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    held["application"] = Issuer(address, configuration, lambda: clock.now).application()
    return SimpleNamespace(address=address, server=server)


def fill(cloud: Any, folder: Path) -> None:
    create_buckets("staging")
    wanted = configuration()
    body = wanted.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=configuration_key(wanted.version), Body=body)
    cloud.ledger.set_current_configuration(wanted.version)
    for name, partner, amounts in (("s1", "P1", ("10.25", "20.50")), ("s2", "P2", ("100", "-1"))):
        rows = [
            {
                "partner_id": partner, "period": "2025-02", "product_id": "A", "tier_from": "distributor",
                "tier_to": "reseller", "country_code": "US", "region_code": "WEST" if n else "EAST",
                "quantity_units": n + 1, "reporting_amount": amount, "reporting_currency": "USD",
                "source_file": f"{HOSTILE}.csv", "source_sheet": "", "source_line": n + 2,
                "row_key": f"{name}::{n + 2}", "customer_name": HOSTILE,
            }
            for n, amount in enumerate(amounts)
        ]  # fmt: skip
        publish(cloud, name, partner, rows)
    cloud.ledger.receive(received("s3", "P2"))
    cloud.ledger.settle("s3", State.HELD, "UNCLEAR_DATES", f"Which of day and month comes first? {HOSTILE}")
    item = WorkItem(
        work_item_id=work_item_id_of("s1", "unknown_product", HOSTILE), work_item_type="unknown_product",
        partner_id="P1", feed="pos", submission_id="s1", cell_value=HOSTILE, note=HOSTILE, row_count=3,
    )  # fmt: skip
    cloud.ledger.put({"pk": "WORK", "sk": item.work_item_id, **item.model_dump()})
    owner = next(user for user in wanted.users if user.name == "master_data")
    cloud.ledger.open_sample(
        Sample(sample_id="sample-1", dropped_by=owner.user_id, partner_name=HOSTILE, created_at=AT.isoformat())
    )
    mail_id = mail_id_of(MailKind.ANSWER, "s1", 1)
    cloud.ledger.claim_mail(
        mail_id, "b@birch.example", "answer", "s1", AT.isoformat(), archive_key=f"sent/{mail_id}.eml"
    )
    cloud.ledger.settle_mail(mail_id, "SENT", f"sent/{mail_id}.eml")
    boto3.client("s3").put_object(Bucket="archive", Key=f"sent/{mail_id}.eml", Body=MAIL)
    columns = {"sheet": ["", ""], "line": [2, 3], "c1": ["I1", HOSTILE], "c2": ["10.25", None]}
    pq.write_table(pa.table(columns), folder / "records.parquet")
    boto3.client("s3").upload_file(str(folder / "records.parquet"), "staging", "staging/s1/1/records.parquet")
    report = ReadReport(kind="delimited", headings=("Invoice", HOSTILE), rows_in=2)
    boto3.client("s3").put_object(Bucket="staging", Key="staging/s1/1/read.json", Body=report.model_dump_json())
    cloud.app.handler({"all": True, "now": AT.isoformat()}, Context())


class Context:
    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "f", 512, "arn", "r"

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


def received(submission_id: str, partner_id: str) -> Any:
    return submission(
        submission_id=submission_id, partner_id=partner_id, reporting_period="2025-02", periods=("2025-02",),
        file_name=f"{HOSTILE}.csv", landed_at="2025-03-10T08:00:00+00:00", landing_order=submission_id,
    )  # fmt: skip


def publish(cloud: Any, submission_id: str, partner_id: str, rows: list[dict[str, Any]]) -> None:
    known = {"submission_id": submission_id, "run": 1, "partner_id": partner_id, "feed": "pos"}
    typed = [
        {**known, **row, **{n: Decimal(str(row[n])) for n in ("quantity_units", "reporting_amount")}} for row in rows
    ]
    cloud.publish.append("sell_through_rows", typed)
    state = {"record_type": "sell_through", "submission_state": "published", "landing_order": submission_id}
    cloud.publish.append("published_submissions", [{**known, **state}])
    cloud.ledger.receive(received(submission_id, partner_id))
    counts = Counts(rows_in=len(rows), accepted_rows=len(rows))
    cloud.ledger.settle(submission_id, State.PUBLISHED, counts=counts, publication=1)
