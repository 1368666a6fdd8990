"""A handler's exception in, its own class name out, as AWS reports it; the worker that raised it stays warm.

Stock, every exception is called Runtime.HandlerError, so Retry and Catch by name never match, and its process is
killed. The worker script reports an exception as a result under a key of ours, which is unwrapped here.
"""

import json
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from sellthrough_local.cloud.repairs.expectations import expect_source, expect_text

MARK = "__raised_by_handler__"
STOCK = (
    '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc()}) + "\\n")\n'
    "        _real_stdout.flush()\n\nrun()"
)
REPAIRED = f"""_real_stdout.write(json.dumps({{"status": "ok", "result": {{{json.dumps(MARK)}: {{
                "errorMessage": str(e), "errorType": type(e).__name__, "requestId": context.aws_request_id,
                "stackTrace": traceback.format_exc().splitlines()}}}}}}) + "\\n")
        _real_stdout.flush()

run()"""
DIED = "Worker process died"


def install() -> None:
    """Name the errors of Python handlers."""
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    expect_text("lambda_runtime._PYTHON_WORKER_SCRIPT", script, STOCK)
    expect_source(lambda_runtime.Worker.invoke, f'"error": "{DIED}"')
    expect_source(lambda_svc._execute_function_warm, 'error_type = "Runtime.HandlerError"')
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(STOCK, REPAIRED)
    stock = lambda_svc._execute_function_warm

    def execute(func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = stock(func, event, request_id)
        body = answer.get("body")
        if not isinstance(body, dict):
            return answer
        if MARK in body:
            raised = body[MARK]
            log = "\n".join(filter(None, [answer.get("log", ""), *raised["stackTrace"]]))
            return {"body": raised, "error": True, "log": log}
        if body.get("errorMessage") == DIED:  # AWS: Runtime.ExitError
            return {**answer, "body": {**body, "errorType": "Runtime.ExitError"}}
        return answer

    lambda_svc._execute_function_warm = execute
