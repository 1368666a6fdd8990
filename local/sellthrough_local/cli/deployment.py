"""A state folder or the name of a stack in, a deployed Sellthrough and its outputs out.

Local or on AWS, everything after this file makes the same boto3 calls.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3

from sellthrough_aws.ledger import Ledger
from sellthrough_aws.objects import Objects
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.options import DEFAULT_STACK
from sellthrough_local.cloud import Cloud, Connection, NotRunningError
from sellthrough_local.cloud.stacks import Stacks
from sellthrough_local.issuer.application import CLIENT_ID

TEMPLATE = Path(__file__).parents[3] / "template.yaml"
_NOT_OURS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN")


@dataclass(frozen=True)
class Deployment:
    """A deployed stack. `cloud` is the local cloud it runs on, None on AWS."""

    outputs: Mapping[str, str]
    cloud: Connection | None = None

    def client(self, service: str) -> Any:
        """The boto3 client of that service for this deployment, the same at each call."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service)  # type: ignore[call-overload]
        return self._clients[service]

    @cached_property
    def _clients(self) -> dict[str, Any]:
        return {}

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of this deployment."""
        return Ledger(self.outputs["LedgerTable"])

    @cached_property
    def objects(self) -> Objects:
        """The object store."""
        return Objects()


@contextmanager
def deployed(
    state: Path, mail_from: str, *, real_time: bool = False, started: Cloud | None = None
) -> Iterator[Deployment]:
    """The local cloud with the repository's template: the one that runs on that folder, else one started here.

    What was started is stopped at the end; it remembers everything in `state`.

    Args:
        started: One that was started on that folder already and has nothing deployed yet.
    """
    running = _running(state) if started is None else None
    if running is not None:
        with _environment(running.environment):
            yield Deployment(running.outputs, running)
        return
    with started or Cloud.start(state, real_time=real_time) as cloud, _environment(cloud.environment):
        parameters = {
            "Stage": "local",
            "Target": "local",
            "MailFrom": mail_from,
            "PagesUrl": cloud.pages_url,
            "OidcClient": f"{cloud.issuer_url},{CLIENT_ID}",
        }
        yield Deployment(cloud.deploy(TEMPLATE, DEFAULT_STACK, parameters), cloud)


@contextmanager
def open_deployment(state: Path, stack: str | None = None) -> Iterator[Deployment]:
    """What was deployed before: the stack on AWS when named, else the local cloud's.

    Raises:
        RefusedError: Nothing was deployed there.
    """
    if stack is not None:
        yield Deployment(_outputs_of(stack, boto3.Session(), None))
        return
    running = _running(state)
    if running is not None:
        with _environment(running.environment):
            yield Deployment(running.outputs, running)
        return
    if not (state / "services").is_dir():
        todo = "Run: sellthrough run WORKSPACE, or name the folder with --state."
        raise RefusedError(f"{state}: no local cloud was ever started there. {todo}")
    with Cloud.start(state) as cloud, _environment(cloud.environment):
        cloud.outputs = _outputs_of(DEFAULT_STACK, cloud.session, cloud.endpoint)
        yield Deployment(cloud.outputs, cloud)


def is_running(state: Path) -> bool:
    """True when a local cloud with a deployed stack runs on that folder."""
    return _running(state) is not None


def _running(state: Path) -> Connection | None:
    try:
        return Connection.join(state, DEFAULT_STACK)
    except NotRunningError:
        return None


def _outputs_of(stack: str, session: boto3.Session, endpoint: str | None) -> dict[str, str]:
    try:
        return Stacks(session, endpoint).outputs(stack)  # type: ignore[arg-type]
    except Stacks.NoStackError as error:
        if endpoint is not None:
            raise RefusedError(
                "The local cloud was started there and never deployed. Run: sellthrough run WORKSPACE"
            ) from error
        raise RefusedError(
            f"There is no stack {stack} in this account and region. Name another with --stack."
        ) from error


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Point every boto3 client of this process to the local cloud for a while."""
    before = {name: os.environ.get(name) for name in (*values, *_NOT_OURS)}
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    os.environ.update(values)
    boto3.setup_default_session()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        boto3.setup_default_session()
