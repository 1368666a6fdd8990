"""The people who may use the console, as `users.toml` lists them."""

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

UserRole = Literal["viewer", "analyst", "master_data", "programme_manager", "pricing", "admin", "auditor"]


class User(BaseModel):
    """A person who may use the console; whoever is not listed may not.

    Attributes:
        login: What the issuer says who they are: the verified e-mail address, or the subject.
        partners: Partners that they may see; empty: all.
        regions: Regions that they may see; empty: all. With regions, only what belongs to one region is shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    login: str = Field(min_length=1)
    name: str = ""
    roles: tuple[UserRole, ...] = Field(min_length=1)
    partners: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def user_id(self) -> str:
        """What the ledger keeps of who did something: it tells the person to who has the list, and nobody else."""
        return hashlib.sha256(f"user\n{self.login.casefold()}".encode()).hexdigest()[:16]
