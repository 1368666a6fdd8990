"""A state folder in, a running local cloud out: emulator, Athena endpoint, deployed stack.

    with Cloud.start(Path("state")) as cloud:
        outputs = cloud.deploy(Path("template.yaml"), "sellthrough", {"Stage": "local", "Target": "local"})
        cloud.client("s3").upload_file("a.csv", outputs["LandingBucket"], "landing/acme/pos/a.csv")
        cloud.wait_until_settled(60)

A second start on the same folder resumes, after a clean stop and after a crash alike (docs/local-cloud.md).
"""

import contextlib
import importlib.util
import shutil
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sellthrough_local.cloud import redelivery
from sellthrough_local.cloud.checkpoint_marker import unsaved_since
from sellthrough_local.cloud.child_process import ChildProcess, DidNotStartError
from sellthrough_local.cloud.connection import Connection
from sellthrough_local.cloud.environment import child_environment, server_environment
from sellthrough_local.cloud.ports import Ports, choose
from sellthrough_local.cloud.stacks import Stacks
from sellthrough_local.cloud.state_lock import InUseError, held

START_SECONDS = 60.0
ATHENA_MODULE = "sellthrough_local.athena"
WARMED_FROM_MEMORY_MB = 1024


class Cloud(Connection):
    """A local cloud that this process started; use it as a context manager, or call `stop`.

    Attributes:
        state: The folder that holds everything it remembers.
    """

    def __init__(self, state: Path, ports: Ports, *, real_time: bool, remembers: bool) -> None:
        super().__init__(ports)
        self.state = state
        self._remembers = remembers
        self._ports = ports
        self._unsaved_since = unsaved_since(state)
        self._warming: threading.Thread | None = None
        self._cold: dict[str, str] = {}
        self._children = self._start_children(real_time)

    @classmethod
    def start(cls, state: Path, *, ports: Ports | None = None, real_time: bool = False, remembers: bool = True) -> Self:
        """Start the emulator and Athena; return when the emulator answers, `deploy` waits for Athena too.

        Args:
            state: Folder for everything it remembers; made when absent, resumed when not.
            ports: Ports of 127.0.0.1; free ones, the same at each start on one folder, when left out.
            real_time: True lets the template's schedules fire by this machine's clock; otherwise only
                `sellthrough_local.cloud.clock` fires them.
            remembers: False for a state folder that is thrown away afterwards: nothing is saved, stopping is at once.

        Raises:
            DidNotStartError: Another cloud runs on the folder, or a child ended early; the message quotes its log.
            OSError: A port that was asked for is taken.
        """
        state = state.resolve()
        state.mkdir(parents=True, exist_ok=True)
        try:
            with held(state):  # nothing of a running one is touched
                shutil.rmtree(state / "tmp", ignore_errors=True)  # what a killed one left
                for folder in ("services", "objects", "tmp", "log"):
                    (state / folder).mkdir(exist_ok=True)
                chosen = choose(ports or Ports(), state)
        except InUseError as error:
            raise DidNotStartError(str(error)) from error
        cloud = cls(state, chosen, real_time=real_time, remembers=remembers)
        try:
            cloud._wait_for("cloud")
        except BaseException:
            cloud.stop()
            raise
        return cloud

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_until_ready(self) -> None:
        """Return when the emulator and Athena answer."""
        for name in self._children:
            self._wait_for(name)

    def deploy(self, template: Path, stack: str, parameters: dict[str, str]) -> dict[str, str]:
        """Package the template with all it names, create or update the stack, start its workers.

        After a kill, the drops whose events may have been lost are announced again.

        Returns:
            The stack's outputs, nested ones included (`Stacks.outputs`).

        Raises:
            DeploymentError: The stack was refused or rolled back.
        """
        stacks = Stacks(self.session, self.endpoint)
        changed = stacks.deploy(template.resolve(), stack, parameters)
        self.outputs = stacks.outputs(stack)
        client = self.client("lambda")
        functions = [client.get_function_configuration(FunctionName=name) for name in stacks.functions(stack)]
        for sender in {function.get("Environment", {}).get("Variables", {}).get("MAIL_FROM") for function in functions}:
            if sender:
                self.verify_sender(sender)
        if changed:
            self.post("/_local/release", {})
            self.save()
        self._start_warming(functions)
        if self._unsaved_since is not None:
            redelivery.announce_again(self, self._unsaved_since)
            self._unsaved_since = None
        self.wait_until_ready()
        return self.outputs

    def wait_until_warm(self) -> dict[str, str]:
        """Return when the workers that `deploy` started are up; work that comes earlier waits by itself.

        Returns:
            Name and error of each function that could not be started, such as one whose import fails.
        """
        if self._warming is not None:
            self._warming.join()
        return self._cold

    def stop(self) -> None:
        """Save and end everything; nothing of it keeps running."""
        if not self._remembers:
            self.kill()
        for child in reversed(self._children.values()):
            child.stop()

    def kill(self) -> None:
        """End everything at once without saving, as a crash would."""
        for child in self._children.values():
            child.kill()

    def pids(self) -> list[int]:
        """The process groups of the children."""
        return [child.pid for child in self._children.values()]

    def _start_children(self, real_time: bool) -> dict[str, ChildProcess]:
        module = "sellthrough_local.cloud.server"
        ports = ["--port", str(self._ports.cloud), "--pages-port", str(self._ports.pages)]
        ports += ["--issuer-port", str(self._ports.issuer)]
        command = [sys.executable, "-m", module, *ports, "--state", str(self.state)]
        if not real_time:
            command.append("--no-schedules")
        if not self._remembers:
            command.append("--no-memory")
        log = self.state / "log"
        children = {
            "cloud": ChildProcess.start(
                command, server_environment(self._ports, self.state, remembers=self._remembers), log / "cloud.log"
            )
        }
        if importlib.util.find_spec(ATHENA_MODULE) and importlib.util.find_spec(f"{ATHENA_MODULE}.__main__"):
            lifeline = "sellthrough_local.cloud.lifeline"
            command = [sys.executable, "-m", lifeline, ATHENA_MODULE, "--port", str(self._ports.athena)]
            environment = child_environment(self._ports) | {"TMPDIR": str(self.state / "tmp")}
            children["athena"] = ChildProcess.start(command, environment, log / "athena.log")
        return children

    def _wait_for(self, name: str) -> None:
        addresses = {"cloud": f"{self.endpoint}/_ministack/health", "athena": self.athena_endpoint}
        self._children[name].wait_for(addresses[name], START_SECONDS)

    def _start_warming(self, functions: list[dict[str, Any]]) -> None:
        """Start one worker of each big function, the biggest first; the small ones start fast enough when called."""
        big = [function for function in functions if function["MemorySize"] >= WARMED_FROM_MEMORY_MB]
        big.sort(key=lambda function: -int(function["MemorySize"]))
        names = [function["FunctionName"] for function in big]

        def warm() -> None:
            with contextlib.suppress(OSError):  # the cloud was stopped meanwhile
                self._cold = self.post("/_local/warm", {"functions": names})["failed"]

        self._cold = {}
        self._warming = threading.Thread(target=warm, daemon=True)
        self._warming.start()
