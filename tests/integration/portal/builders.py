"""Builders with valid values, and a browser's half of the conversation with the portal's function."""

import base64
import gzip
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from tests.integration.portal.store import Store

from sellthrough.model.contracts import Contract
from sellthrough.model.links import Link, link_id_of, session_of, sha256_of, token_text
from sellthrough.model.workspace import Configuration

NOW = datetime(2025, 2, 1, 8, tzinfo=UTC)
HOST = "portal.example"


def configuration() -> Configuration:
    return Configuration.model_validate(
        {
            "version": "c1",
            "vendor": {
                "name": "Northgate Systems",
                "reporting_currency": "EUR",
                "time_zone": "Europe/Berlin",
                "brand": {"name": "Northgate Systems", "colour": "#0a5c36", "support_email": "help@northgate.example"},
                "renewals": {"products": [{"product_id": "P-2", "due_soon_days": 100}]},
            },
            "agreements": [],
            "partners": [{"partner_id": "birch", "partner_name": "Birch"}],
            "products": [
                {"product_id": "P-1", "product_name": "Router care"},
                {"product_id": "P-2", "product_name": "Backup plan"},
            ],
            "account_contacts": [{"account_id": "C-1", "email": "it@acme.example", "time_zone": "Asia/Tokyo"}],
        }
    )


def contract(number: str, end: str, **changes: Any) -> Contract:
    values = {
        "contract_id": f"id-{number}",
        "partner_id": "birch",
        "contract_number": number,
        "customer_id": "C-1",
        "customer_name": "Acme GmbH",
        "start_date": date(2024, 1, 1),
        "end_date": date.fromisoformat(end),
        "product_ids": ("P-1",),
        "amounts": {"EUR": "1200"},
    }
    return Contract.model_validate(values | changes)


def link_of(token: str, **changes: Any) -> Link:
    values = {
        "link_id": link_id_of(token),
        "purpose": "portal",
        "audience": "customer",
        "customer_id": "C-1",
        "contract_id": "id-K-100",
        "end_date": "2025-02-28",
        "session_sha256": sha256_of(session_of(token)),
        "created_at": "2025-01-01T00:00:00+00:00",
        "expires_at": "2025-05-01T00:00:00+00:00",
    }
    return Link.model_validate(values | changes)


@dataclass
class Portal:
    """The function, its store, and a browser that keeps its cookies."""

    app: ModuleType
    store: Store
    cookies: dict[str, str] = field(default_factory=dict)
    now: datetime = NOW

    def link(self, number: int = 1, **changes: Any) -> str:
        """A token whose link the ledger knows."""
        token = token_text(number.to_bytes(32, "big"))
        self.app.links.create(link_of(token, **changes))
        return token

    def contracts(self, *contracts: Contract) -> None:
        for one in contracts:
            pk, sk = f"CONTRACTS#{one.customer_id}", f"{one.contract_id}#{one.end_date}"
            self.app.contracts.put({"pk": pk, "sk": sk, **one.model_dump(mode="json")})

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, body: str = "", **headers: str
    ) -> dict[str, Any]:
        """Send a request as a browser does; returns the function's answer and keeps the cookies it sets.

        `body` is one of another kind than a form, with its `content_type`.
        """
        sent = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if form is not None:
            sent["content-type"] = "application/x-www-form-urlencoded"
        path, _, query = path.partition("?")
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "headers": sent,
            "cookies": [f"{name}={value}" for name, value in self.cookies.items()],
            "requestContext": {"http": {"method": method}, "timeEpoch": int(self.now.timestamp() * 1000)},
            "body": urlencode(form) if form is not None else body or None,
            "isBase64Encoded": False,
        }
        answer: dict[str, Any] = self.app.handler(event, None)
        for cookie in answer["cookies"]:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return answer

    def open(self, token: str) -> dict[str, Any]:
        """Open the door as a person does: look, then press the button."""
        door = text_of(self.ask("GET", f"/p/{token}"))
        key = form_key_in(door)
        return self.ask("POST", f"/p/{token}", {"form_key": key}, origin="null", sec_fetch_site="same-origin")


def text_of(answer: dict[str, Any]) -> str:
    """The body as the browser reads it."""
    if not answer["isBase64Encoded"]:
        return str(answer["body"])
    return gzip.decompress(base64.b64decode(answer["body"])).decode()


def form_key_in(html: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', html)
    assert found, html
    return found[1]
