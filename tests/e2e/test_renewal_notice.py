"""From a dropped contracts file to the customer's page, on the local cloud: the notice, its link, what SES says."""

import datetime as dt
import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from tests.e2e.renewal_workspace import JANUARY, contracts_file, write_workspace
from typer.testing import CliRunner

from sellthrough_aws.contracts import Contracts
from sellthrough_local.cli.application import application
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import Deployment, deployed
from sellthrough_local.cloud.clock import walk
from sellthrough_local.cloud.mailbox import SentMail, sent_mails, tell_of_mail
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(600)]
MORNING = dt.datetime(2025, 2, 1, 8, tzinfo=dt.UTC)
SETTLE_SECONDS = 120


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("renewals")
    configuration = load_folder(write_workspace(folder / "workspace"))
    with deployed(folder / "state", configuration.vendor.mail_from) as deployment:
        publish_configuration(deployment, configuration)
        drop(deployment, "contracts_2025-01.csv", *JANUARY)
        yield deployment


def drop(deployment: Deployment, name: str, *lines: str) -> None:
    key = f"landing/NORTHGATE/contracts/{name}"
    body = contracts_file(*lines).encode()
    deployment.client("s3").put_object(Bucket=deployment.outputs["LandingBucket"], Key=key, Body=body)
    assert deployment.cloud is not None
    assert deployment.cloud.wait_until_settled(SETTLE_SECONDS)


def notices(deployment: Deployment, at: dt.datetime) -> list[SentMail]:
    """Walk the clock to that instant; the mails about contracts, to customers and sales people."""
    assert deployment.cloud is not None
    for _ in walk(deployment.cloud, at - dt.timedelta(minutes=1), at):
        pass
    return [mail for mail in sent_mails(deployment.cloud) if "ontract K-" in mail.subject]


def contracts_of(deployment: Deployment, customer_id: str) -> dict[str, tuple[str, str]]:
    found = Contracts(deployment.outputs["LedgerTable"]).of_customer(customer_id)
    return {c.contract_number: (c.end_date.isoformat(), c.contract_status) for c in found}


def opened(link: str) -> str:
    """The portal's page, as a browser without scripts comes to it."""
    jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    door = browser.open(link, timeout=60).read().decode()
    key = re.findall(r'name="form_key" value="([^"]+)"', door)[0]
    body = urllib.parse.urlencode({"form_key": key}).encode()
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    page: str = browser.open(urllib.request.Request(link, body, headers), timeout=60).read().decode()
    return page


def link_in(mail: SentMail) -> str:
    return re.findall(r"http://127\.0\.0\.1:\d+/p/[\w-]{43}", mail.text)[0]


def another(link: str) -> str:
    """The link with another token of the same form."""
    start, token = link[:-43], link[-43:]
    return f"{start}{'B' if token[0] == 'A' else 'A'}{token[1:]}"


def test_published_contracts_are_in_the_ledger(cloud: Deployment) -> None:
    assert contracts_of(cloud, "C-1") == {
        "K-100": ("2025-02-28", "live"),
        "K-101": ("2025-12-31", "live"),
        "K-102": ("2025-02-15", "cancelled"),
        "K-103": ("2025-02-20", "warranty"),
        "K-104": ("2024-12-31", "live"),
    }


@pytest.mark.feature("R20", "R21", "R22", "R23")
@pytest.mark.invariant("I5")
def test_customers_are_told_once_and_their_link_opens_their_contracts(cloud: Deployment) -> None:
    told = notices(cloud, MORNING)
    again = notices(cloud, MORNING + dt.timedelta(minutes=15))
    assert again == told
    assert sorted((mail.recipients, mail.subject) for mail in told) == [
        (("it@acme.example.com",), "Contract K-100 ends in 27 days (2025-02-28)"),
        (("it@bolt.example.com",), "Contract K-200 ends in 27 days (2025-02-28)"),
        (("sam@northgate.example.com",), "Acme GmbH: contract K-100 ends in 27 days (2025-02-28)"),
    ]
    (acme,) = [mail for mail in told if mail.recipients == ("it@acme.example.com",)]
    for _ in range(3):  # a scanner looks first
        assert urllib.request.urlopen(link_in(acme), timeout=60).status == 200
    page = opened(link_in(acme))
    for number in ("K-100", "K-101", "K-102", "K-103", "K-104"):
        assert number in page
    assert "K-200" not in page
    assert "as of <time>2025-02-01</time>" in page
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(another(link_in(acme)), timeout=60)


@pytest.mark.invariant("I5")
def test_what_ses_says_settles_the_mail(cloud: Deployment) -> None:
    (bolt,) = [m for m in cloud.ledger.mails() if m.kind == "notice" and m.to == "it@bolt.example.com"]
    assert cloud.cloud is not None
    for kind in ("Delivery", "Send", "Bounce", "Send"):
        tell_of_mail(cloud.cloud, bolt.mail_id, kind)
    assert cloud.cloud.wait_until_settled(SETTLE_SECONDS)
    after = cloud.ledger.mail(bolt.mail_id)
    assert after is not None
    assert (after.state, set(after.heard)) == ("BOUNCED", {"sent", "delivered", "bounce"})


def test_a_restatement_takes_a_contract_back_and_renews_another(cloud: Deployment) -> None:
    def restated(line: str) -> Any:
        if line.startswith("K-100"):
            return line.replace("2024-03-01,2025-02-28", "2025-03-01,2026-02-28")
        return None if line.startswith("K-101") else line

    lines: list[str] = [line for line in map(restated, JANUARY) if line]
    drop(cloud, "contracts_2025-01_corrected.csv", *lines)
    after = contracts_of(cloud, "C-1")
    assert "K-101" not in after
    assert after["K-100"] == ("2026-02-28", "live")
    told = notices(cloud, MORNING + dt.timedelta(days=1))
    assert len([mail for mail in told if "K-100" in mail.subject]) == 2  # those of the day before


@pytest.mark.feature("R21")
def test_the_outbox_shows_the_link_and_a_revoked_one_opens_nothing(cloud: Deployment) -> None:
    assert cloud.cloud is not None
    state = cloud.cloud.state  # type: ignore[attr-defined]  # this process started it
    mails = CliRunner().invoke(application, ["outbox", "--state", str(state), "--json"])
    (number,) = [m["number"] for m in json.loads(mails.stdout) if m["subject"].startswith("Contract K-100 ends in 27")]
    shown = CliRunner().invoke(application, ["outbox", str(number), "--state", str(state)]).stdout
    (link,) = re.findall(r"http://127\.0\.0\.1:\d+/p/[\w-]{43}", shown)
    assert urllib.request.urlopen(link, timeout=60).status == 200
    assert CliRunner().invoke(application, ["revoke", link, "--state", str(state)]).exit_code == 0
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(link, timeout=60)
    assert CliRunner().invoke(application, ["revoke", link, "--state", str(state)]).exit_code == 2
