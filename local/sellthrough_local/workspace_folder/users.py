"""users.toml in, the people who may use the console out; what is wrong goes to `Problems`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sellthrough.checks.places import USERS_FILE
from sellthrough.checks.problems import Problems
from sellthrough.model.users import User
from sellthrough_local.workspace_folder.documents import read_toml, validated


class UsersFile(BaseModel):
    """The whole of users.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    users: tuple[User, ...] = ()


def read_users(workspace: Path, problems: Problems) -> tuple[User, ...]:
    """The users. Without the file nobody may use the console."""
    path = workspace / USERS_FILE
    document = read_toml(path, USERS_FILE, problems) if path.exists() else None
    found = validated(UsersFile, document, USERS_FILE, problems) if document is not None else None
    return found.users if found else ()
