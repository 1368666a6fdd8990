"""Published configuration versions: a version comes in, the checked `Configuration` comes out."""

from sellthrough.errors import NotFound
from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.objects import Objects


class Configurations:
    """Reads versions from the archive bucket and keeps the last one: a version never changes."""

    def __init__(self, objects: Objects, archive_bucket: str) -> None:
        self._objects = objects
        self._archive_bucket = archive_bucket
        self._last: Configuration | None = None

    def version(self, version: str) -> Configuration:
        """That version; botocore ClientError NoSuchKey when it was never published."""
        if self._last is None or self._last.version != version:
            content = self._objects.get_bytes(self._archive_bucket, configuration_key(version))
            self._last = Configuration.model_validate_json(content)
        return self._last

    def current(self, ledger: Ledger) -> Configuration | None:
        """The version that new submissions use; None before any was loaded."""
        try:
            return self.version(ledger.current_configuration_version())
        except NotFound:
            return None

    def keep(self, configuration: Configuration) -> None:
        """Publish a version, unless it is there; it is used once it is made the current one."""
        key, content = configuration_key(configuration.version), configuration.model_dump_json().encode()
        self._objects.put_new(self._archive_bucket, key, content, "application/json")
