"""A request for a customer's page comes in; the door, the list of contracts or the refused page goes out.

GET and HEAD change nothing, and neither does the form of the door: the cookie is all that it leaves behind. So a
scanner may open a link as often as it likes. The address that stops mails stands in no mail's text, only in its header.
Every refusal is the same page after the same look-ups.
"""

import re
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.model.links import Link, form_key_of, is_same, link_id_of, session_of, sha256_of
from sellthrough.model.workspace import Configuration
from sellthrough.pages.http import CSS, Answer, Request, payload_of, request_of
from sellthrough.portal.listing import listing_of
from sellthrough.portal.pages import (
    closed_page,
    door_page,
    portal_page,
    refused_page,
    sheet,
    stop_page,
    stopped_page,
)
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.links import Links
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.settings import Settings
from sellthrough_aws.stops import Stops


class PortalSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    archive_bucket: str


settings = PortalSettings.from_environment()
ledger = Ledger(settings.ledger_table)
contracts, links = Contracts(settings.ledger_table), Links(settings.ledger_table)
stops = Stops(settings.ledger_table)
configurations = Configurations(Objects(), settings.archive_bucket)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
COOKIE, COOKIE_RULES = "__Host-portal", "Path=/; Secure; HttpOnly; SameSite=Strict"
COOKIE_SECONDS = 12 * 3600
HASH = re.compile("[0-9a-f]{64}")


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Answer a request; the same code behind the HTTP API and on the local cloud."""
    request = request_of(event)
    configuration = configurations.version(ledger.current_configuration_version())
    brand = configuration.vendor.brand
    style = sheet(brand)
    match request.path.strip("/").split("/"):
        case ["p", *token]:
            answer = _door(request, configuration, "/".join(token))
        case ["u", *token]:
            answer = _stop(request, configuration, "/".join(token))
        case ["portal"] if request.is_read:
            answer = _portal(request, configuration)
        case ["portal", "leave"] if request.method == "POST":
            answer = _leave(request, configuration)
        case ["portal", name] if request.is_read and name == style.name:
            answer = Answer(200, style.text, CSS, is_public=True)
        case _:
            answer = Answer(404, refused_page(brand))
    logger.info("portal", method=request.method, place=event.get("routeKey", ""), status=answer.status)
    return payload_of(answer, request)


def _door(request: Request, configuration: Configuration, token: str) -> Answer:
    brand, link = configuration.vendor.brand, links.link(link_id_of(token))
    if link is None or not link.opens("portal", request.now):
        return Answer(404, refused_page(brand))
    key = form_key_of(token)
    if request.is_read:
        return Answer(200, door_page(brand, key))
    if not request.is_own_form or not is_same(request.form.get("form_key", ""), key):
        return Answer(403, refused_page(brand))
    cookie = f"{COOKIE}={link.link_id}.{session_of(token)}; Max-Age={COOKIE_SECONDS}; {COOKIE_RULES}"
    return Answer(303, cookies=(cookie,), more={"location": "/portal"})


def _stop(request: Request, configuration: Configuration, token: str) -> Answer:
    """Looking asks; a POST with the word of RFC 8058 acts, whoever's program sends it: the token is all the proof."""
    brand, link = configuration.vendor.brand, links.link(link_id_of(token))
    if link is None or not link.opens("unsubscribe", request.now):
        return Answer(404, refused_page(brand))
    if request.method != "POST" or request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        return Answer(200, stop_page(brand, ONE_CLICK))
    stops.stop(link.addresses, request.now)
    return Answer(200, stopped_page(brand))


def _portal(request: Request, configuration: Configuration) -> Answer:
    brand, (link, secret) = configuration.vendor.brand, _session(request)
    if link is None:
        return Answer(404, refused_page(brand))
    listing = listing_of(contracts.of_customer(link.customer_id), configuration, link, request.now)
    return Answer(200, portal_page(brand, listing, form_key_of(secret)))


def _session(request: Request) -> tuple[Link | None, str]:
    """The link of the cookie and its secret; whatever the cookie holds, or when there is none, one look-up."""
    link_id, _, secret = request.cookies.get(COOKIE, "").partition(".")
    link = links.link(link_id if HASH.fullmatch(link_id) else sha256_of(link_id))
    is_ours = link is not None and is_same(sha256_of(secret), link.session_sha256)
    return (link if is_ours and link and link.opens("portal", request.now) else None), secret


def _leave(request: Request, configuration: Configuration) -> Answer:
    brand, secret = configuration.vendor.brand, request.cookies.get(COOKIE, "").partition(".")[2]
    if not request.is_own_form or not is_same(request.form.get("form_key", ""), form_key_of(secret)):
        return Answer(403, refused_page(brand))
    return Answer(200, closed_page(brand), cookies=(f"{COOKIE}=; Max-Age=0; {COOKIE_RULES}",))
