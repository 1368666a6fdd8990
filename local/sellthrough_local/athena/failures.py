"""What can go wrong with a query or a request, in Athena's words: code and message in, FAILED state or error out."""

from typing import final


@final
class QueryFailure(Exception):
    """The query cannot be run; becomes the state FAILED with `CODE: message` as its reason.

    Args:
        code: Trino's error name (TABLE_NOT_FOUND, COLUMN_NOT_FOUND, SYNTAX_ERROR, TYPE_MISMATCH, DIVISION_BY_ZERO,
            NOT_SUPPORTED ...).
        message: What is wrong and, where it helps, what to write instead.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@final
class RequestError(Exception):
    """The request itself is wrong; becomes an HTTP 400 with that error type.

    Args:
        kind: Athena's exception name: InvalidRequestException, MetadataException or ResourceNotFoundException.
        message: What is wrong.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def not_supported(message: str) -> QueryFailure:
    """A query that Athena would run and that this endpoint refuses because it could answer it differently."""
    return QueryFailure("NOT_SUPPORTED", f"{message} (refused by the local Athena endpoint)")
