"""What a function reads from its environment, checked once at the cold start."""

import os
from typing import Self

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Base of each function's own settings class; the field `ledger_table` reads LEDGER_TABLE.

    A missing variable is a pydantic ValidationError at import, so a wrong deployment fails loudly and at once.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of this function."""
        names = cls.model_fields
        return cls.model_validate({name: os.environ[name.upper()] for name in names if name.upper() in os.environ})
