"""The local cloud: the repository's template deployed and run on this machine, without an account or Docker."""

from sellthrough_local.cloud.cloud import Cloud
from sellthrough_local.cloud.connection import Connection, NotRunningError
from sellthrough_local.cloud.ports import Ports

__all__ = ["Cloud", "Connection", "NotRunningError", "Ports"]
