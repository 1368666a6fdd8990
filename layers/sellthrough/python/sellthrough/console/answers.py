"""A view or a refusal in, the HTTP answer out: HTML, headers that guard it, and words for who is refused."""

from urllib.parse import urlencode

from sellthrough.console.access import Action
from sellthrough.console.frame import UNKNOWN_BRAND, page, stylesheet
from sellthrough.console.login import form_token
from sellthrough.console.responses import Response, redirect
from sellthrough.console.routes import ROOT, Found, Route
from sellthrough.console.views import View, Visit
from sellthrough.errors import NotFound
from sellthrough.model.users import User
from sellthrough.model.workspace import Configuration
from sellthrough.pages.headers import security_headers
from sellthrough.pages.http import Request

_HTML = "text/html; charset=utf-8"


def action_of(route: Route) -> Action:
    """The action that a page needs.

    Raises:
        ValueError: The route is not a page: its access is no action.
    """
    return Action(route.access)


def drawn(view: View, visit: Visit, session: str) -> Response:
    """The page of a view for who is logged in."""
    request = visit.request
    html = page(
        view,
        visit.configuration,
        user=visit.user,
        path=request.path.rstrip("/"),
        query=request.query,
        now=request.now,
        form=form_token(session),
    )
    return Response(status=view.status, body=html, headers=security_headers(_HTML, form_to=view.form_to))


def to_login(request: Request) -> Response:
    """The way in, and back here afterwards."""
    then = request.address if request.method == "GET" else ROOT
    way = redirect(f"{ROOT}/login?{urlencode({'then': then})}")
    return way.model_copy(update={"headers": {**security_headers(_HTML), **way.headers}})


def public(found: Found, configuration: Configuration | None) -> Response:
    """What needs no login: the style sheet, and the page after signing out.

    Raises:
        NotFound: A style sheet of another name.
    """
    if found.route.page == "goodbye":
        view = _message("You are signed out", ["Close the browser window if others use this computer."])
        return _page(view, configuration)
    sheet = stylesheet(configuration.vendor.brand if configuration else UNKNOWN_BRAND)
    if found.parts["name"] != sheet.name:
        raise NotFound("no such style sheet")
    return Response(body=sheet.text, headers=security_headers("text/css; charset=utf-8", is_public=True))


def not_found(configuration: Configuration | None) -> Response:
    """For what does not exist, and for what lies outside the user's scope: the same."""
    words = ["The address is wrong, or it shows something that you may not see."]
    return _page(_message("There is nothing here", words, ("To the overview", ROOT), 404), configuration)


def forbidden(configuration: Configuration | None, user: User | None) -> Response:
    """For a person who is known to the issuer and may not open the page."""
    if user is None:
        words = [
            "You are logged in, and this workspace does not list you as a user.",
            "Ask whoever keeps the workspace to add you to users.toml.",
        ]
    else:
        roles = ", ".join(role.replace("_", " ") for role in user.roles)
        words = [f"Your role ({roles}) does not open this page."]
    view = _message("You may not open this", words, ("To the overview", ROOT) if user else None, 403)
    return _page(view, configuration)


def sign_in_failed(configuration: Configuration | None) -> Response:
    """For a login that did not come to its end; why stands in the log only."""
    words = ["The login took too long, was begun in another browser, or the issuer did not answer."]
    return _page(_message("You are not logged in", words, ("Log in again", f"{ROOT}/login"), 400), configuration)


def forged(configuration: Configuration | None) -> Response:
    """For a form that no page of this session sent."""
    words = ["The form was not sent from a page of this login, so nothing was done. Open the page again and repeat it."]
    return _page(_message("Nothing was done", words, ("To the overview", ROOT), 400), configuration)


def unavailable(configuration: Configuration | None, request: Request) -> Response:
    """For a page whose data cannot be read at the moment."""
    words = ["The query service gave no answer. Nothing is lost; try again in a minute."]
    view = _message("The numbers cannot be read at the moment", words, ("Try again", request.address), 503)
    return _page(view, configuration)


def _message(title: str, paragraphs: list[str], link: tuple[str, str] | None = None, status: int = 200) -> View:
    return View("message", {"title": title, "paragraphs": paragraphs, "link": link}, status)


def _page(view: View, configuration: Configuration | None) -> Response:
    return Response(status=view.status, body=page(view, configuration), headers=security_headers(_HTML))
