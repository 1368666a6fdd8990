"""A name that a layout gives comes in; the password of that partner's workbooks comes out of Parameter Store."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from sellthrough.errors import ConfigurationError


class Passwords:
    """Reads SecureString parameters. A password is in no configuration, ledger, log or environment.

    Args:
        prefix: What stands before every name: `/sellthrough/<stage>/passwords/`.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._ssm = boto3.client("ssm", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))

    def named(self, name: str | None) -> str | None:
        """The password of that name; None without one.

        Raises:
            ConfigurationError: There is no such parameter.
        """
        if name is None:
            return None
        try:
            found = self._ssm.get_parameter(Name=self._prefix + name, WithDecryption=True)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterNotFound":
                raise
            raise ConfigurationError(
                f"layout.password_parameter: Parameter Store has no {self._prefix}{name}; "
                "create it as a SecureString, or leave the key out of the layout."
            ) from error
        return str(found["Parameter"]["Value"])
