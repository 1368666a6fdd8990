"""The people who may use the console in; what is wrong with them against the masters goes to `Problems`."""

from sellthrough.checks.places import USERS_FILE, Row
from sellthrough.checks.problems import Problems
from sellthrough.model.users import User


def check_users(users: tuple[User, ...], masters: dict[str, list[Row]], problems: Problems) -> None:
    """Check that everybody is listed once and that partners and regions exist."""
    logins = [user.login.casefold() for user in users]
    for login in sorted({login for login in logins if logins.count(login) > 1}):
        problems.add(USERS_FILE, f"login {login}", "it is listed twice", "Give one entry all of the person's roles.")
    partners = {str(getattr(row.value, "partner_id", "")) for row in masters["partners"]}
    regions = {str(getattr(row.value, "region_code", "")) for row in masters["regions"]}
    for user in users:
        for kind, named, known in (("partner", user.partners, partners), ("region", user.regions, regions)):
            for name in sorted(set(named) - known):
                # Somebody whose only partner is misspelt would see nothing; an empty list would show everything.
                rule = f"there is no {kind} {name}"
                problems.add(USERS_FILE, f"login {user.login}, key {kind}s", rule, f"Correct it, or add the {kind}.")
