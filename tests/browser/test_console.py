"""The console in Chromium on the local cloud: from a dropped file to its KPI and back to its source line."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.workspace import HOSTILE, files, months, sales, write_workspace

from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import deployed
from sellthrough_local.workspace_folder import load_folder

pytestmark = [pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(900)]
TODAY = datetime.now(UTC).date()
YEAR, MONTH = months(TODAY, 1)[0]
PERIOD = f"{YEAR}-{MONTH + 1:02d}"
PATIENCE = 60_000  # milliseconds; a page is rarely slow, a machine under tests is


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A local cloud with the workspace and all of its files processed."""
    folder = tmp_path_factory.mktemp("console")
    configuration = load_folder(write_workspace(folder / "workspace", TODAY))
    with deployed(folder / "state", configuration.vendor.mail_from) as deployment:
        publish_configuration(deployment, configuration)

        def drop(key: str, content: str) -> None:
            deployment.client("s3").put_object(
                Bucket=deployment.outputs["LandingBucket"], Key=key, Body=content.encode()
            )

        for key, content in files(TODAY).items():
            drop(key, content)

        def mend(units: str, amount: str) -> None:
            """Load the workspace again, with two more headings in Birch's layout."""
            agreement = folder / "workspace" / "agreements" / "birch.toml"
            agreement.write_text(f'{agreement.read_text()}"{units}" = "quantity_units"\n"{amount}" = "net_amount"\n')
            publish_configuration(deployment, load_folder(folder / "workspace"))

        assert deployment.cloud is not None
        assert deployment.cloud.wait_until_settled(300)
        yield SimpleNamespace(
            url=deployment.cloud.console_url,
            drop=drop,
            mend=mend,
            settle=deployment.cloud.wait_until_settled,
            save=deployment.cloud.save,
            state=folder / "state",
        )


def log_in(page: Page, url: str, name: str = "Ana Analyst") -> Page:
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(PATIENCE)
    page.goto(url)
    page.get_by_role("link", name=re.compile(name)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview", timeout=PATIENCE)
    return page


@pytest.fixture(scope="module")
def session_of(console: Any, browser: Browser) -> Callable[[str], Any]:
    """The cookies of who is logged in, by name."""
    known: dict[str, Any] = {}

    def cookies_of(name: str) -> Any:
        if name not in known:
            context = browser.new_context()
            log_in(context.new_page(), console.url, name)
            known[name] = context.storage_state()
            context.close()
        return known[name]

    return cookies_of


@pytest.fixture(scope="module")
def session(session_of: Callable[[str], Any]) -> Any:
    """The cookies of an analyst who is logged in."""
    return session_of("Ana Analyst")


@pytest.mark.feature("C3", "E58")
def test_a_dropped_file_is_a_number_on_the_overview_that_leads_to_its_source_line(
    console: Any, new_context: Callable[..., BrowserContext]
) -> None:
    """With scripts off, as a person clicks."""
    page = log_in(new_context().new_page(), console.url)
    tile = page.get_by_role("region", name=re.compile("Sell-through"))
    before = tile.locator(".figure").inner_text()
    console.drop(
        f"landing/BIRCH/pos/birch_pos_{YEAR}{MONTH + 1:02d}.csv",
        sales(YEAR, MONTH, 3, f"Z1,{PERIOD}-05,Shop 9,A-1,3,777.25\n"),
    )
    assert console.settle(200)
    page.reload()
    assert tile.locator(".figure").inner_text() != before
    tile.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sell-through")
    by_partner = page.get_by_role("region", name=re.compile("by partner"))
    by_partner.get_by_role("row", name=re.compile("Birch")).get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rows behind Sell-through")
    row = page.get_by_role("row").filter(has_text="777.25")
    assert page.url.count("partner_id=BIRCH") == 1
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Line 5")
    sent = page.get_by_role("table", name=re.compile("Line 5"))
    assert sent.locator("samp").all_inner_texts() == ["Z1", f"{PERIOD}-05", "Shop 9", "A-1", "3", "777.25"]
    expect(page.get_by_text("It counts as a fact")).to_be_visible()
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("row").filter(has_text="Done").first).to_be_visible()


def pages(url: str, page: Page) -> Iterator[tuple[str, str]]:
    """Every kind of page, by name and address."""
    yield "overview", url
    yield "submissions", f"{url}/submissions"
    yield "nothing-fits", f"{url}/submissions?q=nothing+like+it"
    yield "kpi", f"{url}/kpis/sell_through"
    yield "rows", f"{url}/kpis/sell_through/rows?period={PERIOD}"
    yield "as-published", f"{url}/kpis/weeks_of_supply"
    yield "work", f"{url}/work"
    yield "mails", f"{url}/mails?state=all"
    yield "jobs", f"{url}/jobs"
    yield "missing", f"{url}/elsewhere"
    page.goto(f"{url}/submissions?state=held")
    held = page.locator("tbody th a").first.get_attribute("href") or ""
    page.goto(f"{url}/submissions?q=birch&period={PERIOD}")
    bad = page.locator("tbody th a").last.get_attribute("href") or ""
    origin = url.removesuffix("/console")
    yield "held", origin + held
    yield "submission", origin + bad
    yield "source", f"{origin}{bad}/source?line=6"
    yield "answer", f"{origin}{bad}/answer"
    yield "signed-out", f"{url}/signed-out"


def wrong_with(page: Page, name: str, axe_violations: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with the page that is open, its details opened too."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = [f"{name}: {line}" for line in axe_violations(page)]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert "owned" not in page.title()
    return found + ([f"{name}: {over} px over the edge"] if over > 0 else [])


SCHEMES_AND_WIDTHS = pytest.mark.parametrize(
    ("scheme", "width"), [("light", 360), ("dark", 360), ("light", 1280), ("dark", 1280)]
)


@SCHEMES_AND_WIDTHS
def test_no_page_has_a_violation_or_runs_over_the_edge(
    scheme: Any, width: int, console: Any, session: Any, browser: Browser, axe_violations: Callable[[Page], list[str]]
) -> None:
    viewport: Any = {"width": width, "height": 800}
    context = browser.new_context(color_scheme=scheme, viewport=viewport, storage_state=session, bypass_csp=True)
    page = context.new_page()
    page.set_default_navigation_timeout(PATIENCE)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    found = []
    for name, address in list(pages(console.url, page)):
        page.goto(address)
        found += wrong_with(page, name, axe_violations)
    context.close()
    assert found == []
    assert dialogs == []


@SCHEMES_AND_WIDTHS
def test_empty_pages_and_refusals_have_no_violation_either(
    scheme: Any,
    width: int,
    console: Any,
    session_of: Callable[[str], Any],
    browser: Browser,
    axe_violations: Callable[[Page], list[str]],
) -> None:
    viewport: Any = {"width": width, "height": 800}
    found = []
    for who, heading, path in (
        ("Noa, nothing yet", "Overview", ""),
        ("Noa, nothing yet", "Submissions", "/submissions"),
        ("Noa, nothing yet", "Work items", "/work"),
        ("Noa, nothing yet", "Mails", "/mails"),
        ("Noa, nothing yet", "Jobs", "/jobs"),
        ("Noa, nothing yet", "Sell-through", "/kpis/sell_through"),
        ("Vic Viewer", "You may not open this", "/jobs"),
        ("Vic Viewer", "You are not logged in", "/login/done"),
        ("Ana Analyst", "It would be held again", "/submissions?q=unexpected+forecast"),
        ("Ana Analyst", "Nothing was done", "/submissions?q=unexpected+forecast"),
    ):
        context = browser.new_context(
            color_scheme=scheme, viewport=viewport, storage_state=session_of(who), bypass_csp=True
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{console.url}{path}")
        if heading in {"It would be held again", "Nothing was done"}:
            page.locator("tbody th a").click()
            if heading == "Nothing was done":
                page.evaluate("document.querySelector('main form [name=form]').value = 'of another page'")
            page.get_by_role("button", name="Run again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        found += wrong_with(page, heading, axe_violations)
        context.close()
    assert found == []


@pytest.mark.feature("E58")
def test_a_held_file_runs_again_by_keyboard_once_its_layout_is_mended(
    console: Any, session: Any, browser: Browser
) -> None:
    name = f"birch_pos_{YEAR}{MONTH + 1:02d}.csv"
    content = sales(YEAR, MONTH, 3).replace("Qty,Ext Price", "Kz7,Kz8")
    console.drop(f"landing/BIRCH/pos/{name}", content)
    assert console.settle(200)
    context = browser.new_context(storage_state=session, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{console.url}/submissions?state=held&partner=BIRCH")
    page.get_by_role("link", name=name).click()
    expect(page.locator("main .state").first).to_contain_text("Held")
    console.mend("Kz7", "Kz8")
    reach(page, "Run again")
    page.keyboard.press("Enter")
    expect(page.locator("main .state").first).to_contain_text(re.compile("Received|Published"))
    assert console.settle(200)
    page.reload()
    expect(page.locator("main .state").first).to_contain_text("Published")
    runs = page.get_by_role("table", name="The last first")
    expect(runs.get_by_role("row", name=re.compile("Run 2"))).to_contain_text("Ana Analyst")
    expect(runs.get_by_role("row", name=re.compile("Run 1"))).to_contain_text("the path itself")
    context.close()


def test_with_the_keyboard_alone(console: Any, session: Any, browser: Browser) -> None:
    context = browser.new_context(storage_state=session)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(console.url)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    reach(page, "Submissions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Submissions")
    reach(page, "", "input[type=search]")
    page.keyboard.type("alder_stock")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "q=alder_stock" in page.url
    reach(page, "alder_stock")
    outline = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("alder_stock")
    page.go_back()
    assert "q=alder_stock" in page.url
    reach(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.goto(console.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in to the local console")
    context.close()


def reach(page: Page, text: str, selector: str = "") -> None:
    """Press Tab until that has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() and (
            focus.evaluate(f"e => e.matches({selector!r})") if selector else text in focus.inner_text()
        ):
            return
    raise AssertionError(f"{text or selector} cannot be reached with the keyboard")


def test_who_may_see_one_partner_sees_no_other(console: Any, new_context: Callable[..., BrowserContext]) -> None:
    page = log_in(new_context().new_page(), console.url, "Ben, Birch only")
    assert "Alder" not in page.content()
    expect(page.get_by_text("You see 1 partner only.")).to_be_visible()
    page.goto(f"{console.url}/submissions")
    assert "alder" not in page.content().lower()
    assert HOSTILE in page.locator("tbody tr").first.inner_text()


def test_a_session_is_kept_as_its_hash_alone(console: Any, session: Any) -> None:
    (cookie,) = [c["value"] for c in session["cookies"] if c["name"] == "__Host-session"]
    console.save()
    kept = [path.read_text() for path in (console.state / "services").glob("*.json")]
    assert any("SESSION#" in text for text in kept)
    assert not any(cookie in text for text in kept)
