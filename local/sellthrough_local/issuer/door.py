"""The local cloud's ASGI application in, the same with the issuer on a port of its own out."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sellthrough_local.issuer.application import Issuer
from sellthrough_local.issuer.people import People

STACK = "sellthrough"
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def with_issuer(application: Application, endpoint: str, port: int, now: Callable[[], datetime]) -> Application:
    """Answer requests to that port as the issuer; everything else goes on.

    The issuer is made when somebody first logs in: most commands need none.

    Args:
        endpoint: Address of the local cloud.
        now: The clock of the pages.
    """
    made: list[Application] = []

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["server"][1] != port:
            await application(scope, receive, send)
            return
        if not made:
            people = People(endpoint, STACK)
            made.append(Issuer(f"http://127.0.0.1:{port}", people.configuration, now).application())
        await made[0](scope, receive, send)

    return answer
