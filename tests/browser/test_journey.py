"""The whole way in Chromium on the local cloud: a dropped file is a KPI that leads to its line; the clock moves on, a
customer is told, and their link still opens the portal after every scanner has been there."""

import datetime as dt
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.workspace import AGREEMENT
from tests.e2e.renewal_workspace import JANUARY, contracts_file, write_workspace
from typer.testing import CliRunner

from sellthrough.model.links import address_id_of, stop_token_of
from sellthrough_local.cli.application import application
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import Deployment, deployed
from sellthrough_local.cloud.clock import walk
from sellthrough_local.cloud.mailbox import sent_mails
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(900)]
DAWN = dt.datetime(2025, 2, 1, 6, tzinfo=dt.UTC)
MORNING = dt.datetime(2025, 2, 1, 8, tzinfo=dt.UTC)
SALES = """Invoice No,Invoice Date,Sold-To Name,Part,Qty,Ext Price
I-1,2025-01-09,Acme GmbH,P-1,2,1200.50
I-2,2025-01-20,Bolt AG,P-2,1,777.25
"""
PATIENCE = 60_000  # milliseconds; a page is rarely slow, a machine under tests is
VISITS = 20
USERS = """
[[users]]
login = "ana@northgate.example.com"
name = "Ana Analyst"
roles = ["analyst"]
"""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A vendor with one partner and two customers, on the first of February 2025; nothing has landed yet."""
    folder = tmp_path_factory.mktemp("journey")
    workspace = write_workspace(folder / "workspace")
    birch = AGREEMENT.format(id="BIRCH", low="birch", starts="2025-01-01", day=10)
    (workspace / "agreements" / "birch.toml").write_text(birch)
    (workspace / "users.toml").write_text(USERS)
    _add_line(workspace / "partners.csv", "BIRCH,Birch Trading,reseller,DE,EUR")
    configuration = load_folder(workspace)
    with deployed(folder / "state", configuration.vendor.mail_from) as deployment:
        publish_configuration(deployment, configuration)
        move_clock(deployment, DAWN)
        yield deployment


def _add_line(path: Path, line: str) -> None:
    path.write_text(f"{path.read_text()}{line}\n")


def move_clock(deployment: Deployment, at: dt.datetime) -> None:
    assert deployment.cloud is not None
    for _ in walk(deployment.cloud, at - dt.timedelta(minutes=1), at):
        pass


def drop(deployment: Deployment, key: str, content: str) -> None:
    bucket = deployment.outputs["LandingBucket"]
    deployment.client("s3").put_object(Bucket=bucket, Key=key, Body=content.encode())
    assert deployment.cloud is not None
    assert deployment.cloud.wait_until_settled(200)


def ledger_items(deployment: Deployment) -> dict[tuple[str, str], Any]:
    """Everything that the ledger holds."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=deployment.outputs["LedgerTable"])
    return {(i["pk"]["S"], i["sk"]["S"]): i for page in pages for i in page["Items"]}


def visited_by_a_scanner(link: str, visit: int, new_context: Callable[..., BrowserContext]) -> None:
    """One visit: it reads, asks for the head, or runs the page in a browser and sends its form."""
    method = ("GET", "HEAD", "script")[visit % 3]
    if method != "script":
        with urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=60) as answer:
            assert answer.status == 200
        return
    context = new_context(scripts=True)
    page = patient(context.new_page())
    page.goto(link)
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")
    expect(page.get_by_text("K-100")).not_to_have_count(0)
    context.close()


def patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(PATIENCE)
    return page


@pytest.mark.feature("C3", "E58", "R20", "R21", "R22", "R23", "R24")
@pytest.mark.invariant("I5")
def test_from_a_dropped_file_to_its_line_and_from_the_clock_to_the_customers_page(
    cloud: Deployment, new_context: Callable[..., BrowserContext]
) -> None:
    assert cloud.cloud is not None
    page = patient(new_context().new_page())  # no scripts anywhere
    page.goto(cloud.cloud.console_url)
    page.get_by_role("link", name=re.compile("Ana Analyst")).click()
    expect(page.get_by_text("Nothing has come in yet")).to_be_visible()

    drop(cloud, "landing/BIRCH/pos/birch_pos_202501.csv", SALES)
    page.reload()
    tile = page.get_by_role("region", name=re.compile("Sell-through"))
    expect(tile.locator(".figure")).to_have_text("1,978")  # EUR, whole ones on a tile
    tile.get_by_role("link").click()
    by_partner = page.get_by_role("region", name=re.compile("by partner"))
    by_partner.get_by_role("row", name=re.compile("Birch")).get_by_role("link").last.click()
    page.get_by_role("row").filter(has_text="777.25").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Line 3")
    sent = page.get_by_role("table", name=re.compile("Line 3"))
    assert sent.locator("samp").all_inner_texts() == ["I-2", "2025-01-20", "Bolt AG", "P-2", "1", "777.25"]

    drop(cloud, "landing/NORTHGATE/contracts/contracts_2025-01.csv", contracts_file(*JANUARY))
    assert [m for m in sent_mails(cloud.cloud) if "ontract K-" in m.subject] == []
    move_clock(cloud, MORNING)
    (mail,) = [m for m in sent_mails(cloud.cloud) if m.recipients == ("it@acme.example.com",)]
    assert mail.subject == "Contract K-100 ends in 27 days (2025-02-28)"
    (link,) = re.findall(r"http://127\.0\.0\.1:\d+/p/[\w-]{43}", mail.text)

    before = ledger_items(cloud)
    for visit in range(VISITS):
        visited_by_a_scanner(link, visit, new_context)
    assert ledger_items(cloud) == before

    customer = patient(new_context(width=360).new_page())
    customer.goto(link)
    for _ in range(2):  # past the link to the content
        customer.keyboard.press("Tab")
    expect(customer.locator(":focus")).to_have_text("Show my contracts")
    customer.keyboard.press("Enter")
    customer.wait_for_url(re.compile("/portal$"))
    for number in ("K-100", "K-101", "K-102", "K-103", "K-104"):
        assert number in customer.content()
    assert "K-200" not in customer.content()


@pytest.mark.feature("R21")
def test_one_click_of_a_mail_program_is_taken_without_a_cookie(cloud: Deployment) -> None:
    """After the journey: the address of List-Unsubscribe goes with the token of the mail's link."""
    assert cloud.cloud is not None
    (mail,) = [m for m in sent_mails(cloud.cloud) if m.recipients == ("it@bolt.example.com",)]
    (pages, token) = re.findall(r"(http://127\.0\.0\.1:\d+)/p/([\w-]{43})", mail.text)[0]
    request = urllib.request.Request(f"{pages}/u/{stop_token_of(token)}", b"List-Unsubscribe=One-Click")
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert "These mails are stopped" in answer.read().decode()
    assert [pk for pk, _ in ledger_items(cloud) if pk.startswith("STOP#")] == [
        f"STOP#{address_id_of('it@bolt.example.com')}"
    ]


@pytest.mark.feature("E23", "C24")
def test_bi_reads_the_board_of_reports_owed_as_the_clock_moves_on(cloud: Deployment) -> None:
    """The store dates what is dropped by this machine's clock, years after these instants: so nothing has come yet."""
    tick = MORNING + dt.timedelta(minutes=5)
    assert board_of(cloud, tick) == {("BIRCH", "2025-01"): "expected", ("NORTHGATE", "2025-01"): "expected"}
    later = tick.replace(day=12)
    assert board_of(cloud, later)["BIRCH", "2025-01"] == "missing"


def board_of(cloud: Deployment, at: dt.datetime) -> dict[tuple[str, str], str]:
    """Partner and period to state, as a query says it after the tick at that instant."""
    assert cloud.cloud is not None
    move_clock(cloud, at)
    state = str(cloud.cloud.state)  # type: ignore[attr-defined]  # this process started it
    sql = "SELECT partner_id, reporting_period, board_state FROM report_board"
    shown = CliRunner().invoke(application, ["query", sql, "--state", state])
    assert shown.exit_code == 0, shown.output
    found = (line.split() for line in shown.stdout.splitlines()[1:] if line.strip())
    return {(partner_id, period): board_state for partner_id, period, board_state in found}
