"""A request to the pages' own port in, the same request to the HTTP API's default stage out.

On AWS the API's pages lie at the root of its host. Here they get a port of their own, so that addresses such as /portal
work as they are, and a browser takes cookies that are meant for HTTPS: it trusts 127.0.0.1.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ministack.services import apigateway, lambda_svc

from sellthrough_local.cloud.repairs.expectations import expect_source

API_NAME = "sellthrough-"
# On AWS the console has a host of its own; here both share one.
CONSOLE_PATH, CONSOLE_API = "/console", "-console"
CLOCK_FILE = "now.json"


def to_api(scope: dict[str, Any], port: int) -> dict[str, Any]:
    """The scope with the path below the API when it came in on the pages' port; otherwise as it is."""
    if scope["type"] != "http" or scope["server"][1] != port or scope["path"].startswith("/_local/"):
        return scope
    is_console = scope["path"] == CONSOLE_PATH or scope["path"].startswith(f"{CONSOLE_PATH}/")
    ours = [i for i in apigateway._apis.all_values() if str(i.get("name", "")).startswith(API_NAME)]
    api = next((i for i in ours if str(i["name"]).endswith(CONSOLE_API) == is_console), None)
    if api is None:
        return scope
    below = f"/_aws/execute-api/{api['apiId']}/$default"
    raw = scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": below + scope["path"], "raw_path": below.encode() + raw}


class PageClock:
    """The instant that requests to pages carry: the one that the clock was walked to last, else this machine's."""

    def __init__(self, state: Path) -> None:
        self._file = state / CLOCK_FILE
        self._walked: datetime | None = None
        if self._file.exists():
            self._walked = datetime.fromisoformat(json.loads(self._file.read_text()))

    def walk_to(self, instant: str) -> None:
        """Remember where the clock stands (ISO 8601, UTC)."""
        self._walked = datetime.fromisoformat(instant).astimezone(UTC)
        self._file.write_text(json.dumps(self._walked.isoformat()))

    def now(self) -> datetime:
        """That instant."""
        return self._walked or datetime.now(UTC)

    def install(self) -> None:
        """Put it into every HTTP API event (payload 2.0)."""
        expect_source(apigateway._invoke_lambda_proxy, '"timeEpoch":')
        stock = lambda_svc._execute_function_warm

        def execute(func: dict[str, Any], event: Any, request_id: str) -> Any:
            return stock(func, self._timed(event), request_id)

        lambda_svc._execute_function_warm = execute

    def _timed(self, event: Any) -> Any:
        if self._walked is None or not isinstance(event, dict) or event.get("version") != "2.0":
            return event
        context = {**event.get("requestContext", {}), "timeEpoch": int(self._walked.timestamp() * 1000)}
        return {**event, "requestContext": context}
