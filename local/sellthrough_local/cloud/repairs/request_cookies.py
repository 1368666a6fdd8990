"""An HTTP API event in, the same event with its Cookie header moved to `cookies` out, as payload 2.0 has it."""

from typing import Any

from ministack.services import apigateway, lambda_svc

from sellthrough_local.cloud.repairs.expectations import expect_source


def with_cookies(event: Any) -> Any:
    """The event with `cookies` filled; anything but a payload 2.0 event that lacks them is returned as it is."""
    if not isinstance(event, dict) or event.get("version") != "2.0" or "cookies" in event:
        return event
    headers = event.get("headers") or {}
    sent = [value for name, value in headers.items() if name.lower() == "cookie"]
    if not sent:
        return event
    rest = {name: value for name, value in headers.items() if name.lower() != "cookie"}
    return {**event, "cookies": [part.strip() for value in sent for part in value.split(";")], "headers": rest}


def install() -> None:
    """Give every payload 2.0 event its cookies."""
    expect_source(apigateway._invoke_lambda_proxy, '"headers": dict(headers),', '"version": "2.0",')
    stock = lambda_svc._execute_function_warm

    def execute(func: dict[str, Any], event: Any, request_id: str) -> Any:
        return stock(func, with_cookies(event), request_id)

    lambda_svc._execute_function_warm = execute
