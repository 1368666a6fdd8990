"""The kind of an answer comes in; the HTTP headers that guard it come out (docs/promises.md, pages)."""

_YEAR_SECONDS = 31_536_000


def security_headers(
    content_type: str, *, with_scripts: bool = False, is_public: bool = False, form_to: str = ""
) -> dict[str, str]:
    """Headers of an answer of ours, names in lower case.

    Args:
        content_type: As in `text/html; charset=utf-8`.
        with_scripts: Allow script files of our own origin, and requests to it; never inline scripts.
        is_public: A file without personal data whose address changes with its content: kept for a year by anybody.
            Everything else is kept by nobody.
        form_to: Scheme and host that a form of this page is sent to, beside our own.
    """
    own = "; script-src 'self'; connect-src 'self'" if with_scripts else ""
    forms = f"'self' {form_to}".rstrip()
    return {
        "content-type": content_type,
        "content-security-policy": (
            f"default-src 'none'; style-src 'self'; img-src 'self'; form-action {forms}; base-uri 'none'; "
            f"frame-ancestors 'none'{own}"
        ),
        "cache-control": f"public, max-age={_YEAR_SECONDS}, immutable" if is_public else "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "strict-transport-security": f"max-age={_YEAR_SECONDS}; includeSubDomains",
        "x-robots-tag": "noindex, nofollow",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }


def is_own_origin(origin: str, fetch_site: str, host: str) -> bool:
    """True when a form was sent from a page of ours.

    Our pages send no referrer, and then browsers send the Origin of a form as `null`
    (https://fetch.spec.whatwg.org/#append-a-request-origin-header); what they say in `Sec-Fetch-Site` no page can
    forge. So: our own origin, or a hidden one that the browser itself says is ours.

    Args:
        origin: Header `Origin`; "" when absent.
        fetch_site: Header `Sec-Fetch-Site`; "" when absent.
        host: Header `Host`.
    """
    if fetch_site and fetch_site != "same-origin":
        return False
    if origin in {"", "null"}:
        return fetch_site == "same-origin"
    return origin.partition("://")[2] == host
