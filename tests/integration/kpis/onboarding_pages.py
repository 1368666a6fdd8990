"""What the tests of the onboarding pages share: a configuration, samples that are dropped, forms that are sent."""

import re
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from tests.integration.kpis.console_world import HOST, Browser, configuration

from sellthrough.checks.configurations import version_of
from sellthrough.console.access import Action, permissions
from sellthrough.console.login import form_token
from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration, Region

OURS = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{HOST}"}
MAY = sorted(permissions()[Action.ONBOARD])
ROWS = "".join(f"{d:02d}.03.2025;A;{d};{d}00,50;Hansa AG\n" for d in range(1, 7))
ASKS = f"Kolumna;Hersteller-Artikelnr.;Verkaufte Menge;Nettobetrag USD;Wiederverkäufer\n{ROWS}".encode()
CLEAR = ASKS.replace(b"Kolumna", b"Rechnungsdatum")


@pytest.fixture(autouse=True)
def current(world: Any) -> Configuration:
    """The configuration of the world, current again before each test."""
    west = Region(region_code="WEST", region_name="West", country_code="US")
    wanted = configuration().model_copy(update={"regions": (west,)})
    wanted = wanted.model_copy(update={"version": version_of(wanted)})
    key, body = configuration_key(wanted.version), wanted.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=key, Body=body)
    world.cloud.ledger.set_current_configuration(wanted.version)
    return wanted


def send(browser: Browser, address: str, headers: dict[str, str] | None = None, **form: str) -> dict[str, Any]:
    token = form_token(browser.cookies["__Host-session"])
    return browser.ask(address, "POST", urlencode({"form": token, **form}), **(headers or OURS))


def opened(browser: Browser, **whose: str) -> str:
    """The address of a sample that nobody has sent a file for."""
    answer = send(browser, "/console/onboard", **(whose or {"new": "Kiefer Handel"}))
    assert answer["statusCode"] == 303, answer["body"]
    return str(answer["headers"]["location"])


def drop(address: str, content: bytes, name: str = "kiefer_2025-03.csv") -> None:
    boto3.client("s3").put_object(Bucket="staging", Key=f"onboard/{address.rpartition('/')[2]}/{name}", Body=content)


def dropped(browser: Browser, content: bytes = CLEAR, name: str = "kiefer_2025-03.csv", **whose: str) -> str:
    address = opened(browser, **whose)
    drop(address, content, name)
    return address


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return found[1]


def accept(browser: Browser, address: str, digest: str = "") -> dict[str, Any]:
    return send(browser, f"{address}/accept", seen=digest or seen(browser.page(address)))


def versions() -> set[str]:
    listed = boto3.client("s3").list_objects_v2(Bucket="archive", Prefix="config/")["Contents"]
    return {o["Key"] for o in listed}


def broken(*_: object) -> dict[str, Any]:
    raise MemoryError
