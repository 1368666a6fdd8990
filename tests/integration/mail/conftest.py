"""An account on moto with everything the mailing functions touch, a configuration, and a way to make calls fail."""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import botocore.client
import botocore.endpoint
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.ses.models import ses_backends
from tests.account import create_buckets, create_ledger, use_account

from sellthrough.errors import Busy
from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration
from sellthrough_aws.ledger import Ledger

ACCOUNT = "123456789012"
BUCKETS = {
    "LANDING_BUCKET": "landing",
    "STAGING_BUCKET": "staging",
    "ARCHIVE_BUCKET": "archive",
    "MAIL_BUCKET": "mail",
}


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Faults:
    """Counts AWS calls and makes the `at`-th one fail, once, in the way that `mode` says.

    before: the call is never made. after: it took effect and the process dies. throttle: the service answers 503 twice
    and does nothing. lost: it took effect and the answer is a 500.
    """

    at: int = 0
    mode: str = ""
    log: list[str] = field(default_factory=list)
    left: int = 0

    def arm(self, at: int, mode: str) -> None:
        self.at, self.mode, self.log, self.left = at, mode, [], 2 if mode == "throttle" else 1

    def is_here(self, mode: str) -> bool:
        # A throttled send is tried again by our own code, as another call.
        reached = self.at <= len(self.log) if mode == "throttle" else self.at == len(self.log)
        return self.mode == mode and reached and self.left > 0


@dataclass
class World:
    """One emulated account."""

    ledger: Ledger
    s3: Any
    load: Callable[[str], ModuleType]
    faults: Faults

    def deliver(self, app: ModuleType, event: dict[str, Any], context: Any) -> Any:
        """Call the handler as a queue or state machine does: what it dies of is not ours to see."""
        try:
            return app.handler(event, context)
        except (Crash, ClientError, Busy):
            return None

    def sent(self) -> list[Any]:
        return [message for region in ses_backends[ACCOUNT].values() for message in region.sent_messages]

    def objects(self, bucket: str) -> dict[str, bytes]:
        keys = [o["Key"] for o in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return {key: self.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}

    def put_json(self, bucket: str, key: str, document: object) -> None:
        self.s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(document).encode())


def configuration(version: str = "c1") -> Configuration:
    return Configuration.model_validate(
        {
            "version": version,
            "vendor": {
                "name": "Northgate Systems",
                "reporting_currency": "USD",
                "time_zone": "America/New_York",
                "brand": {"name": "Northgate Systems", "colour": "#0a5c36", "support_email": "help@northgate.example"},
                "renewals": {"notice_days": [90, 60, 30, 0], "overdue_days": [1]},
            },
            "agreements": [
                {
                    "partner_id": "birch",
                    "contacts": [
                        {"name": "Ann", "email": "ann@birch.example"},
                        {"name": "Boss", "email": "boss@birch.example", "role": "director"},
                    ],
                    "senders": ["reports@birch.example"],
                    "feeds": [
                        {"feed": "pos", "record_type": "sell_through", "files": r"pos_(?P<year>\d{4})(?P<month>\d\d).*"}
                    ],
                },
                {
                    "partner_id": "quiet",
                    "feeds": [{"feed": "pos", "record_type": "sell_through", "files": r"quiet.*", "period": "2019-12"}],
                },
            ],
            "partners": [
                {"partner_id": "birch", "partner_name": "Birch & Söhne"},
                {"partner_id": "quiet", "partner_name": "Quiet"},
            ],
            "products": [{"product_id": "P-1", "product_name": "Router"}],
            "account_contacts": [{"account_id": "C-1", "email": "kunde@mueller.example"}],
        }
    )


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    faults = Faults()
    _make_breakable(monkeypatch, faults)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    environment = {
        **BUCKETS,
        "LEDGER_TABLE": "ledger",
        "MAIL_FROM": "reports@northgate.example",
        "PAGES_URL": "https://portal.example",
        "POWERTOOLS_METRICS_DISABLED": "true",
    }
    use_account(monkeypatch, **environment)
    with mock_aws():
        s3 = boto3.client("s3")
        create_buckets(*BUCKETS.values())
        s3.put_bucket_versioning(Bucket="landing", VersioningConfiguration={"Status": "Enabled"})
        create_ledger()
        boto3.client("sesv2").create_email_identity(EmailIdentity="reports@northgate.example")
        ledger = Ledger("ledger")
        published = configuration()
        s3.put_object(
            Bucket="archive", Key=configuration_key(published.version), Body=published.model_dump_json().encode()
        )
        ledger.set_current_configuration(published.version)
        yield World(ledger=ledger, s3=s3, load=_load, faults=faults)
    for name in [n for n in sys.modules if n.startswith("functions.")]:
        del sys.modules[name]


@pytest.fixture
def context() -> SimpleNamespace:
    return SimpleNamespace(function_name="f", memory_limit_in_mb=512, invoked_function_arn="arn", aws_request_id="r")


def _load(name: str) -> ModuleType:
    """The function's module as at a cold start."""
    sys.modules.pop(f"functions.{name}.app", None)
    return importlib.import_module(f"functions.{name}.app")


def _make_breakable(monkeypatch: pytest.MonkeyPatch, faults: Faults) -> None:
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]  # private, on purpose
    exchange = botocore.endpoint.Endpoint._get_response  # type: ignore[attr-defined]  # private, on purpose

    def make_api_call(self: Any, operation: str, arguments: Any) -> Any:
        faults.log.append(operation)
        if faults.is_here("before"):
            faults.left = 0
            raise Crash
        here = faults.is_here("after")
        answer = call(self, operation, arguments)
        if here:
            faults.left = 0
            raise Crash
        return answer

    def get_response(self: Any, request: Any, operation_model: Any, context: Any) -> Any:
        if faults.is_here("throttle"):
            faults.left -= 1
            return _failure(request, 503, "ThrottlingException"), None
        lost = faults.is_here("lost")
        answer = exchange(self, request, operation_model, context)
        if lost:
            faults.left -= 1
            return _failure(request, 500, "InternalError"), None
        return answer

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", make_api_call)
    monkeypatch.setattr(botocore.endpoint.Endpoint, "_get_response", get_response)


def _failure(request: Any, status: int, code: str) -> tuple[Any, dict[str, Any]]:
    error = {"Error": {"Code": code, "Message": "made up"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return AWSResponse(request.url, status, HTTPHeaders(), None), error
