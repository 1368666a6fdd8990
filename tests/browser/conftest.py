"""Debian's Chromium, driven by Playwright, and axe: what every browser test shares."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.integration.portal.conftest import portal

__all__ = ["portal"]  # a fixture, the same as without a browser

ABSENT = "there is no `chromium` on the path (Debian: apt-get install chromium)"
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; skips where there is none, fails there when SELLTHROUGH_REQUIRE_SHARED is 1."""
    path = shutil.which("chromium")
    if path is None and os.environ.get("SELLTHROUGH_REQUIRE_SHARED") == "1":
        pytest.fail(f"{ABSENT}, and this run must not skip")
    if path is None:
        pytest.skip(ABSENT)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts (as `Browser.new_context`: color_scheme, viewport, java_script_enabled ...), closed at the end."""
    contexts: list[BrowserContext] = []

    def make(scheme: str = "light", width: int = 1280, *, scripts: bool = False) -> BrowserContext:
        context = browser.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]  # a plain string from a parametrisation
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def axe_violations() -> Callable[[Page], list[str]]:
    """Runs axe on a page; a line per violation. Needs a context with scripts and without the page's own CSP."""

    def violations(page: Page) -> list[str]:
        results = Axe().run(page, options=AXE_RULES)
        return [
            f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
            for found in results.response["violations"]
            for node in found["nodes"]
        ]

    return violations
