"""Onboarding in Chromium on the local cloud: from one sample to facts of the next file, and into the workspace folder."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.workspace import write_workspace
from typer.testing import CliRunner

from sellthrough.model.onboarding import SAMPLE_BYTES
from sellthrough_local.cli.application import application
from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import deployed
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(900)]
PATIENCE = 60_000  # milliseconds; a page is rarely slow, a machine under tests is
LINES = 2000
SECONDS = 60  # from the drop to what is accepted
HEADINGS = "Kolumna;Hersteller-Artikelnr.;Verkaufte Menge;Nettobetrag USD;Wiederverkäufer"
PEOPLE = """
[[users]]
login = "mia@vale.example"
name = "Mia Master"
roles = ["master_data"]
[[users]]
login = "ada@vale.example"
name = "Ada Admin"
roles = ["admin"]
"""


def report(month: int, lines: int, headings: str = HEADINGS) -> str:
    rows = (
        f"{n % 27 + 1:02d}.{month:02d}.2025;A-{n % 4 + 1};{n % 9 + 1};{n}00,50;Hansa AG" for n in range(1, lines + 1)
    )
    return "\n".join([headings, *rows]) + "\n"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A local cloud with the workspace loaded; nothing has landed."""
    folder = tmp_path_factory.mktemp("onboarding")
    workspace = write_workspace(folder / "workspace", datetime.now(UTC).date())
    users = workspace / "users.toml"
    users.write_text(users.read_text() + PEOPLE)
    configuration = load_folder(workspace)
    with deployed(folder / "state", configuration.vendor.mail_from) as deployment:
        publish_configuration(deployment, configuration)
        assert deployment.cloud is not None
        deployment.cloud.wait_until_settled(100)

        def run(*arguments: str) -> Any:
            return CliRunner().invoke(application, [*arguments, "--state", str(folder / "state")])

        yield SimpleNamespace(
            url=deployment.cloud.console_url, deployment=deployment, workspace=workspace, run=run, folder=folder
        )


def log_in(context: BrowserContext, url: str, name: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(PATIENCE)
    page.goto(f"{url}/onboard")
    page.get_by_role("link", name=re.compile(name)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboard a partner", timeout=PATIENCE)
    return page


def begin(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/onboard")
    page.get_by_label("or the name of a new one").fill(name)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"A sample of {name}")


def send(page: Page, folder: Path, name: str, content: str) -> None:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()


def heading(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


@pytest.mark.feature("C27", "C28", "E10", "M31")
def test_from_one_sample_to_facts_of_the_next_file_and_into_the_folder(
    console: Any, new_context: Callable[..., BrowserContext]
) -> None:
    page = log_in(new_context(width=360), console.url, "Mia Master")  # no scripts anywhere
    begin(page, console.url, "Kiefer Handel")
    started = time.monotonic()
    send(page, console.folder, "kiefer_2025-03.csv", report(3, LINES))
    heading(page).to_have_text("kiefer_2025-03.csv")
    assert page.url.startswith(f"{console.url}/onboard/")
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    page.get_by_role("group", name=re.compile("Which column is sold_date")).get_by_label("Kolumna = sold_date").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text(f"{LINES:,} accepted, 0 rejected")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    heading(page).to_have_text("Kiefer Handel is on board")
    took = time.monotonic() - started
    print(f"from the drop of {LINES} lines to the acceptance: {took:.1f} s")
    assert took < SECONDS
    expect(page.get_by_text(re.compile("^Mia Master, "))).to_be_visible()

    key = "landing/KIEFER-HANDEL/sell_through/kiefer_2025-04.csv"
    bucket = console.deployment.outputs["LandingBucket"]
    console.deployment.client("s3").put_object(Bucket=bucket, Key=key, Body=report(4, 5).encode())
    assert console.deployment.cloud.wait_until_settled(200)
    (landed,) = [s for s in console.deployment.ledger.submissions() if s.file_name == "kiefer_2025-04.csv"]
    assert (landed.state.value, landed.counts.accepted_rows) == ("published", 5)
    rows = console.run(
        "query", "SELECT sum(quantity_units) AS units FROM sell_through WHERE partner_id = 'KIEFER-HANDEL'"
    )
    assert "20" in rows.output  # 2 + 3 + 4 + 5 + 6

    refused = console.run("load", str(console.workspace))
    assert refused.exit_code == 2
    assert "KIEFER-HANDEL/sell_through: Mia Master accepted it in the console on" in refused.output
    assert console.run("fetch", str(console.workspace)).exit_code == 0
    assert (console.workspace / "golden" / "KIEFER-HANDEL" / "sell_through" / "kiefer_2025-03.csv").is_file()
    version = console.deployment.ledger.current_configuration_version()
    loaded = console.run("load", str(console.workspace))
    assert loaded.exit_code == 0, loaded.output
    assert (
        console.deployment.ledger.current_configuration_version() == version == load_folder(console.workspace).version
    )
    assert console.deployment.ledger.open_acceptances() == []
    page.reload()
    expect(page.get_by_text("The workspace folder does not have this yet")).to_have_count(0)


def test_what_is_too_large_is_refused_by_the_store(console: Any, new_context: Callable[..., BrowserContext]) -> None:
    page = log_in(new_context(), console.url, "Ada Admin")
    begin(page, console.url, "Zu Gross")
    address = page.url
    with page.expect_response(lambda response: response.request.method == "POST") as refused:
        send(page, console.folder, "gross_2025-03.csv", "a" * (SAMPLE_BYTES + 1))
    assert refused.value.status == 400
    page.goto(address)
    heading(page).to_have_text("A sample of Zu Gross")  # nothing was kept


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 360), ("light", 1280), ("dark", 1280)])
def test_no_page_of_it_has_a_violation_or_runs_over_the_edge(
    scheme: Any, width: int, console: Any, browser: Browser, axe_violations: Callable[[Page], list[str]]
) -> None:
    viewport: Any = {"width": width, "height": 800}
    context = browser.new_context(color_scheme=scheme, viewport=viewport, bypass_csp=True)
    page = log_in(context, console.url, "Ada Admin")
    found: list[str] = []

    def look(name: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found.extend(f"{name}: {line}" for line in axe_violations(page))
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found.extend([f"{name}: {over} px over the edge"] if over > 0 else [])

    look("start")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Choose a partner, or name a new one.")).to_be_visible()
    look("nobody chosen")
    name = f"Tanne {scheme} {width}"
    begin(page, console.url, name)
    look("drop")
    send(page, console.folder, f"{scheme}{width}_2025-03.csv", report(3, 20))
    heading(page).to_have_text(f"{scheme}{width}_2025-03.csv")
    look("asked")
    page.get_by_label("Kolumna = sold_date").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    look("understood")
    page.get_by_role("button", name="Accept").click()
    heading(page).to_have_text(f"{name} is on board")
    look("accepted")
    begin(page, console.url, f"Leer {scheme} {width}")
    send(page, console.folder, "leer_2025-03.csv", "\n")
    expect(page.get_by_text("This sample is not understood.")).to_be_visible()
    look("not understood")
    context.close()
    assert found == []


def test_what_was_accepted_is_undone_on_purpose_alone(console: Any, new_context: Callable[..., BrowserContext]) -> None:
    page = log_in(new_context(), console.url, "Ada Admin")
    begin(page, console.url, "Weg Damit")
    send(page, console.folder, "weg_2025-03.csv", report(3, 5, HEADINGS.replace("Kolumna", "Rechnungsdatum")))
    page.get_by_role("button", name="Accept").click()
    heading(page).to_have_text("Weg Damit is on board")
    assert console.run("load", str(console.workspace)).exit_code == 2
    replaced = console.run("load", str(console.workspace), "--replace")
    assert replaced.exit_code == 0, replaced.output
    assert console.deployment.ledger.open_acceptances() == []
    page.reload()
    expect(page.get_by_text("A workspace without this was loaded since, on purpose.")).to_be_visible()
