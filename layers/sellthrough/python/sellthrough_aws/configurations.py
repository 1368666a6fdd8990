"""Published configuration versions: a version comes in, the checked `Configuration` comes out."""

from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration
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
