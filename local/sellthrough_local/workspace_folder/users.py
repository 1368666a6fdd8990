"""users.toml in, the people who may use the console out; what is wrong goes to `Problems`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sellthrough.model.users import User
from sellthrough_local.workspace_folder.documents import read_toml, validated
from sellthrough_local.workspace_folder.masters import Row
from sellthrough_local.workspace_folder.problems import Problems

USERS_FILE = "users.toml"


class UsersFile(BaseModel):
    """The whole of users.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    users: tuple[User, ...] = ()


def read_users(workspace: Path, masters: dict[str, list[Row]], problems: Problems) -> tuple[User, ...]:
    """The users, checked against the masters. Without the file nobody may use the console."""
    path = workspace / USERS_FILE
    document = read_toml(path, USERS_FILE, problems) if path.exists() else None
    found = validated(UsersFile, document, USERS_FILE, problems) if document is not None else None
    users = found.users if found else ()
    _check_logins(users, problems)
    partners = {str(getattr(row.value, "partner_id", "")) for row in masters["partners"]}
    regions = {str(getattr(row.value, "region_code", "")) for row in masters["regions"]}
    for user in users:
        for kind, named, known in (("partner", user.partners, partners), ("region", user.regions, regions)):
            for name in sorted(set(named) - known):
                # Somebody whose only partner is misspelt would see nothing; an empty list would show everything.
                rule = f"there is no {kind} {name}"
                problems.add(USERS_FILE, f"login {user.login}, key {kind}s", rule, f"Correct it, or add the {kind}.")
    return users


def _check_logins(users: tuple[User, ...], problems: Problems) -> None:
    logins = [user.login.casefold() for user in users]
    for login in sorted({login for login in logins if logins.count(login) > 1}):
        problems.add(USERS_FILE, f"login {login}", "it is listed twice", "Give one entry all of the person's roles.")
