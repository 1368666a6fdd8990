"""The few exceptions that stop a task. Everything else that is wrong with a row or a file is a value.

    SellthroughError
    ├── Busy              somebody else holds the lease; try again (retried by the state machine)
    ├── Refused           this input can never be processed; carries the reject code shown to the sender
    ├── Held              a person must answer a question first; carries the question
    ├── Unfit             what a person said does not fit; names what would
    ├── ConfigurationError  the workspace is wrong; names the file, the key and what to do
    └── NotFound          an id that nobody knows

Step Functions matches the class's own name only, so these classes are final.
"""

from typing import final


class SellthroughError(Exception):
    """Root of the tree above; never raised itself."""


@final
class Busy(SellthroughError):
    """Another run holds the lease on this table; the state machine retries."""


@final
class Refused(SellthroughError):
    """The file can never be processed.

    Args:
        code: A code of `model/reject_codes.toml` with `scope = "file"`.
        detail: One sentence for the sender: what was seen and where.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@final
class Held(SellthroughError):
    """The file waits for a person's answer.

    Args:
        code: A code of `model/reject_codes.toml` with `scope = "file"`.
        question: The plain question that the person is asked.
    """

    def __init__(self, code: str, question: str) -> None:
        super().__init__(f"{code}: {question}")
        self.code = code
        self.question = question


@final
class Unfit(SellthroughError):
    """What a person gave (a sample, an answer, a name) does not do; the message says why and what would."""


@final
class ConfigurationError(SellthroughError):
    """The workspace cannot be used; the message names the file, the key and what to do."""


@final
class NotFound(SellthroughError):
    """An id that nobody knows."""
