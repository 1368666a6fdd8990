"""The portal in Chromium: without scripts, by keyboard alone, on a phone and a desk, in both colour schemes, with axe.

The pages come from the function itself, over plain HTTP on 127.0.0.1, where Chromium takes cookies meant for HTTPS.
"""

import base64
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect
from tests.browser.portal_cases import fill
from tests.integration.portal.builders import Portal

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


@pytest.fixture
def address(portal: Portal) -> Iterator[str]:
    """Serves the function as the HTTP API does; one request at a time is enough."""

    class Gateway(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            path, _, query = self.path.partition("?")
            cookies = [part.strip() for value in self.headers.get_all("cookie", []) for part in value.split(";")]
            event = {
                "rawPath": path,
                "rawQueryString": query,
                "headers": {name.lower(): value for name, value in self.headers.items() if name.lower() != "cookie"},
                "cookies": cookies,
                "requestContext": {
                    "http": {"method": self.command},
                    "timeEpoch": int(portal.now.timestamp() * 1000),
                },
                "body": self.rfile.read(length).decode() if length else None,
                "isBase64Encoded": False,
            }
            answer: dict[str, Any] = portal.app.handler(event, None)
            body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            for cookie in answer["cookies"]:
                self.send_header("set-cookie", cookie)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_HEAD = answer  # noqa: N815  # names of the standard library

        def log_message(self, *arguments: Any) -> None:
            """Nothing: an address holds the token."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def go(page: Page, address: str) -> Response:
    response = page.goto(address)
    assert response is not None
    return response


@pytest.mark.feature("R21", "R22", "R23")
def test_a_link_leads_to_the_contracts_by_keyboard_alone_and_without_scripts(
    new_context: Callable[..., BrowserContext], portal: Portal, address: str
) -> None:
    fill(portal, "mixed")
    context = new_context(width=360)
    page = context.new_page()
    token = portal.link()
    assert go(page, f"{address}/p/{token}").status == 200
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Show my contracts"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/portal")
    assert token not in page.url
    (cookie,) = context.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (
        "__Host-portal",
        True,
        True,
        "Strict",
    )
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Show it in the list":
            break
    page.keyboard.press("Enter")
    assert page.url.endswith("#mailed")
    assert page.locator("#mailed").is_visible()
    page.locator("text=Leave").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/portal/leave")
    assert context.cookies() == []
    assert go(page, f"{address}/portal").status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_portal_has_no_axe_violations_and_fits_the_width(
    new_context: Callable[..., BrowserContext],
    axe_violations: Callable[[Page], list[str]],
    portal: Portal,
    address: str,
    scheme: str,
    width: int,
) -> None:
    page = new_context(scheme, width, scripts=True).new_page()
    found = []

    def look(name: str) -> None:
        found.extend(f"{name}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name}: wider than {width}")

    for number, case in enumerate(("mixed", "empty", "many", "long"), start=1):
        fill(portal, case)
        go(page, f"{address}/p/{portal.link(number)}")
        look("door")
        page.click("main button")
        page.wait_for_url(f"{address}/portal")
        look(case)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left your contracts")
    look("closed")
    go(page, f"{address}/p/nothing")
    look("refused")
    go(page, f"{address}/u/{portal.link(9, purpose='unsubscribe', session_sha256='', addresses=('a',))}")
    look("stop")
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("These mails are stopped")
    look("stopped")
    assert found == []


@pytest.mark.feature("R24", "R25", "R26", "R27", "R28")
def test_states_are_told_by_word_shape_and_colour(
    new_context: Callable[..., BrowserContext], portal: Portal, address: str
) -> None:
    fill(portal, "mixed")
    page = new_context().new_page()
    go(page, f"{address}/p/{portal.link()}")
    page.click("main button")
    seen = {
        "".join(state.inner_text().split("\n")): state.evaluate("e => getComputedStyle(e).color")
        for state in page.locator("td .state").all()
    }
    assert set(seen) == {"✖Expired", "▲Due soon", "●Live", "●Not started", "■Cancelled"}
    assert len(set(seen.values())) == 4
