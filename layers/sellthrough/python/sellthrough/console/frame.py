"""A view, who looks at it and when in; the page's HTML out."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from sellthrough.console import words
from sellthrough.console.access import Action, may
from sellthrough.console.figures import heading_of, ratio_of, row_apart, row_grain
from sellthrough.console.kpi_queries import NO_VALUE
from sellthrough.console.listing import PAGE_SIZE, address
from sellthrough.console.routes import ROOT
from sellthrough.console.source import source_address
from sellthrough.console.states import BOARD_STATES, MAIL_STATES, RUN_STATES, STATES
from sellthrough.console.views import View
from sellthrough.model.keys import UNASSIGNED
from sellthrough.model.users import User
from sellthrough.model.workspace import Brand, Configuration
from sellthrough.pages.frame import environment_of
from sellthrough.pages.stylesheet import Stylesheet, stylesheet_of

PACKAGE = "sellthrough.console"
_NAVIGATION = (
    ("Overview", ROOT, Action.SEE_OVERVIEW),
    ("Submissions", f"{ROOT}/submissions", Action.SEE_SUBMISSIONS),
    ("Work items", f"{ROOT}/work", Action.SEE_WORK),
    ("Mails", f"{ROOT}/mails", Action.SEE_MAIL),
    ("Jobs", f"{ROOT}/jobs", Action.SEE_JOBS),
    ("Onboard", f"{ROOT}/onboard", Action.ONBOARD),
)
UNKNOWN_BRAND = Brand(name="Sellthrough")


def stylesheet(brand: Brand) -> Stylesheet:
    """The console's style sheet in the brand's colours."""
    return stylesheet_of(brand, PACKAGE)


def page(
    view: View,
    configuration: Configuration | None,
    *,
    user: User | None = None,
    path: str = ROOT,
    query: Mapping[str, str] | None = None,
    now: datetime | None = None,
    form: str = "",
) -> str:
    """The HTML of a view.

    Args:
        configuration: None before any was loaded.
        user: None for who is not logged in: no navigation then.
        path, query: The address, which links of filters and pages keep.
        form: Token of forms (`login.form_token`).
    """
    brand = configuration.vendor.brand if configuration else UNKNOWN_BRAND
    zone = configuration.vendor.time_zone if configuration else "UTC"
    everybody = configuration.partners if configuration else ()
    # A filter offers no name that the person may not see.
    partners = [p for p in everybody if user and (not user.partners or p.partner_id in user.partners)]
    products = configuration.products if configuration else ()
    shared: dict[str, Any] = {
        "brand": brand,
        "stylesheet": f"{ROOT}/static/{stylesheet(brand).name}",
        "currency": configuration.vendor.reporting_currency if configuration else "",
        "user": user,
        "navigation": [(label, to, _is_here(to, path)) for label, to, action in _NAVIGATION if may(user, action, None)],
        "path": path,
        "query": query or {},
        "now": now,
        "form": form,
        "zone": zone,
        "partner_names": {p.partner_id: p.partner_name for p in partners} | {UNASSIGNED: "no partner yet"},
        "product_names": {p.product_id: p.product_name for p in products},
    }
    return _environment().get_template(f"{view.template}.html.j2").render({**shared, **view.context})


def _is_here(to: str, path: str) -> bool:
    return path == to or (to != ROOT and path.startswith(f"{to}/"))


@cache
def _environment() -> Environment:
    environment = environment_of(PACKAGE)
    environment.filters |= {
        "number": words.number,
        "measure": words.measure,
        "short": words.short_number,
        "month": words.month,
        "share": words.share,
        "label": words.label_of,
        "moment": words.moment,
        "ago": words.ago,
        "path": lambda text: quote(str(text), safe=""),
    }
    environment.globals |= {
        "root": ROOT,
        "address": address,
        "duration": words.duration,
        "source_address": source_address,
        "heading_of": heading_of,
        "ratio_of": ratio_of,
        "row_apart": row_apart,
        "row_grain": row_grain,
        "states": STATES,
        "board_states": BOARD_STATES,
        "run_states": RUN_STATES,
        "mail_states": MAIL_STATES,
        "page_size": PAGE_SIZE,
        "no_value": NO_VALUE,
        "nothing": words.NOTHING,
    }
    return environment
