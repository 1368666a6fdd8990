"""A running local cloud's address in, clients and its state of work out; what `Cloud` is once it runs.

The commands that join a cloud started elsewhere (`sellthrough drop` beside `sellthrough up`) use it by itself:

    connection = Connection.join(Path("state"), "sellthrough")
"""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import boto3

from sellthrough_local.cloud import settling
from sellthrough_local.cloud.environment import REGION, client_environment
from sellthrough_local.cloud.ports import Ports, remembered
from sellthrough_local.cloud.stacks import Stacks
from sellthrough_local.cloud.state_lock import is_held

_NOT_SAVED = 507


class NotRunningError(RuntimeError):
    """No local cloud runs on that state folder."""


class Connection:
    """A way to a running local cloud.

    Attributes:
        endpoint: Address of every service but Athena.
        athena_endpoint: Address of Athena.
        pages_url: Address of the pages of the HTTP API, for a browser.
        issuer_url: Address of the issuer that people log in to the console with.
        environment: Variables that point any client or child process here.
        outputs: Those of the stack, nested ones included; empty before it is deployed.
    """

    def __init__(self, ports: Ports) -> None:
        self.environment = client_environment(ports)
        self.endpoint = self.environment["AWS_ENDPOINT_URL"]
        self.athena_endpoint = self.environment["AWS_ENDPOINT_URL_ATHENA"]
        self.pages_url = f"http://127.0.0.1:{ports.pages}"
        self.issuer_url = f"http://127.0.0.1:{ports.issuer}"
        self.outputs: dict[str, str] = {}
        self.session = boto3.Session("test", "test", region_name=REGION)
        self._clients: dict[str, Any] = {}

    @classmethod
    def join(cls, state: Path, stack: str) -> "Connection":
        """The cloud that runs on that state folder, with that stack's outputs.

        Raises:
            NotRunningError: None runs there, or that stack is not deployed in it.
        """
        ports = remembered(state)
        if ports is None:
            raise NotRunningError(f"{state}: no local cloud was ever started there")
        if not is_held(state):  # whoever answers at its ports is another one
            raise NotRunningError(f"{state}: its local cloud is not running")
        connection = Connection(ports)
        try:
            connection.busy()
            connection.outputs = Stacks(connection.session, connection.endpoint).outputs(stack)
        except (urllib.error.URLError, Stacks.NoStackError) as error:
            raise NotRunningError(f"{state}: its local cloud is not running, or has no stack {stack}") from error
        return connection

    @property
    def api_url(self) -> str:
        """The HTTP API's address here; the stack's own output names an AWS host."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}/$default"

    @property
    def console_url(self) -> str:
        """Address of the console, for a browser."""
        return f"{self.pages_url}/console"

    def client(self, service: str) -> Any:
        """The boto3 client of that service, pointed here whatever this process's environment says."""
        if service not in self._clients:
            endpoint = self.athena_endpoint if service == "athena" else self.endpoint
            self._clients[service] = self.session.client(service, endpoint_url=endpoint)  # type: ignore[call-overload]
        return self._clients[service]

    def wait_until_settled(self, timeout: float) -> bool:
        """True as soon as nothing runs or waits and every drop has its end state; False when the time is over."""
        return settling.wait_until_settled(self, timeout)

    def busy(self) -> dict[str, int]:
        """Executions, invocations, batches and queued messages under way."""
        with urllib.request.urlopen(f"{self.endpoint}/_local/busy", timeout=30) as answer:  # noqa: S310  (loopback)
            counts: dict[str, int] = json.load(answer)
        return counts

    def save(self) -> float:
        """Checkpoint now; returns the seconds it took."""
        return float(self.post("/_local/save", {})["seconds"])

    def verify_sender(self, address: str) -> None:
        """Let functions send mail from that address, as a verified identity."""
        self.client("ses").verify_email_identity(EmailAddress=address)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call one of the launcher's own addresses (`local_routes`).

        Raises:
            OSError: It failed; where the state could not be saved, the message says why.
        """
        request = urllib.request.Request(f"{self.endpoint}{path}", json.dumps(body).encode(), method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310  (loopback)
                result: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != _NOT_SAVED:
                raise
            raise OSError(json.load(error)["message"]) from error
        return result
