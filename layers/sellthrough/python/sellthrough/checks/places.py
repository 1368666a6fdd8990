"""What a vendor keeps with the place it stands at, so that a mistake can be named there."""

from dataclasses import dataclass

from pydantic import BaseModel

from sellthrough.model.workspace import Agreement

VENDOR_FILE = "vendor.toml"
USERS_FILE = "users.toml"


@dataclass(frozen=True)
class AgreementFile:
    """One agreement with the file it stands in."""

    file: str
    agreement: Agreement


@dataclass(frozen=True)
class Row:
    """A master row with the place it came from; line 0 is a row that no file has yet."""

    file: str
    line: int
    value: BaseModel
