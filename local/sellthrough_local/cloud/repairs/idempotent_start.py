"""StartExecution with the name and input of a running execution in, that execution out, as on AWS for Standard.

Stock answers ExecutionAlreadyExists, which would make a redelivered event look like a failure.
"""

from typing import Any

from ministack.services import stepfunctions as sfn

from sellthrough_local.cloud.repairs.expectations import expect_source


def install() -> None:
    """Return the running execution instead of refusing its name."""
    expect_source(sfn._start_execution, "if exec_arn in _executions:", "f\":execution:{sm['name']}:{name}\")")
    expect_source(sfn.handle_request, '"StartExecution": _start_execution,')
    stock = sfn._start_execution

    def start(data: dict[str, Any]) -> Any:
        running = _running(data)
        if running is not None and running["input"] == data.get("input", "{}"):
            found = {"executionArn": running["executionArn"], "startDate": running["startDate"]}
            return sfn.json_response(found)
        return stock(data)

    sfn._start_execution = start


def _running(data: dict[str, Any]) -> dict[str, Any] | None:
    machine = sfn._resolve_state_machine_arn((data.get("stateMachineArn") or "").split("#")[0])
    if machine is None or not data.get("name"):
        return None
    name = sfn._state_machines[machine]["name"]
    arn = f"arn:aws:states:{sfn.get_region()}:{sfn.get_account_id()}:execution:{name}:{data['name']}"
    execution: dict[str, Any] | None = sfn._executions.get(arn)
    return execution if execution and execution["status"] == "RUNNING" else None
