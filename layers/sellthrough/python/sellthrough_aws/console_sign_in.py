"""A request without a session in, the way in and out of the console: redirects to the issuer, and cookies."""

import secrets
from dataclasses import dataclass

from sellthrough.console.login import (
    LOGIN_COOKIE,
    LOGIN_SECONDS,
    SESSION_COOKIE,
    SESSION_SECONDS,
    Login,
    authorization_address,
    is_form_token,
    session_id,
)
from sellthrough.console.responses import Response, cookie, local_path, redirect
from sellthrough.console.routes import ROOT
from sellthrough.console.tokens import Identity, TokenRefusedError, identity_of
from sellthrough.pages.http import Request
from sellthrough_aws.issuer import IssuerClient
from sellthrough_aws.sessions import Session, Sessions

DONE = f"{ROOT}/login/done"
_NO_COOKIE = cookie(LOGIN_COOKIE, "", 0)


class LoginFailedError(Exception):
    """The login cannot be finished; the message is a constant for the log."""


class ForgedError(Exception):
    """A form that no page of ours sent in this session."""


@dataclass(frozen=True)
class SignIn:
    """The authorization code flow with PKCE. One instance per function, made at the cold start."""

    issuer: IssuerClient
    sessions: Sessions

    def session_of(self, request: Request) -> Session | None:
        """The session that the request's cookie opens, or None."""
        token = request.cookies.get(SESSION_COOKIE, "")
        return self.sessions.find(session_id(token), request.now) if token else None

    def begin(self, request: Request) -> Response:
        """Send the browser to the issuer.

        Raises:
            IssuerFailedError: The issuer does not answer.
        """
        login = Login.begin(secrets.token_bytes(96), local_path(request.query.get("then", ROOT), ROOT))
        client = self.issuer
        to = authorization_address(client.description(), client.client_id, f"{request.origin}{DONE}", login)
        return redirect(to, (cookie(LOGIN_COOKIE, login.cookie_value, LOGIN_SECONDS),))

    def finish(self, request: Request) -> Response:
        """Take the issuer's answer, check it, and open a session.

        Raises:
            LoginFailedError: The answer is not one to a login that this browser began, or its token does not hold.
            IssuerFailedError: The issuer does not answer, or refuses the code.
        """
        login = Login.from_cookie(request.cookies.get(LOGIN_COOKIE, ""))
        if login is None or not secrets.compare_digest(request.query.get("state", "").encode(), login.state.encode()):
            raise LoginFailedError("no login under way in this browser")
        code = request.query.get("code", "")
        if not code:
            raise LoginFailedError("the issuer gave no code")
        token = self.issuer.id_token(code, login.verifier, f"{request.origin}{DONE}")
        identity = self._checked(token, login, request)
        session = secrets.token_urlsafe(32)
        self.sessions.open(session_id(session), identity.logins, request.now, SESSION_SECONDS)
        return redirect(login.then, (cookie(SESSION_COOKIE, session, SESSION_SECONDS), _NO_COOKIE))

    def end(self, request: Request) -> Response:
        """End the session.

        Raises:
            ForgedError: No page of ours sent the form.
        """
        self.check_form(request)
        self.sessions.close(session_id(request.cookies.get(SESSION_COOKIE, "")))
        return redirect(f"{ROOT}/signed-out", (cookie(SESSION_COOKIE, "", 0),))

    def check_form(self, request: Request) -> None:
        """Let a form pass that a page of this session sent.

        Raises:
            ForgedError: No page of ours did.
        """
        token = request.cookies.get(SESSION_COOKIE, "")
        if not request.is_own_form or not is_form_token(token, request.form.get("form", "")):
            raise ForgedError

    def _checked(self, token: str, login: Login, request: Request) -> Identity:
        client = self.issuer
        for afresh in (False, True):  # the issuer may have changed its keys since they were asked
            try:
                return identity_of(
                    token,
                    client.keys(afresh=afresh),
                    issuer=client.description().issuer,
                    client_id=client.client_id,
                    nonce=login.nonce,
                    now=request.now,
                )
            except TokenRefusedError as error:
                if afresh:
                    raise LoginFailedError(str(error)) from error
        raise AssertionError("one of the two ways out was taken")
