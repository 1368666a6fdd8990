"""What a page of the portal says comes in; its HTML comes out. The refused page is the same whatever the reason."""

from sellthrough.model.workspace import Brand
from sellthrough.pages.frame import environment_of
from sellthrough.pages.stylesheet import Stylesheet, stylesheet_of
from sellthrough.portal.listing import Listing

PACKAGE = "sellthrough.portal"


def sheet(brand: Brand) -> Stylesheet:
    """The style sheet of the portal."""
    return stylesheet_of(brand, PACKAGE)


def door_page(brand: Brand, form_key: str) -> str:
    """The page that a link opens: one button. Nothing of the customer is on it, for scanners read it too."""
    return _page("door.html.j2", brand, form_key=form_key)


def refused_page(brand: Brand) -> str:
    """The page for a link or session that opens nothing."""
    return _page("refused.html.j2", brand)


def stop_page(brand: Brand, field: tuple[str, str]) -> str:
    """The page that asks whether to stop the notices; its form sends what a mail program's one click sends."""
    return _page("stop.html.j2", brand, field=field)


def stopped_page(brand: Brand) -> str:
    """The page after the notices were stopped."""
    return _page("stopped.html.j2", brand)


def closed_page(brand: Brand) -> str:
    """The page after leaving the portal."""
    return _page("closed.html.j2", brand)


def portal_page(brand: Brand, listing: Listing, form_key: str) -> str:
    """All contracts of the customer."""
    return _page("portal.html.j2", brand, listing=listing, form_key=form_key)


def _page(template: str, brand: Brand, **values: object) -> str:
    address = f"/portal/{sheet(brand).name}"
    return environment_of(PACKAGE).get_template(template).render(brand=brand, stylesheet=address, **values)
