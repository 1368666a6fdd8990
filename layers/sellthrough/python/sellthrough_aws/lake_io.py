"""Iceberg's files through boto3: s3:// locations in, bytes out, so that one client makes every S3 call."""

from collections import OrderedDict
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from types import TracebackType
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from pyiceberg.io import FileIO, InputFile, InputStream, OutputFile, OutputStream
from pyiceberg.typedef import EMPTY_DICT, Properties

from sellthrough_aws.objects import is_missing

_CACHED_FILES = 256
_CACHED_BYTES = 1 << 20


class Store:
    """The S3 client and the last small metadata files; these never change once written."""

    def __init__(self) -> None:
        self._s3 = boto3.client("s3", config=Config(retries={"mode": "standard", "total_max_attempts": 5}))
        self._recent: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def read(self, location: str) -> bytes:
        """The whole file; FileNotFoundError when there is none."""
        with self._lock:
            if location in self._recent:
                self._recent.move_to_end(location)
                return self._recent[location]
        try:
            content: bytes = self._s3.get_object(**_address(location))["Body"].read()
        except ClientError as error:
            if is_missing(error):
                raise FileNotFoundError(location) from error
            raise
        self._remember(location, content)
        return content

    def write(self, location: str, content: bytes) -> None:
        """Put the file there."""
        self._s3.put_object(**_address(location), Body=content)
        self._remember(location, content)

    def upload(self, path: Path, location: str) -> None:
        """Put a local file there, without loading it into memory."""
        with path.open("rb") as file:
            self._s3.put_object(**_address(location), Body=file)

    def size(self, location: str) -> int:
        """Bytes of the file."""
        with self._lock:
            if location in self._recent:
                return len(self._recent[location])
        return int(self._s3.head_object(**_address(location))["ContentLength"])

    def exists(self, location: str) -> bool:
        """True when the file is there."""
        try:
            self.size(location)
        except ClientError as error:
            if is_missing(error):
                return False
            raise
        return True

    def delete(self, location: str) -> None:
        """Remove the file."""
        self._s3.delete_object(**_address(location))
        with self._lock:
            self._recent.pop(location, None)

    def _remember(self, location: str, content: bytes) -> None:
        if "/metadata/" not in location or len(content) > _CACHED_BYTES:
            return
        with self._lock:
            self._recent[location] = content
            while len(self._recent) > _CACHED_FILES:
                self._recent.popitem(last=False)


@cache
def store() -> Store:
    """The one store of this process; `store.cache_clear()` forgets it, as a new process would."""
    return Store()


class _Upload(BytesIO):
    """Collects what is written and stores it when closed; after an error nothing is stored."""

    def __init__(self, store: Store, location: str) -> None:
        super().__init__()
        self._store, self._location, self._failed = store, location, False

    def __exit__(
        self, exctype: type[BaseException] | None, excinst: BaseException | None, exctb: TracebackType | None
    ) -> None:
        self._failed = exctype is not None
        self.close()

    def close(self) -> None:
        if not self.closed and not self._failed:
            self._failed = True  # a failing upload is not tried again when Python finalises the buffer
            self._store.write(self._location, self.getvalue())
        super().close()


class _Source(InputFile):  # type: ignore[misc]  # pyiceberg is untyped here
    def __init__(self, store: Store, location: str) -> None:
        super().__init__(location)
        self._store = store

    def __len__(self) -> int:
        return self._store.size(self.location)

    def exists(self) -> bool:
        return self._store.exists(self.location)

    def open(self, seekable: bool = True) -> InputStream:  # noqa: ARG002 - a buffer always is
        return BytesIO(self._store.read(self.location))


class _Target(OutputFile):  # type: ignore[misc]  # pyiceberg is untyped here
    def __init__(self, store: Store, location: str) -> None:
        super().__init__(location)
        self._store = store

    def __len__(self) -> int:
        return self._store.size(self.location)

    def exists(self) -> bool:
        return self._store.exists(self.location)

    def to_input_file(self) -> InputFile:
        return _Source(self._store, self.location)

    def create(self, overwrite: bool = False) -> OutputStream:  # noqa: ARG002 - Iceberg's names are unique
        return _Upload(self._store, self.location)


class BotoFileIO(FileIO):  # type: ignore[misc]  # pyiceberg is untyped here
    """Iceberg's file access on one boto3 client; name it in the catalogue's `py-io-impl`."""

    def __init__(self, properties: Properties = EMPTY_DICT) -> None:
        super().__init__(properties)
        self._store = store()

    def new_input(self, location: str) -> InputFile:
        """The file at that location."""
        return _Source(self._store, location)

    def new_output(self, location: str) -> OutputFile:
        """A new file at that location."""
        return _Target(self._store, location)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove that file."""
        self._store.delete(location if isinstance(location, str) else location.location)


def _address(location: str) -> dict[str, str]:
    parts = urlsplit(location)
    return {"Bucket": parts.netloc, "Key": location.split(parts.netloc + "/", 1)[1]}
