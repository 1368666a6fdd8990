"""Headers of pages, and where a form came from."""

import pytest

from sellthrough.pages.headers import is_own_origin, security_headers


def test_a_page_is_guarded_and_kept_by_nobody() -> None:
    headers = security_headers("text/html; charset=utf-8")
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert "script-src" not in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_scripts_come_from_our_own_files_only_where_a_page_has_some() -> None:
    policy = security_headers("text/html", with_scripts=True)["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("origin", "fetch_site", "expected"),
    [
        ("https://portal.example", "same-origin", True),
        ("https://portal.example", "", True),  # an old browser
        ("null", "same-origin", True),  # our pages send no referrer
        ("", "same-origin", True),
        ("null", "cross-site", False),  # a sandboxed frame elsewhere
        ("null", "", False),
        ("", "", False),  # a program
        ("https://portal.example", "cross-site", False),
        ("https://evil.example", "", False),
        ("https://portal.example.evil.example", "", False),
        ("https://other.portal.example", "same-site", False),
    ],
)
def test_a_form_counts_only_from_our_own_pages(origin: str, fetch_site: str, expected: bool) -> None:
    assert is_own_origin(origin, fetch_site, "portal.example") is expected
