"""An answer of the console in, the HTTP API's form of it out (payload 2.0)."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Response(BaseModel):
    """One answer; `cookies` are whole Set-Cookie values."""

    model_config = ConfigDict(frozen=True)

    status: int = 200
    body: str = ""
    headers: dict[str, str] = {}
    cookies: tuple[str, ...] = ()

    def event(self) -> dict[str, Any]:
        """As the HTTP API takes it."""
        return {
            "statusCode": self.status,
            "headers": self.headers,
            "cookies": list(self.cookies),
            "body": self.body,
            "isBase64Encoded": False,
        }


def redirect(to: str, cookies: tuple[str, ...] = ()) -> Response:
    """303: the browser opens `to` with GET."""
    return Response(status=303, headers={"location": to}, cookies=cookies)


def cookie(name: str, value: str, seconds: int) -> str:
    """A cookie that scripts and other sites never see; it lasts that long, 0 removes it.

    Lax, not Strict: a person comes here from the issuer and from links in mails.
    """
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}"


def local_path(text: str, default: str) -> str:
    """`text` when it is an address within the console, else `default`: nobody is sent to another site."""
    is_ours = text == default or text.startswith((f"{default}/", f"{default}?"))
    return text if is_ours and "\\" not in text and text.isprintable() else default
