"""The addresses of an OpenID Connect issuer in, an ASGI application that answers them out."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sellthrough.model.workspace import Brand, Configuration
from sellthrough.pages.frame import environment_of
from sellthrough.pages.headers import security_headers
from sellthrough.pages.stylesheet import stylesheet_of
from sellthrough_local.issuer.codes import Asked, Codes, Granted

CLIENT_ID = "sellthrough-console"
CALLBACK_PATH = "/console/login/done"
TOKEN_SECONDS = 300
_LOOPBACK = {"127.0.0.1", "localhost"}
_NOBODY = Brand(name="Sellthrough")


class Issuer:
    """One issuer with a key of its own, made anew at each start.

    Args:
        address: Where it is reached, without a slash at the end; the issuer's name too.
        configuration: Reads the workspace that is loaded, None when there is none.
        now: The clock that tokens are dated by: the same as the pages'.
    """

    def __init__(
        self, address: str, configuration: Callable[[], Configuration | None], now: Callable[[], datetime]
    ) -> None:
        self._address = address
        self._configuration = configuration
        self._now = now
        self._codes = Codes()
        self._key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)

    def application(self) -> Starlette:
        """Its ASGI application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/style.css", self._style),
            ]
        )

    async def _describe(self, request: Request) -> Response:  # noqa: ARG002
        return JSONResponse(
            {
                "issuer": self._address,
                "authorization_endpoint": f"{self._address}/authorize",
                "token_endpoint": f"{self._address}/token",
                "jwks_uri": f"{self._address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, request: Request) -> Response:  # noqa: ARG002
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _style(self, request: Request) -> Response:  # noqa: ARG002
        configuration = await run_in_threadpool(self._configuration)
        sheet = stylesheet_of(configuration.vendor.brand if configuration else _NOBODY, __package__)
        return Response(sheet.text, headers=security_headers("text/css; charset=utf-8"))

    async def _authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        if problem := _problem(query):
            return PlainTextResponse(problem, 400)
        configuration = await run_in_threadpool(self._configuration)
        users = configuration.users if configuration else ()
        login = query.pop("login", "")
        if login in {user.login for user in users}:
            granted = Granted(
                login, query["client_id"], query["redirect_uri"], query.get("nonce", ""), query["code_challenge"]
            )
            answer = {"code": self._codes.give(granted, self._now()), "state": query.get("state", "")}
            return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", 303, security_headers("text/html"))
        people = [(user, f"/authorize?{urlencode({**query, 'login': user.login})}") for user in users]
        template = environment_of(__package__).get_template("choose.html.j2")
        brand = configuration.vendor.brand if configuration else _NOBODY
        names = {p.partner_id: p.partner_name for p in configuration.partners} if configuration else {}
        html = template.render(brand=brand, stylesheet="/style.css", people=people, names=names)
        return HTMLResponse(html, headers=security_headers("text/html; charset=utf-8"))

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        now = self._now()
        asked = Asked(*(form.get(name, "") for name in ("code", "client_id", "redirect_uri", "code_verifier")))
        granted = self._codes.take(asked, now) if form.get("grant_type") == "authorization_code" else None
        if granted is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        seconds = int(now.timestamp())
        claims = {
            "iss": self._address,
            "aud": granted.client_id,
            "sub": granted.login,
            "email": granted.login,
            "email_verified": True,
            "nonce": granted.nonce,
            "iat": seconds,
            "exp": seconds + TOKEN_SECONDS,
        }
        token = jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, self._key)
        answer = {"id_token": token, "access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        return JSONResponse(answer, headers={"cache-control": "no-store"})


def _problem(query: dict[str, str]) -> str:
    """What is wrong with a request to log in; "" when nothing is."""
    to = urlsplit(query.get("redirect_uri", ""))
    if to.scheme != "http" or to.hostname not in _LOOPBACK or to.path != CALLBACK_PATH or to.query:
        return "redirect_uri is not the local console's"
    wanted = {"client_id": CLIENT_ID, "response_type": "code", "code_challenge_method": "S256"}
    wrong = [name for name, value in wanted.items() if query.get(name) != value]
    if not query.get("code_challenge"):
        wrong.append("code_challenge")
    return f"{', '.join(wrong)}: not as this issuer needs it" if wrong else ""
