"""Ports and a state folder in, the environment variables of clients and of the server out."""

import os
from pathlib import Path

from sellthrough_local.cloud.ports import Ports

REGION = "us-east-1"
INHERITED_NOT = (
    "AWS_",
    "PYICEBERG_",
    "LOCALSTACK_",
    "MINISTACK_",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
)


def client_environment(ports: Ports) -> dict[str, str]:
    """What any client or function needs to reach the local cloud and nothing else.

    The configuration files of the user's own AWS accounts are shut out: a profile there must not win.
    """
    endpoint = f"http://127.0.0.1:{ports.cloud}"
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ENDPOINT_URL_ATHENA": f"http://127.0.0.1:{ports.athena}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PYICEBERG_CATALOG__DEFAULT__TYPE": "glue",  # `load_catalog()` of a notebook; pyarrow ignores AWS_ENDPOINT_URL
        "PYICEBERG_CATALOG__DEFAULT__S3__ENDPOINT": endpoint,
    }


def child_environment(ports: Ports) -> dict[str, str]:
    """This process's environment without anybody's AWS settings, with the local cloud's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(INHERITED_NOT)}
    return {**kept, **client_environment(ports), "PYTHONUNBUFFERED": "1"}


def server_environment(ports: Ports, state: Path, *, remembers: bool) -> dict[str, str]:
    """The emulator's settings: loopback only, no Docker, state and temporary files under the state folder.

    The workers of the functions inherit it, so it carries the client's variables too. Bytecode is written although
    the Makefile turns that off for the checkout: without it each cold start would compile pandas anew.
    """
    return {
        **child_environment(ports),
        "GATEWAY_PORT": str(ports.cloud),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1" if remembers else "0",
        "STATE_DIR": str(state / "services"),
        "S3_PERSIST": "1" if remembers else "0",
        "S3_DATA_DIR": str(state / "objects"),
        "TMPDIR": str(state / "tmp"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{state}/no-docker",
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_WARM_TTL_SECONDS": "60",
        "LOG_LEVEL": "WARNING",
    }
